"""A step of a plan: what is done, on what, how its success is told, and the way back from it."""

from typing import Literal

from findings.finding import Frozen

Kind = Literal["command", "person"]
Probe = Literal[
    "package", "restarted", "enabled", "rpmnew", "absent", "file", "running", "stopped", "says",
    "repeatable", "person",
]  # fmt: skip


class Gate(Frozen):
    """Checks that must hold: `pytest -m PHASE [--gate NAME] [--on ROLE@NODE ...]`."""

    phase: Literal["pre", "gate", "post", "rollback"]
    name: str = ""  # of a gate: begin, restart ...; the catalogue's rows name theirs
    on: tuple[str, ...] = ()  # "gateway@gw1": only these services; empty: the whole phase
    minutes: float = 0.5
    requirements: tuple[str, ...] = ()  # steps of the vendor's page that it stands for


class Success(Frozen):
    """What a command must leave: an exit status, and text, for `Nothing to do.` exits 0 too."""

    statuses: tuple[int, ...] = (0,)
    says: tuple[str, ...] = ()  # one of these stands in the output
    never: tuple[str, ...] = ()  # none of these does


class Truth(Frozen):
    """How the world tells whether a step was done, when nobody saw its end.

    `package`: `package` is installed in `version`, and its transaction ended well. `restarted`:
    `unit` is active and was started after the step was. `enabled`: `unit` is. `rpmnew`: no
    `.rpmnew` file lies below `path`; a person is asked only where one does. `absent`: the same for
    files with one of these `names`. `file`: `path` is there, and holds each of `words`. `running`:
    a process has all of `words` among its own, and `begins` begins them; its program lies below
    `path` where that is given. `stopped`: no such process is left. `says`: the command `argv`,
    which only reads, prints one of `done`; or one of `undone`, where it is sure that nothing was
    changed yet. `repeatable`: nothing tells, and doing it again does no harm. `person`: a person
    is asked.
    """

    by: Probe
    package: str = ""
    version: str = ""
    unit: str = ""
    path: str = ""
    names: tuple[str, ...] = ()  # patterns of file names
    words: tuple[str, ...] = ()
    begins: str = ""
    argv: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()


class Secret(Frozen):
    """A line that a command reads from its standard input: where it lies, never what it is."""

    name: str  # for people: "password of admin"
    reference: str = ""  # env:NAME, file:path, exec:[...]; empty: the line is empty
    shown: bool = False  # the tool takes it in its own argv alone: `ps` on the node shows it


class Step(Frozen):
    """One command on one node, or one thing that a person does."""

    key: str  # unique in its plan and the same in every run of it: "gateway.gw1.update"
    title: str
    requirements: tuple[str, ...] = ()  # rows of the catalogue
    kind: Kind = "command"
    component: str = ""  # gateway, dashboard ...
    node: str = ""
    argv: tuple[str, ...] = ()  # what runs on the node; no secret ever stands in it
    secrets: tuple[Secret, ...] = ()  # what it reads from its standard input, line by line
    root: bool = True
    long: bool = False  # may take minutes: it runs in a unit of its own and outlives the connection
    authority: str = ""  # a file of this machine: the CA's certificate that it prints is kept there
    leaves: bool = False  # a long one that starts processes which go on when it has ended
    seconds: float = 120.0  # how long it may take
    success: Success = Success()
    truth: Truth
    before: tuple[Gate, ...] = ()
    after: tuple[Gate, ...] = ()
    text: str = ""  # what a person is told to do
    owner: str = "platform"
    way_back: str = "yes"  # "yes", "no", or "until KEY": the step that ends it
    minutes: float = 1.0
    undo_minutes: float = 0.0  # how long its undo takes; 0: there is nothing to undo
    undoes: str = ""  # of a way back: the step of the upgrade whose undo this is a part of
    data_loss: str = ""  # what is lost when going back behind this step


class Plan(Frozen):
    """The steps of a change in their order."""

    action: Literal["upgrade", "rollback"]
    product: str
    steps: tuple[Step, ...]
    first: tuple[Gate, ...] = ()  # what must hold before the first step
    last: tuple[Gate, ...] = ()  # what must hold after the last one
    remarks: tuple[str, ...] = ()  # what its reader must know: declined steps, a missing systemd
    declined: tuple[str, ...] = ()  # rows of the vendor's page that are not followed
