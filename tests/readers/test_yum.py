"""What yum and dnf say, on a recorded session of dnf 4.14 and on yum 3's forms."""

import re
from pathlib import Path

import pytest

from probes import guard
from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers import yum, yum_history

SESSION = (Path(__file__).parent / "dnf4-transcript.txt").read_text()
SUDO = "sudo: a password is required\n"
DEAD = "Errors during downloading metadata for repository 'tyk':\nIgnoring repositories: tyk\n"
EMPTY_HISTORY = (
    "ID     | Command line             | Date and time    | Action(s)      | Altered\n"
    "-------------------------------------------------------------------------------\n"
)


def answer(stdout="", stderr="", rc=0):
    """What a command gave."""
    raw = stdout if isinstance(stdout, bytes) else stdout.encode()
    return CommandAnswer(rc, raw, stderr.encode())


def said(command, time=0):
    """What the recorded session answered to a command, the n-th time."""
    found = re.findall(
        rf"^\$ {re.escape(command)}\n(.*?)\[rc=(\d+) ", SESSION, re.MULTILINE | re.DOTALL
    )
    text, rc = found[time]
    return answer(text, rc=int(rc))


def test_listing_of_dnf():
    """Only what stands below Available Packages is on offer."""
    found = yum.listing(said("yum list --showduplicates tyk-gateway"))

    assert [(one.name, one.version, one.repo) for one in found.installed] == [
        ("tyk-gateway", "5.3.0", "@tyk")
    ]
    assert [one.evr for one in found.available] == [(0, "5.3.0", "1"), (0, "5.8.1", "1")]


def test_listing_of_yum_3():
    """Head lines, an epoch, and a name so long that the line is wrapped."""
    text = (
        "Loaded plugins: fastestmirror\n"
        "Loading mirror speeds from cached hostfile\n"
        " * base: mirror.example.org\n"
        "Installed Packages\n"
        "tyk-gateway.x86_64            5.3.9-1                 @tyk_tyk-gateway\n"
        "Available Packages\n"
        "tyk-gateway-with-quite-a-long-name.x86_64\n"
        "                              1:5.8.9-1               tyk_tyk-gateway \n"
    )
    found = yum.listing(answer(text))

    assert [one.version for one in found.installed] == ["5.3.9"]
    assert [one.evr for one in found.available] == [(1, "5.8.9", "1")]


def test_listing_without_a_match():
    """The words of yum, and only they, mean that nothing matches."""
    found = yum.listing(answer("", "Error: No matching Packages to list\n", 1))

    assert found == yum.Listing((), ())


ONE = "Available Packages\ntyk-gateway.noarch  5.3.0-1  tyk\n"


@pytest.mark.parametrize(
    "bad",
    [
        answer(""),
        answer("", "", 1),
        answer("", SUDO, 1),
        answer("", "sh: 1: yum: not found\n", 127),
        answer("", "", 124),
        answer(ONE, DEAD),
        answer("", "Error: No matching Packages to list\n" + DEAD, 1),
        answer("", "Error: Failed to download metadata for repo 'tyk'\n", 1),
        answer("", "Error: Unknown repo: 'tyk'\n", 1),
        answer(ONE, "Existing lock /var/run/yum.pid: another copy is running as pid 9.\n"),
        answer(ONE[:-5]),
        answer("Available Packages\ntyk-gateway.noarch  5.3.0-1\n"),
        answer("Available Packages\ntyk-gateway.noarch  5.3.0  tyk\n"),
        answer("Available Packages\ntyk-gateway  5.3.0-1  tyk\n"),
        answer("Available Packages\ntyk-gateway.noarch\nother.noarch  5.3.0-1  tyk\n"),
        answer("tyk-gateway.noarch  5.3.0-1  tyk\n"),
        answer("Traceback (most recent call last):\n", rc=1),
        answer(b"\x00\x80\n"),
    ],
)
def test_listing_cannot_tell(bad):
    """A repository that did not answer is not a version that is not offered."""
    with pytest.raises(CannotTell):
        yum.listing(bad)


def test_metadata_refreshed():
    """Fetched, or a repository that is away."""
    assert yum.refreshed(answer("Metadata cache created.\n")).ok
    assert yum.refreshed(answer("Loaded plugins: x\nMetadata Cache Created\n")).ok
    away = yum.refreshed(answer("Metadata cache created.\n", DEAD))
    assert (away.ok, away.why) == (False, "Ignoring repositories: tyk")
    assert not yum.refreshed(answer("", "Error: Unknown repo: 'bogus'\n", 1)).ok


