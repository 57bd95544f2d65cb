"""What people are asked, with and without a terminal, and what has to stand beside a decision."""

import io
import os
import signal

import pytest
from rich.console import Console
from typer.testing import CliRunner

from findings.change import FoundOut
from findings.step import Truth
from probes.redaction import Redactor
from runner import acting
from runner.app import app
from runner.executor import Ran
from runner.people import Asked
from runner.printing import Printing
from runner.showing import Showing
from runner.stopping import Refused
from tests.runner.fakes import plan


def test_without_a_terminal_a_persons_step_stops_with_the_line_to_type(world):
    assert world.upgrade() == 11
    assert "Take gw1 out of the load balancer." in world.screen
    assert "--runs runs --done drain --name 'YOUR NAME'" in world.screen
    assert world.change.steps[3].state == "running"


def test_at_a_terminal_the_person_types_a_name(world):
    assert world.upgrade(answers=["Ben Okri"]) == 0
    assert world.change.steps[3].end.by == "Ben Okri"


def test_an_empty_answer_leaves_it_open(world):
    assert world.upgrade(answers=[""]) == 11
    assert world.upgrade(answers=["Ben\x1b[2J"]) == 0
    assert world.change.steps[3].end.by == "Ben[2J"
    assert world.change.steps[3].tries == 1


def test_a_step_for_which_the_world_needs_nobody_asks_nobody(world):
    first, *others = plan().steps[3:]
    wants = first.model_copy(update={"truth": Truth(by="rpmnew", path="/opt")})
    world.plan = plan(steps=(wants, *others))
    world.find_out = lambda step, *_: FoundOut(step=step.key, state="done", why="no .rpmnew")

    assert world.upgrade() == 0
    assert "nothing to do: no .rpmnew" in world.screen


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"override": "TYK-PRE-001"}, "--name"),
        ({"override": "TYK-PRE-001", "name": "Ben"}, "--reason"),
        ({"after_window": True, "name": "Ben", "reason": " "}, "--reason"),
        ({"done": ("drain",)}, "--name"),
        ({"not_done": "drain", "name": "  "}, "--name"),
        ({"accept_data_loss": "lab"}, "--name"),
        ({"done": ("drain",), "not_done": "drain", "name": "Ben"}, "one of them each time"),
        ({"name": "Ben\nand Eve"}, "in one line"),
    ],
)
def test_a_decision_has_a_name_and_a_reason(world, given, says):
    with pytest.raises(Refused, match=says):
        Asked(file=world.file, runs=world.runs, **given)


class Typed:
    """A person who answers what a print run asks."""

    def __init__(self, *answers):
        self.answers = list(answers)

    def __call__(self, _):
        return self.answers.pop(0)


def printing(world, *answers):
    """A world in which a person runs the commands that are shown."""
    tools = world.tools()
    said = Typed(*answers)
    shown = Printing(tools.inventory, Console(file=io.StringIO(), width=200), said)

    def run(step, unit, tell):
        ran = shown.run(step, unit, tell)
        if ran.status is None:
            world.done.append(step.key)
        return ran

    world.run = run


def test_in_print_mode_a_person_runs_and_the_world_judges(world):
    printing(world, *["done", "Ben"] * 6)

    assert world.upgrade(mode="print", answers=["Ben"]) == 0
    assert world.change.header.mode == "print"
    assert world.change.steps[0].end.by == "Ben"  # nothing else tells of a makecache
    assert world.change.steps[1].found.state == "done"


def test_in_print_mode_a_word_that_the_world_does_not_bear_out_stops(world):
    printing(world, *["done", "Ben"] * 6)
    world.find_out = lambda step, *_: FoundOut(
        step=step.key, state="not-done", why="5.3.9 is there"
    )

    assert world.upgrade(mode="print") == 11
    assert "dashboard.dash1.update was begun" in world.screen
    assert "--mode print" in world.screen


def test_in_print_mode_not_done_stops(world):
    printing(world, "not done", "Ben")

    assert world.upgrade(mode="print") == 11
    assert "Ben says that it is not done" in world.screen


@pytest.fixture(params=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def number(request):
    """A signal that is not ignored, as it is for whoever tests behind `nohup`."""
    before = signal.getsignal(request.param)
    if before is signal.SIG_IGN:
        signal.signal(request.param, signal.SIG_DFL)
    yield request.param
    signal.signal(request.param, before)


def test_a_signal_in_a_step_leaves_a_last_word_and_an_unknown_step(world, number):
    def cut(step):
        if step.key == "dashboard.dash1.update":
            os.kill(os.getpid(), number)

    world.before_run = cut
    handler = signal.getsignal(number)

    assert world.upgrade() == 11
    assert world.change.stopped.why.startswith(f"stopped by {signal.Signals(number).name}")
    assert world.change.steps[1].state == "unknown"
    assert not world.change.incomplete
    assert signal.getsignal(number) == handler
    world.before_run = lambda _: None
    assert world.upgrade(done="drain", name="Ben") == 0
    assert world.done.count("dashboard.dash1.update") == 1


def test_what_comes_from_outside_can_not_steer_the_terminal():
    stream = io.StringIO()
    show = Showing(Redactor(), Console(file=stream, width=80))
    show.output("a\x1b[2Jb\n[red]c[/red]\n")
    show.progress("3 of 9: \x07 pass")

    assert stream.getvalue() == "    a\\x1b[2Jb\n    [red]c[/red]\n    3 of 9: \\x07 pass\n"


def test_a_failed_command_says_what_its_executor_says_to_do(world):
    world.says["dashboard.dash1.makecache"] = Ran(255, "", "dash1: no route", "bring dash1 up")

    assert world.upgrade() == 11
    assert "bring dash1 up; then: python -m runner upgrade" in world.screen


def two_for_people(world):
    """Let a second person's step follow the first."""
    first, *others = plan().steps[3:]
    review = first.model_copy(update={"key": "review", "truth": Truth(by="rpmnew", path="/opt")})
    world.plan = plan(steps=(first, review, *others))


def test_several_steps_of_people_are_answered_in_one_call(world):
    two_for_people(world)

    assert world.upgrade(done=("drain", "review"), name="Ben") == 0
    assert [line.end.by for line in world.change.steps[:2]] == ["Ben", "Ben"]
    assert "before its turn came" in world.change.steps[0].end.why


def test_what_was_waited_for_is_not_said_too_early(world):
    two_for_people(world)
    world.upgrade()

    assert world.upgrade(done=("drain",), name="Ben") == 11  # the review is open
    assert world.change.steps[0].end.why == ""
    assert world.change.steps[1].state == "running"


@pytest.mark.parametrize("word", ["all-rpmnew", "*", "review "])
def test_each_step_is_named_by_its_key(world, word):
    two_for_people(world)

    assert world.upgrade(done=("drain", word), name="Ben") == 11
    assert f"the plan has no step {word}" in world.screen
    assert world.done == []


def test_a_rollback_too_knows_no_step_that_there_is_not(world):
    world.upgrade(done="drain", name="Ben")

    assert world.rollback(done=("gone",), yes=True, name="Ben") == 11
    assert "the plan has no step gone" in world.screen


def test_done_is_typed_once_for_each_step(monkeypatch):
    seen = {}
    monkeypatch.setattr(acting, "upgrade", lambda *_, **words: seen.update(words))
    words = ["upgrade", "--done", "a", "--done", "b", "--name", "Ben"]

    assert CliRunner().invoke(app, words).exit_code == 0
    assert seen["done"] == ("a", "b")
