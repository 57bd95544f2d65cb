"""A step's command on a node: what is sent, what is seen of it, and what nobody saw."""

import shlex
import sys

import pytest
from rich.console import Console

from probes.redaction import Redactor
from runner import wire
from runner.executor import NoTransport
from runner.frame import Frame
from runner.heard import KEEP
from runner.on_nodes import OnNodes
from runner.printing import Printing, as_typed
from runner.units import Seen, follow_script, seen, unit_name
from tests.runner.estates import LOCAL, REMOTE, one_node, step


class Told(list):
    """Collects what is told."""

    def __call__(self, text):
        self.append(text)


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def redactor():
    return Redactor()


@pytest.fixture
def here(tmp_path, redactor):
    """The steps of this machine itself."""
    executor = OnNodes(one_node(tmp_path), redactor)
    yield executor
    executor.close()


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Put a program of some name before all others on the PATH."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")

    def make(name, script):
        path = tmp_path / "bin" / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    return make


@pytest.fixture
def far(tmp_path, redactor, monkeypatch):
    """The steps of a node behind ssh."""
    monkeypatch.setattr(wire, "SLACK", 1.0)
    executor = OnNodes(one_node(tmp_path, REMOTE, "{method: sudo}"), redactor)
    yield executor
    executor.close()


def test_status_and_both_streams_are_seen(here, told):
    ran = here.run(step("sh", "-c", "echo out; echo err >&2; exit 3"), "", told)

    assert (ran.status, ran.why) == (3, "")
    assert sorted(ran.output.splitlines()) == ["err", "out"]
    assert "".join(told) == ran.output


@pytest.mark.parametrize(
    "word", ["a b", "$HOME", "`id`", "'", '"', "\\", "a\nb", "*", "ä€", "-n", "%s", "#", "; id"]
)
def test_every_word_comes_as_it_is(here, told, word):
    ran = here.run(
        step(sys.executable, "-c", "import sys; print(ascii(sys.argv[1]))", word), "", told
    )

    assert ran.output == f"{word!a}\n"


def test_a_command_has_nothing_to_read(here, told):
    assert here.run(step("cat"), "", told).status == 0


@pytest.mark.parametrize("sizes", [1, 2, 7, 100])
@pytest.mark.parametrize(
    "text", [b"", b"a", b"a\n", b"a\n\n", b"\n", b"\n\n@@", b"a\n@@m 1", b"\n@@n x\n"]
)
def test_the_frame_is_found_in_any_pieces(text, sizes):
    got = []
    frame = Frame("n", 0, lambda _, data: got.append(data))
    whole = text + b"\n@@n 7\n"

    for at in range(0, len(whole), sizes):
        frame.feed(whole[at : at + sizes])

    assert frame.status == 7
    assert b"".join(got).removesuffix(b"\n") == text.removesuffix(b"\n")


def test_text_without_a_line_end_and_bytes_that_are_no_text(here, told):
    ran = here.run(step("printf", r"a\n\n@@b\377\033[31mred\033[0m\033]0;x\007\rc"), "", told)

    assert ran.output == "a\n\n@@b\ufffdred\\x1b]0;x\\x07\nc"


def test_output_is_told_while_the_command_runs(here, tmp_path):
    (tmp_path / "go").touch()
    script = f"echo first; while [ -e {shlex.quote(str(tmp_path / 'go'))} ]; do sleep 0.05; done"

    def tell(text):
        assert text == "first\n"
        (tmp_path / "go").unlink()

    assert here.run(step("sh", "-c", script), "", tell).status == 0


def test_a_secret_in_two_pieces_is_told_as_none(here, told, redactor):
    redactor.register("correct-horse-battery")
    script = "printf 'it is correct-ho'; sleep 0.3; echo rse-battery"

    ran = here.run(step("sh", "-c", script), "", told)

    assert ran.output == "".join(told) == "it is <secret:1>\n"


def test_a_private_key_is_told_as_one(here, told):
    script = "k='PRIVATE KEY-----'; echo -----BEGIN $k; sleep 0.2; echo AAAA; echo -----END $k"

    assert "AAAA" not in here.run(step("sh", "-c", script), "", told).output + "".join(told)


def test_a_secret_in_a_command_line_is_refused(here, told, redactor):
    redactor.register("correct-horse-battery")

    with pytest.raises(ValueError, match="a secret stands in its command line"):
        here.run(step("echo", "correct-horse-battery"), "", told)


def test_of_very_much_output_the_beginning_and_the_end_are_kept(here, told):
    script = f"echo begin; yes 0123456789 | head -c {KEEP * 4}; echo; echo Complete!"

    ran = here.run(step("sh", "-c", script), "", told)

    assert ran.output.startswith("begin\n")
    assert ran.output.endswith("\nComplete!\n")
    assert "characters left out" in ran.output
    assert len(ran.output) < 3 * KEEP
    assert len("".join(told)) < 2 * KEEP


def test_what_takes_too_long_is_ended_and_its_end_unknown(here, told):
    ran = here.run(step("sleep", "60", seconds=1), "", told)

    assert ran.status is None
    assert "longer than 1 s" in ran.why


def test_a_long_step_on_a_node_without_systemd_is_not_started(far, told, program, tmp_path):
    program("ssh", "exec sh -s")
    program("id", "echo 0")
    program("[", "exit 0")  # a plain sh has it built in, and then the real answer stands

    ran = far.run(step("touch", str(tmp_path / "made"), long=True), unit_name("x"), told)

    if ran.status != 126:
        pytest.skip("this machine has systemd")
    assert "has no systemd" in ran.why
    assert not (tmp_path / "made").exists()


