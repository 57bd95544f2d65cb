"""Programs behind processes, keystores and ports, on this very machine where it can be."""

import subprocess

import pytest

from probes import guard
from probes.answers import CommandAnswer
from probes.errors import CannotTell
from readers import keystores, processes, programs, shown
from readers.programs import Program
from tests.readers.fakes import said

PS = processes.processes(said("    1 /sbin/init\n  20 GW1 (P) (7.5.3) (vshell)\n  30 [kthread]\n"))
EXE = "/proc/1\t/usr/lib/systemd/systemd\n/proc/20\t/opt/a/bin/vshell (deleted)\n/proc/30\t\n"


def test_programs_with_their_words():
    found = programs.programs(said(EXE), PS)

    assert found[1] == Program(20, "/opt/a/bin/vshell", gone=True, args="GW1 (P) (7.5.3) (vshell)")
    assert programs.below(found, "/opt/a") == (found[1],)
    assert programs.below(found, "/opt/") == (found[1],)
    assert programs.below(found, "/op") == ()


def test_a_process_that_began_or_ended_between_the_two_looks_is_left_out():
    assert len(programs.programs(said(EXE + "/proc/99\t/bin/x\n"), PS)) == 2


@pytest.mark.parametrize("text", ["", "/proc/30\t\n", "x\n", EXE[:-1]])
def test_programs_that_are_none_can_not_be_told(text):
    with pytest.raises(CannotTell):
        programs.programs(said(text), PS)


@pytest.mark.parametrize(
    "err",
    [
        "find: '/proc/20/exe': Permission denied\n",
        "sudo: a password is required\n",
        "find: unknown predicate '-printf'\n",
    ],
)
def test_programs_that_are_hidden_are_not_absent(err):
    with pytest.raises(CannotTell):
        programs.programs(said(EXE, err, 1), PS)


def test_kernel_threads_and_a_hidden_init_hide_nothing():
    err = (
        "find: '/proc/1/exe': Permission denied\nfind: '/proc/30/exe': No such file or directory\n"
        "find: '/proc/99/attr': No such process\n"
    )

    assert [one.pid for one in programs.programs(said(EXE, err, 1), PS)] == [1, 20]


def test_the_script_runs_here():
    script = programs.script()
    guard.command(script)
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=False)

    assert b"/proc/self" not in done.stdout
    assert any(row.startswith(b"/proc/1\t") for row in done.stdout.splitlines())


PEM = (
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBNjCB3qADAgECAgEBMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAXgwHhcNMjYw\n"
    "-----END CERTIFICATE-----\n"
)
LISTING = "Keystore type: JKS\n\nYour keystore contains {} entries\n\nAlias name: a\n{}"


@pytest.mark.parametrize(
    ("text", "err", "rc"),
    [
        (LISTING.format(1, PEM), "", 0),  # a certificate that can not be read
        (LISTING.format(2, "Entry type: SecretKeyEntry\n"), "", 0),  # two counted, one shown
        (LISTING.format(1, "Certificate chain length: 0\n"), "", 0),
        ("", "keytool error: java.lang.Exception: Keystore file does not exist: /x\n", 1),
        ("", "keytool error: java.io.IOException: keystore password was incorrect\n", 1),
        ("", "sh: keytool: command not found\n", 127),
        ("", "", 0),
    ],
)
def test_a_keystore_that_does_not_show_all_can_not_be_told(text, err, rc):
    with pytest.raises(CannotTell):
        keystores.keystore(said(text, err, rc), "/x.jks")


def test_a_keystore_with_a_secret_key_alone():
    text = LISTING.format(1, "Entry type: SecretKeyEntry\n")

    assert keystores.keystore(said(text, "Enter keystore password:\n"), "/x") == {"a": ()}


@pytest.mark.parametrize(
    ("text", "err", "rc"),
    [
        ("", "140:error:connect:errno=111\n", 1),
        ("CONNECTED(00000003)\nno peer certificate available\n", "wrong version number\n", 1),
        ("", "openssl: command not found\n", 127),
        (PEM, "", 0),
    ],
)
def test_a_port_that_shows_no_certificate_can_not_be_told(text, err, rc):
    with pytest.raises(CannotTell):
        shown.chain(CommandAnswer(rc, text.encode(), err.encode()), "port 8090")
