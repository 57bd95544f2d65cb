"""`make demo [PRODUCT=axway]`: the main job from NO-GO to GO, in the lab or else on paper.

DEMO_OFFLINE=1 takes the recording where a lab could be had. LAB_PREFIX names the lab: two demos at
once need two names.
"""

import argparse
import contextlib
import ctypes
import fcntl
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    os.environ.setdefault("LAB_PREFIX", "demo")  # before tests.lab.names reads it

from fixtures.cases import CasesError
from probes.errors import CannotTell
from tests.lab.demo_live import Live
from tests.lab.demo_stages import Replayed, Teller, Unexpected, set_up
from tests.lab.demo_story import Story
from tests.lab.names import PREFIX, STATE
from tests.lab.process import LabError

STORIES = {"tyk": "tests.lab.demo_tyk", "axway": "tests.lab.demo_axway"}
WORDS = 2000  # of an error, which may carry the console of a host
WATCHES = 8  # of the kernel: two for each host


def story_of(product: str) -> Story:
    """Give what the demo of a product tells; imported when it is asked for."""
    module = import_module(STORIES[product])
    story: Story = module.STORY
    return story


def main(product: str) -> int:
    """Run the demo of a product; 0 where every verdict was the expected one."""
    teller, story = Teller(), story_of(product)
    why = lacking(story)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        with tempfile.TemporaryDirectory(prefix="demo-") as scratch:
            if why:
                on_paper(story, teller, Path(scratch), why)
            else:
                in_the_lab(story, teller, Path(scratch))
    except (Unexpected, LabError, TimeoutError, CasesError, CannotTell, LookupError) as error:
        teller.say("", f"The demo FAILED after {teller.clock}: {str(error)[:WORDS]}")
        return 1
    except KeyboardInterrupt:
        teller.say("", f"Interrupted after {teller.clock}.")
        return 130
    teller.say("", f"The demo is over: every verdict was as expected. It took {teller.clock}.")
    return 0


def interrupt(*_: object) -> None:
    """Take a polite kill for a Ctrl-C."""
    raise KeyboardInterrupt


def lacking(story: Story) -> list[str]:
    """Why there is no lab; empty where there is one."""
    why = story.missing()
    if os.environ.get("DEMO_OFFLINE", "0") != "0":
        why.insert(0, "DEMO_OFFLINE is set")
    if not why and not watches_left():
        why.append("the limit fs.inotify.max_user_instances is used up by what runs here")
    return why


def watches_left() -> bool:
    """Whether the kernel has file watches left for four hosts: systemd does not start without."""
    kernel = ctypes.CDLL(None)
    taken = [kernel.inotify_init() for _ in range(WATCHES)]
    for descriptor in taken:
        if descriptor >= 0:
            os.close(descriptor)
    return min(taken) >= 0


def on_paper(story: Story, teller: Teller, scratch: Path, why: list[str]) -> None:
    """The same checks on a recording."""
    teller.say(
        "Demo ON A RECORDING: no lab here, so nothing is booted, contacted or upgraded, because",
        *(f"  {reason}" for reason in why),
        "The checks, verdicts and reports are the real ones; the answers were recorded in the lab.",
    )
    Replayed(story, teller, scratch).run()


def in_the_lab(story: Story, teller: Teller, scratch: Path) -> None:
    """The whole job on real hosts, swept away whatever happens."""
    teller.say(
        *story.about,
        f"Everything lives below {STATE} and goes away at the end; only Debian packages stay.",
        "It takes about three minutes; the first time some more, to install and build.",
    )
    with alone(teller):
        set_up(story, teller)
        teller.restart()
        estate = story.estate()
        try:
            if left := estate.sweep():
                teller.say(f"removed what an earlier lab left: {', '.join(left)}")
            Live(story, teller, scratch).run(estate)
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not leave hosts behind
            teller.say("", "removing the lab ...")
            estate.sweep()


@contextlib.contextmanager
def alone(teller: Teller) -> Iterator[None]:
    """Let one demo have this name: sweeping would end the other's hosts."""
    with STATE.with_suffix(".demo").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            teller.say(f"Another demo named {PREFIX} is running: set LAB_PREFIX to another name.")
            raise KeyboardInterrupt from None
        yield


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.lab.demo", description=__doc__)
    parser.add_argument("product", choices=STORIES, nargs="?", default="tyk")
    sys.exit(main(parser.parse_args().product))
