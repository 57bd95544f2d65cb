"""The terminal goes away: the runner stops as by a signal, with its last word and its page."""

import errno
import io
import subprocess
import sys
from types import SimpleNamespace

from rich.console import Console

from findings.step import Step, Truth
from runner.change import ROOT
from runner.executor import Ran
from runner.printing import Printing


def gone(world):
    """Let nothing be written any more."""

    def fails(_):
        raise OSError(errno.EIO, "Input/output error")

    world.stream.write = fails


def test_a_terminal_that_is_gone_in_a_step_stops_with_a_last_word_and_a_page(world):
    def cut(step):
        if step.key == "dashboard.dash1.update":
            gone(world)

    reported = []
    tools_of = world.tools

    def tools(*given, **asked):
        made = tools_of(*given, **asked)
        made.report = lambda work: reported.append(work.directory)
        return made

    world.before_run, world.tools = cut, tools

    assert world.upgrade() == 11
    assert "its output, which nobody takes any more" in world.change.stopped.why
    assert world.change.steps[1].state == "unknown"
    assert len(reported) == 1
    world.before_run = lambda _: None
    assert world.upgrade(done="drain", name="Ben") == 0
    assert world.done.count("dashboard.dash1.update") == 1


def test_a_terminal_that_goes_while_it_ends_changes_nothing_of_the_end(world):
    world.says["dashboard.dash1.update"] = Ran(1, "broken")
    tools = world.tools

    def made(*given, **asked):
        mine = tools(*given, **asked)
        told = mine.show.bad
        mine.show.bad = lambda text: (gone(world), told(text))
        return mine

    world.tools = made

    assert world.upgrade() == 11
    assert world.change.stopped.why.startswith("dashboard.dash1.update failed")


def test_a_broken_pipe_is_no_end_without_a_word():
    code = (
        "from probes.redaction import Redactor; from runner.showing import Showing\n"
        "from runner.stopping import Interrupted\n"
        "show = Showing(Redactor())\n"
        "try:\n    [show.say('x' * 9999) for _ in range(999)]\n"
        "except Interrupted:\n    show.say('quiet'); raise SystemExit(11)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as one:
        one.stdout.close()

        assert one.wait() == 11


def test_what_a_node_calls_its_files_can_not_steer_the_terminal():
    stream = io.StringIO()
    node = SimpleNamespace(name="gw1", transport="local", address="gw1")
    inventory = SimpleNamespace(
        nodes={"gw1": node}, become_on=lambda _: SimpleNamespace(method="none")
    )
    answers = iter(["done", "Ben"])
    shown = Printing(inventory, Console(file=stream, width=200), lambda _: next(answers))
    one = Step(key="k", title="t", node="gw1", argv=("yum", "a\x1b[2J"), truth=Truth(by="person"))
    shown.run(one, "", lambda _: None)

    assert "\x1b" not in stream.getvalue()
