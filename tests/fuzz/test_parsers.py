"""Whatever a program, a server or a file says: a value, or a word why it cannot be told.

The same tries each time; FUZZ=N makes N times as many new ones, and Hypothesis keeps what failed in
.cache/hypothesis, to be tried first the next time.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.database import DirectoryBasedExampleDatabase

from probes.errors import ProbeError
from tests.fuzz.parsers import parsers
from tests.fuzz.samples import huge, recorded, spoiled

ROOT = Path(__file__).resolve().parents[2]
ALL = {parser.name: parser for parser in parsers()}
TIMES = int(os.environ.get("FUZZ", "1"))
BOUND = settings(
    max_examples=60 * TIMES,
    deadline=None,  # a busy machine is no fault; what is really slow meets the ten megabytes
    database=DirectoryBasedExampleDatabase(ROOT / ".cache" / "hypothesis") if TIMES > 1 else None,
    suppress_health_check=list(HealthCheck),
    derandomize=TIMES == 1,
)
MEMORY = 3 << 30
VALUE, NOT_TOLD = "a value", "can not be told"
RIGHT = {VALUE, NOT_TOLD}
SECONDS = 60  # of a processor, for one parser and one form


def tried(parser, data, status=0):
    """Say how a parser ended: the two `RIGHT` ways, or with which other error."""
    try:
        parser(data, status)
    except ProbeError:
        return NOT_TOLD
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what is looked for)
        return f"{type(error).__name__}: {error}"
    return VALUE


def test_the_parsers_are_found():
    assert {
        "readers.rpm.installed",
        "readers.axway.topology.topology",
        "readers.nodetool.status",
    } <= set(ALL)
    assert len(ALL) > 130
    assert len(recorded()) > 300


@pytest.mark.parametrize("name", ALL)
def test_a_spoiled_answer_is_a_value_or_can_not_be_told(name):
    @BOUND
    @given(seed=st.integers(0, 1 << 32), status=st.sampled_from([0, 0, 0, 1, 2, 127, 404, 500]))
    def hold(seed, status):
        assert tried(ALL[name], spoiled(seed), status) in RIGHT

    hold()


@pytest.mark.parametrize("name", ALL)
def test_any_bytes_are_a_value_or_can_not_be_told(name):
    @BOUND
    @given(
        data=st.binary(max_size=300)
        | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
    )
    @example(data=b"")
    @example(data=b"\0")
    @example(data=b"\xff\xfe")
    @example(data=b"null")
    @example(data=b"[]")
    @example(data=b"{}")
    def hold(data):
        assert tried(ALL[name], data) in RIGHT

    hold()


def swallow(names):
    """Read ten megabytes with little memory and little time; run in a process of its own.

    Each parser gets one form, the next one the next; with FUZZ each gets every form.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    forms = dict(huge())
    for number, name in enumerate(names):
        one = list(forms)[number % len(forms)]
        _swallow(name, forms if TIMES > 1 else {one: forms[one]})


def _swallow(name, forms):
    for form, data in forms.items():
        used = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        how = tried(ALL[name], data)
        taken = resource.getrusage(resource.RUSAGE_SELF).ru_utime - used
        if how not in RIGHT or taken > SECONDS:
            sys.exit(f"{name}: {form}: {how[:200]}, {taken:.0f} s of a processor")


def test_ten_megabytes_are_swallowed():
    script = f"from tests.fuzz.test_parsers import swallow; swallow({sorted(ALL)!r})"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=900,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-2000:]