@pytest.mark.parametrize(
    "bad",
    [
        answer(""),
        answer("", "", 1),
        answer("", SUDO, 1),
        answer("", "Error: This command has to be run with superuser privileges\n", 1),
        answer("", "", 124),
        answer("", "another app is currently holding the yum lock; waiting\n"),
        answer("hello\n"),
        answer("", DEAD, 124),
        answer(b"\x00"),
    ],
)
def test_metadata_cannot_tell(bad):
    """Silence is no success."""
    with pytest.raises(CannotTell):
        yum.refreshed(bad)


def test_version_locks():
    """The forms of both generations; without the plugin there are none."""
    text = "Last metadata expiration check: 0:00:01 ago\n!tyk-pump-0:1.14.0-1.*\n"
    old = "Loaded plugins: versionlock\n0:tyk-gateway-5.3.9-1.*\nversionlock list done\n"

    assert yum.versionlocks(answer(text)) == (yum.Lock("tyk-pump", "1.14.0-1.*", exclude=True),)
    assert yum.versionlocks(answer(old)) == (yum.Lock("tyk-gateway", "5.3.9-1.*", exclude=False),)
    assert yum.versionlocks(answer("", "No such command: versionlock. Please\n", 1)) == ()


@pytest.mark.parametrize(
    "bad", [answer("", "", 1), answer("", SUDO, 1), answer("gibberish\n"), answer("x", "", 124)]
)
def test_version_locks_cannot_tell(bad):
    """Anything else is no list of locks."""
    with pytest.raises(CannotTell):
        yum.versionlocks(bad)


def test_history_of_dnf():
    """Newest first; scriptlet output is a flag, no failure."""
    found = yum_history.history(said("sudo -n yum history"))

    assert [(one.id, one.actions, one.altered, one.flags) for one in found] == [
        (2, "Upgrade", 1, "EE"),
        (1, "Install", 2, ""),
    ]
    assert yum_history.history(answer(EMPTY_HISTORY)) == ()


def test_history_of_yum_3():
    """The second column is the user there."""
    text = (
        "Loaded plugins: fastestmirror\n"
        "ID     | Login user               | Date and time    | Action(s)      | Altered\n"
        "-------------------------------------------------------------------------------\n"
        "    14 | root <root>              | 2026-11-20 14:25 | Update         |    1 EE\n"
        "history list\n"
    )

    assert [(one.id, one.what) for one in yum_history.history(answer(text))] == [
        (14, "root <root>")
    ]


def test_a_bar_in_the_command_line():
    """The other columns never hold one."""
    row = "     3 | -y update a|b            | 2026-11-21 02:24 | Upgrade        |    1 ><\n"
    found = yum_history.history(answer(EMPTY_HISTORY + row))

    assert (found[0].what, found[0].flags) == ("-y update a|b", "><")


@pytest.mark.parametrize(
    "bad",
    [
        answer(""),
        answer("", "You don't have access to the history DB.\n", 1),
        answer("", SUDO, 1),
        answer(EMPTY_HISTORY.splitlines()[0] + "\n"),
        answer(EMPTY_HISTORY + "     2 | -y upgrade tyk-gateway   | 2026-11"),
        answer(EMPTY_HISTORY + "     2 | -y upgrade | today | Upgrade |    1\n"),
        answer("ID Command line    Date and time       Action(s) Altered\n 1 dnf x\n"),
        answer("Traceback (most recent call last):\n", rc=1),
        answer(b"\x00\n"),
    ],
)
def test_history_cannot_tell(bad):
    """Another form of the table is not read by guessing."""
    with pytest.raises(CannotTell):
        yum_history.history(bad)


def test_history_info():
    """Who, what, and what the scriptlets printed."""
    found = yum_history.info(said("sudo -n yum history info 2"))

    assert (found.id, found.success, found.command) == (2, True, "-y upgrade tyk-gateway")
    assert [(one.verb, one.package) for one in found.changes] == [
        ("Upgrade", "tyk-gateway-5.8.1-1.noarch"),
        ("Upgraded", "tyk-gateway-5.3.0-1.noarch"),
    ]
    assert found.scriptlets[0].endswith("/opt/tyk-gateway/gw.conf.rpmnew")
    assert yum_history.info(answer("")) is None


def test_what_a_failed_transaction_did_not_do():
    text = said("sudo -n yum history info 2").text
    failed = text.replace("Success", "Failure: 1").replace("    Upgrade", " ** Upgrade")
    found = yum_history.info(answer(failed))

    assert [(one.verb, one.done) for one in found.changes] == [
        ("Upgrade", False), ("Upgraded", False)
    ]  # fmt: skip
    assert not found.success
    assert not found.does("Upgrade", found.changes[0].name)


