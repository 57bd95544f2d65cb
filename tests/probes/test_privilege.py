"""Root by become: exact argv where possible, and a refusal is never read as an answer."""

import pytest

from inventory import Become
from probes.privilege import refusal, wrap
from probes.questions import argv

QUOTE = "a'b"
REFUSED = [
    "sudo: a password is required",
    "sudo: a terminal is required to read the password; either use the -S option",
    "sudo: sorry, you must have a tty to run sudo",
    "Sorry, user ops is not allowed to execute '/bin/cat /etc/shadow' as root on gw1.",
    "ops is not in the sudoers file.  This incident will be reported.",
    "sudo: unknown user: roott",
    "sudo: account validation failure, is your account locked?",
    "sudo: error in /etc/sudo.conf, line 7 while loading plugin",
    "pbrun8: no pbmasterd answers",
    "/bin/sh: 1: sudo: not found",
    "/bin/sh: line 1: dzdo: command not found",
    "bash: sudo: command not found",
]
ANSWERS = [
    "",
    "cat: /opt/x: Permission denied",
    "stat: cannot statx '/opt/x': No such file or directory",
    "sudo: unable to resolve host gw1: Name or service not known",
    "sudo: setrlimit(RLIMIT_CORE): Operation not permitted",
]


@pytest.mark.parametrize("said", REFUSED)
def test_a_refusal_is_recognised_by_its_words(said):
    assert refusal(f"some banner\n{said}\n") == said


@pytest.mark.parametrize("said", ANSWERS)
def test_what_the_command_itself_says_is_no_refusal(said):
    assert refusal(said) == ""


@pytest.mark.parametrize(
    "script",
    ["cat -- /opt/tyk.conf", "rpm -qa --qf '%{NAME} %{VERSION}\\n'", "systemctl show x -p A,B"],
)
def test_a_plain_command_keeps_its_exact_argv_so_that_rules_can_name_it(script):
    assert wrap(script, Become(method="sudo")) == f"sudo -n {script}"


@pytest.mark.parametrize("script", ["a; b", "a | b", "x=1 y", "cat $HOME", "echo `id`", "a > b"])
def test_everything_else_goes_to_a_shell_of_its_own_as_one_word(script):
    assert wrap(script, Become(method="sudo")).startswith("sudo -n /bin/sh -c '")


def test_another_user_and_another_program_are_named():
    assert wrap("id", Become(method="dzdo", user="tyk")) == "dzdo -n -u tyk id"


def test_an_operator_behind_a_quoted_quote_is_seen():
    assert wrap(f"cat {argv(QUOTE)} | grep 'x'", Become(method="sudo")).startswith(
        "sudo -n /bin/sh"
    )