def test_a_node_that_is_not_reached_was_sent_nothing(far, told, program):
    program("ssh", "exit 255")

    for long in (False, True):
        ran = far.run(step("true", long=long), unit_name("x"), told)
        assert ran.status == 255
        assert "nothing was sent" in ran.why
        assert ran.do


def test_sshs_own_words_say_why(far, told, program):
    program("ssh", 'while [ "$1" != -E ]; do shift; done; echo "No route to host" > "$2"; exit 255')

    assert "No route to host" in far.run(step("true"), "", told).why


def test_a_login_shell_that_prints_and_one_that_hangs(far, told, program, monkeypatch):
    program("ssh", "echo Welcome; echo; exec sh -s")
    program("sudo", 'shift; exec "$@"')
    assert far.run(step("echo", "hi"), "", told).output == "hi\n"

    monkeypatch.setattr(wire.Wire, "patience", 0.5)
    program("ssh", "exec sleep 20")
    assert far.run(step("echo", "hi"), "", told).status == 255


def test_a_connection_that_ends_in_the_middle_leaves_the_end_unknown(far, told, program, tmp_path):
    program("ssh", f"echo $$ > {tmp_path}/pid; exec sh -s")
    script = f"echo begun; kill -9 $(cat {tmp_path}/pid)"

    ran = far.run(step("sh", "-c", script, root=False), "", told)

    assert (ran.status, ran.output) == (None, "begun\n")
    assert "nobody saw how it ended" in ran.why


@pytest.mark.parametrize(
    "says", ["sudo: a password is required", "sudo: sorry, you must have a tty to run sudo"]
)
def test_a_refusal_names_the_line_to_grant(far, told, program, says):
    program("ssh", "exec sh -s")
    program("id", "echo 1000")
    program("sudo", f"echo '{says}' >&2; exit 1")

    ran = far.run(step("yum", "-y", "update", "tyk-gateway-5.8.9"), "", told)

    assert ran.status == 126
    assert says in ran.why
    assert "ops ALL=(root) NOPASSWD: /usr/bin/yum -y update tyk-gateway-5.8.9" in ran.do


def test_a_command_that_fails_as_root_was_not_refused(far, told, program):
    program("ssh", "exec sh -s")
    program("id", "echo 1000")
    program("sudo", "echo 'sudo: unable to resolve host gw1' >&2; exit 1")

    assert far.run(step("yum", "makecache"), "", told).status == 1


@pytest.mark.parametrize(
    "wrong", [{"kind": "person"}, {"argv": ()}, {"node": "gw9"}, {"long": True, "root": False}]
)
def test_what_no_plan_holds_is_refused(here, told, wrong):
    with pytest.raises(ValueError, match="update: "):
        here.run(step(**{"argv": ("true",), **wrong}), "", told)


def test_a_dry_run_has_no_means(told):
    nothing = NoTransport()
    for call in (nothing.run, nothing.resume):
        with pytest.raises(RuntimeError, match="a dry run does nothing"):
            call(step("true"), "", told)
    with pytest.raises(RuntimeError):
        nothing.forget(step("true"), "")


def test_a_printed_step_waits_for_a_word_and_a_name(tmp_path, told, capsys):
    inventory = one_node(tmp_path, LOCAL, "{method: dzdo}")
    answers = iter(["ok", "Not  Done", " ", "Ada L."])
    printing = Printing(inventory, Console(), lambda _: next(answers))

    ran = printing.run(step("yum", "update", "a b"), "", told)

    assert "    dzdo yum update 'a b'\n" in capsys.readouterr().out
    assert (ran.status, ran.by) == (1, "Ada L.")
    assert "not done" in ran.why
    assert told == ["-- Ada L. says: not done\n"]


def test_a_command_is_shown_as_a_person_types_it(tmp_path):
    ours = one_node(tmp_path, LOCAL, "{method: sudo, user: tyk}")

    assert as_typed(step("id", "-u"), ours) == "sudo -u tyk id -u"
    assert as_typed(step("id", root=False), ours) == "id"


def test_a_units_name_says_the_try_and_has_only_safe_signs():
    assert unit_name("CHG1", 2, "gateway.gw1.update") == "gateway-upgrade-CHG1-2-gateway.gw1.update"
    assert unit_name("a b;$(id)/../x") == "gateway-upgrade-a-b-id-..-x"
    long = [unit_name("CHG1", 1, f"gateway.{'n' * 200}.{what}") for what in ("update", "undo")]
    assert long[0] != long[1]
    assert [len(one) for one in long] == [200, 200]
    assert unit_name(long[0].removeprefix("gateway-upgrade-")) == long[0]


@pytest.mark.parametrize("name", ["x", "gateway-upgrade-a b", "gateway-upgrade-../x", "../../etc"])
def test_another_name_is_no_units_name(name):
    with pytest.raises(ValueError, match="not a unit's name"):
        follow_script(name)


def test_the_last_word_of_a_unit_counts():
    assert seen("sudo: unable to resolve host\n@ended   7\n") == Seen("ended", 7)
    assert seen("@ended   0\n") == Seen("ended", 0)
    assert seen("@lost Result=signal ExecMainStatus=9 \n").words == "Result=signal ExecMainStatus=9"
    assert seen("@rebooted\n") == Seen("rebooted")
    assert seen("the node broke down\n") is None