def test_a_transaction_that_was_finished_later():
    text = said("sudo -n yum history info 2").text
    row = next(line for line in text.splitlines() if line.strip().startswith("Upgrade "))
    finished = text.replace(row, "    Reason Change lab-base-1-1.noarch          ")
    found = yum_history.info(answer(finished))

    assert next((one.verb, one.name, one.repo) for one in found.changes) == (
        "Reason Change", "lab-base", ""
    )  # fmt: skip


@pytest.mark.parametrize(
    "bad",
    [
        answer("", "No transactions\nError: Failed history info\n", 1),
        answer("", SUDO, 1),
        answer("Transaction ID : 2\n"),
        answer(
            "Transaction ID : 2..4\nReturn-Code : Success\nCommand Line : x\nPackages Altered:\n"
        ),
        answer(
            "Transaction ID : 2\nReturn-Code : Success\nCommand Line : x\n"
            "Packages Altered:\n    Update  5.8.1-1.x86_64 @tyk\n"
        ),
        answer("<html>\n"),
        answer(b"\x00"),
    ],
)
def test_history_info_cannot_tell(bad):
    """Half a transaction is none."""
    with pytest.raises(CannotTell):
        yum_history.info(bad)


UP, DOWN = "sudo -n yum -y upgrade tyk-gateway", "sudo -n yum -y downgrade tyk-gateway"


def test_outcome_of_an_upgrade():
    """What was planned and what was done."""
    found = yum_history.outcome(said(UP))

    assert found.planned == (("Upgrading", "tyk-gateway-5.8.1-1.noarch"),)
    assert found.done == (("Upgraded", "tyk-gateway-5.8.1-1.noarch"),)
    assert (found.complete, found.nothing) == (True, False)


def test_outcome_of_nothing():
    """Exit status 0, Complete!, and nothing was done."""
    found = yum_history.outcome(said(DOWN, 1))

    assert (found.rc, found.complete, found.nothing, found.done) == (0, True, True, ())


def test_outcome_of_install_and_remove():
    """Several packages in a line; sections with dependencies."""
    installed = yum_history.outcome(said("sudo -n yum -y install tyk-gateway-5.3.0"))
    removed = yum_history.outcome(said("sudo -n yum -y remove tyk-gateway"))

    assert installed.done == (
        ("Installed", "lab-base-1-1.noarch"),
        ("Installed", "tyk-gateway-5.3.0-1.noarch"),
    )
    assert [verb for verb, _ in removed.planned] == ["Removing", "Removing"]


def test_outcome_of_a_plan():
    """A plan that was asked for exits 1."""
    text = said(UP).text.partition("Downloading")[0]
    found = yum_history.outcome(answer(text, "Operation aborted.\n", 1))

    assert (found.aborted, found.done) == (True, ())
    assert found.planned == (("Upgrading", "tyk-gateway-5.8.1-1.noarch"),)


def test_outcome_where_the_old_package_is_gone():
    """The way back is not there."""
    err = 'Error: The following problems occurred:\n  Cannot find rpm nevra "a-5.3.0-1.noarch".\n'
    found = yum_history.outcome(answer("", err, 1))

    assert found.problems[-1].startswith("Cannot find rpm nevra")


@pytest.mark.parametrize(
    "bad", [answer(""), answer("", SUDO, 1), answer("", "", 124), answer("hm\n"), answer(b"\x00")]
)
def test_outcome_cannot_tell(bad):
    """Words that are not known decide nothing."""
    with pytest.raises(CannotTell):
        yum_history.outcome(bad)


@pytest.mark.parametrize(
    "script",
    [
        yum.listing_script("tyk-*", repo="tyk"),
        yum.makecache_script(),
        yum.versionlock_script(),
        yum_history.undo_plan_script(2),
        yum_history.rollback_plan_script(1),
    ],
)
def test_scripts_are_reads(script):
    """A private cache, and no quiet mode: it hides repositories that do not answer."""
    guard.command(script)

    assert '--setopt=cachedir="$d"' in script
    assert " -q " not in script


@pytest.mark.parametrize("script", [yum_history.history_script(), yum_history.info_script(2)])
def test_history_is_plain_words(script):
    """It is asked as root, so a rule of sudo must be able to name it."""
    guard.command(script)

    assert re.fullmatch(r"yum history (list|info 2)", script)


def test_unavailable_is_told_in_yums_words():
    """A listing of a repository that did not answer is no listing, whatever the exit status."""
    assert yum.unavailable(answer("", DEAD)) == "Ignoring repositories: tyk"
    assert yum.unavailable(answer("Available Packages\n")) == ""
