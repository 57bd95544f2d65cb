"""The framed shell: exact bytes, any quoting, hostile commands, a limit to everything."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from probes.answers import CommandAnswer
from probes.errors import CannotTell, NoAnswer
from probes.shell import Limits, Shell

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

HOSTILE = [
    ("echo hi", 0, b"hi\n", b""),
    ("printf x; printf y >&2; exit 3", 3, b"x", b"y"),
    ("printf '\\000\\377bin\\n\\n'", 0, b"\0\xffbin\n\n", b""),
    ("cat", 0, b"", b""),
    ("read x; echo got:$x", 0, b"got:\n", b""),
    ("echo it\\'s \"q\" 'a b' \\$HOME", 0, b"it's q a b $HOME\n", b""),
    ("false", 1, b"", b""),
    ("cd / && pwd", 0, b"/\n", b""),
    ("X=1; exit 0", 0, b"", b""),
    ('echo "[$X]"', 0, b"[]\n", b""),
    ("set -e; false; echo no", 1, b"", b""),
    ("echo café 100% \\\\n", 0, None, b""),
    ("echo a # comment", 0, b"a\n", b""),
    ("exec echo replaced", 0, b"replaced\n", b""),
    ("true\n\necho two", 0, b"two\n", b""),
    ("echo @@; printf '\\n@@'", 0, b"@@\n\n@@", b""),
    ("cat <<E\nhere\nE\n", 0, b"here\n", b""),
    ("f() { return 7; }; f", 7, b"", b""),
    ("echo ${X:-d} $((1+2)) `echo bt` $(echo ds)", 0, b"d 3 bt ds\n", b""),
    ("sleep 60 & echo bg", 0, b"bg\n", b""),
    ("echo fin", 0, b"fin\n", b""),
]
SHELLS = [path for name in ("dash", "bash", "busybox") if (path := shutil.which(name))]


def words(shell: str) -> list[str]:
    return [shell, "sh"] if shell.endswith("busybox") else [shell]


def session(*argv: str, connect: float = 60, command: float = 60) -> Shell:
    async def spawn() -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *argv, stdin=-1, stdout=-1, stderr=-1, limit=1 << 22, start_new_session=True
        )

    limits = Limits(connect, command)
    return Shell("n", spawn, lambda: "", limits, asyncio.Semaphore(4))


def run(work: Callable[[Shell], Awaitable[Any]], *argv: str, **limits: float) -> Any:
    async def go() -> Any:
        shell = session(*argv or ("/bin/sh",), **limits)
        try:
            return await work(shell)
        finally:
            await shell.close()

    return asyncio.run(go())


async def answers(shell: Shell, *scripts: str) -> list[CommandAnswer | BaseException]:
    futures = [asyncio.wrap_future(shell.submit(script)) for script in scripts]
    return list(await asyncio.gather(*futures, return_exceptions=True))


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_gets_its_own_bytes_and_status_in_every_shell(shell):
    got = run(lambda s: answers(s, *(row[0] for row in HOSTILE)), *words(shell))

    wrong = [
        (script, answer)
        for (script, rc, out, err), answer in zip(HOSTILE, got, strict=True)
        if isinstance(answer, BaseException)
        or answer.rc != rc
        or (out is not None and answer.stdout != out)
        or answer.stderr != err
    ]
    assert wrong == []


@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_command_reads_stands_in_no_argument(shell):
    async def fed(one: Shell) -> CommandAnswer:
        script = "read -r word; echo got $word; ps -e -o args= | grep -c '[t]yped-Secret' || :"
        return await asyncio.wrap_future(one.submit(script, "typed-Secret-1\nnext\n"))

    assert run(fed, *words(shell)).stdout == b"got typed-Secret-1\n0\n"


def test_a_login_shell_that_prints_is_not_read_as_an_answer():
    got = run(lambda s: answers(s, "echo one"), "/bin/sh", "-c", "echo WELCOME; exec /bin/sh")

    assert [answer.stdout for answer in got] == [b"one\n"]


def test_an_unbalanced_quote_is_an_error_of_that_command_alone():
    broken, after = run(lambda s: answers(s, 'echo "x', "echo after"))

    assert broken.rc != 0
    assert after.stdout == b"after\n"


def test_a_command_that_does_not_end_is_given_up_and_the_next_one_goes_on():
    late, after = run(lambda s: answers(s, "sleep 30", "echo after"), command=0.6)

    assert isinstance(late, CannotTell)
    assert "no answer within 0.6 s" in late.why
    assert after.stdout == b"after\n"


def test_a_killed_shell_blames_the_command_that_ran_and_goes_on_with_the_rest():
    killed, after = run(lambda s: answers(s, "kill -9 $PPID $$; sleep 5", "echo after"))

    assert isinstance(killed, CannotTell) or killed.rc != 0
    assert after.stdout == b"after\n"


def test_more_output_than_is_kept_is_no_answer():
    big, after = run(lambda s: answers(s, "head -c 3000000 /dev/zero", "echo after"))

    assert isinstance(big, CannotTell)
    assert "MiB" in big.why
    assert after.stdout == b"after\n"


@pytest.mark.parametrize(
    "argv", [("cat",), ("/bin/sh", "-c", "echo restricted; exit 1"), ("/nonexistent/shell",)]
)
def test_no_shell_that_understands_us_is_no_answer_and_every_command_is_told(argv):
    got = run(lambda s: answers(s, "echo a", "echo b"), *argv, connect=0.5)

    assert [type(answer) for answer in got] == [NoAnswer, NoAnswer]
    assert got[0].subject == "node:n"


def test_a_dead_node_answers_at_once_the_second_time():
    async def twice(shell: Shell) -> tuple[bool, float]:
        await answers(shell, "true")
        loop = asyncio.get_running_loop()
        before = loop.time()
        (second,) = await answers(shell, "true")
        return isinstance(second, NoAnswer), loop.time() - before

    dead, seconds = run(twice, "cat", connect=0.5)

    assert dead
    assert seconds < 0.4


@pytest.mark.parametrize("status", [124, 137])
def test_a_status_of_a_killed_command_is_no_answer(status):
    (got,) = run(lambda s: answers(s, f"echo half; exit {status}"))

    assert isinstance(got, CannotTell)
    assert f"status {status}" in str(got)


def test_closing_ends_a_session_whose_pipes_a_running_command_holds():
    async def work(shell: Shell) -> bool:
        shell.submit("sleep 30")
        await asyncio.wrap_future(shell.ready)
        await shell.close()
        return shell._task is None

    assert run(work)
