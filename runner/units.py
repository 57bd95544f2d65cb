"""A long step as a transient unit of the node: the shell scripts that start, follow and forget it.

All are run as root. A try of a step has a folder on the node's disk, which survives a reboot:
`out` and `status`, the command, the boot it began in, and whose start it was. `mkdir` makes the
folder and systemd the unit, each at most once under one name: so a start may be sent again where
nobody saw its answer, and one that arrives late finds its name taken.
"""

import hashlib
import re
import shlex
from dataclasses import dataclass
from typing import Literal

LONGEST = 200  # of a unit's name: systemd takes 255, with its ending
BASE = "/var/lib/gateway-upgrade"  # root's alone, not swept by tmpfiles
VOID = "void"  # instead of a start's token: under this name nothing will ever be started
PATIENCE = 60  # seconds that a unit waits for what it reads
_RUNNING, _ENDED = "running  ", "ended %3d"  # as long as one another, see `command_file`

State = Literal["ended", "rebooted", "lost", "unknown"]


@dataclass(frozen=True)
class Seen:
    """What `follow_script` ends with. `status`: of the command; `words`: what systemd says."""

    state: State
    status: int | None = None
    words: str = ""


def unit_name(*parts: object) -> str:
    """Make a unit's name of the change, the step's key and which try it is.

    A name that was used for an earlier try would read that one's end back.
    """
    text = "-".join(["gateway-upgrade", *(str(part) for part in parts if str(part))])
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip(".-")
    if len(name) <= LONGEST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]  # what is cut off tells two apart
    return f"{name[: LONGEST - 17]}-{digest}"


def folder(unit: str) -> str:
    """Give the folder of a unit."""
    if unit != unit_name(unit.removeprefix("gateway-upgrade-")):
        raise ValueError(f"not a unit's name: {unit!r}")
    return f"{BASE}/{unit}"


def command_file(unit: str, token: str, argv: tuple[str, ...], *, fed: bool = False) -> str:
    """Give the script that the unit runs.

    `fed`: it reads what the start gives it through a pipe, which is memory, not disk. Where that
    never comes, nothing is run.

    The status is written over what stands there, in the block that the file has: for that even a
    full disk has room.
    """
    where = folder(unit)
    lines = [
        f'[ "$(cat {where}/token)" = {token} ] || exit 125',
        f"exec >>{where}/out 2>&1 </dev/null",
        'HOME="${HOME:-/root}"; LC_ALL=C; export HOME LC_ALL; umask 022; cd /',
        *(_fed(where, argv) if fed else (shlex.join(argv), "r=$?")),
        f'printf "{_ENDED}\\n" "$r" 1<>{where}/status',
        f"sync {where}/status 2>/dev/null",
        'exit "$r"',
    ]
    return "\n".join(lines) + "\n"


def _fed(where: str, argv: tuple[str, ...]) -> tuple[str, ...]:
    """Give the lines that read what is given, and pass it on; its last sign is a dot."""
    return (
        f"given=$(timeout {PATIENCE} cat {where}/in); rm -f {where}/in",
        'case "$given" in',
        f'*.) printf %s "${{given%.}}" | {shlex.join(argv)}',
        "r=$?;;",
        '*) echo "what it reads never came: nothing was run"; r=125;;',
        "esac",
    )


def start_script(
    unit: str, token: str, argv: tuple[str, ...], *, fed: bool = False, leaves: bool = False
) -> str:
    """Start a try. It says `@started`, `@taken TOKEN`, or `@failed` and systemd's words.

    systemd-run gets no word of the command: it would replace what looks like a variable. `fed`:
    this script's standard input is what the command reads. `leaves`: what it started goes on
    when it has ended; else systemd ends that too.
    """
    where, code = folder(unit), shlex.quote(command_file(unit, token, argv, fed=fed))
    stays = "-p KillMode=process " if leaves else ""
    makes = [
        f"printf %s {token} >{where}/token",
        f"cat /proc/sys/kernel/random/boot_id >{where}/boot",
        f"printf '{_RUNNING}\\n' >{where}/status",
        f": >{where}/out",
        f"printf %s {code} >{where}/run",
        f"{{ sync {where}/status {where}/boot {where}/token 2>/dev/null; :; }}",
        f"said=$(systemd-run --unit={unit} {stays}/bin/sh {where}/run 2>&1 </dev/null)",
    ]
    if fed:
        makes.insert(0, f"mkfifo {where}/in")
        makes.append(f"timeout {PATIENCE // 2} /bin/sh -c 'cat >{where}/in'")
    return (
        f"umask 077; mkdir -p {BASE}; "
        f"if mkdir {where} 2>/dev/null; then "
        f"if {' && '.join(makes)}; then echo @started; "
        f'else echo "@failed $said"; printf %s {VOID} >{where}/token; fi; '
        f'elif [ -d {where} ]; then echo "@taken $(cat {where}/token)"; '
        f'else echo "@failed $(mkdir {where} 2>&1)"; fi'
    )


def follow_script(unit: str) -> str:
    """Print a try's output from its beginning, as it grows, until its end.

    Then one line on standard error says what the end was; `Seen` is made of it. Each round asks
    for the unit first, the status second and the output last: so none can be newer than what was
    concluded from the one before.
    """
    where = folder(unit)
    send = f'z=$(wc -c <{where}/out); [ "$z" -le "$n" ] || '
    send += f"{{ tail -c +$((n+1)) {where}/out | head -c $((z-n)) || exit; n=$z; }}"
    gone = f'if [ "$(cat {where}/boot)" != "$(cat /proc/sys/kernel/random/boot_id)" ]; '
    gone += "then echo @rebooted >&2; else echo @lost "
    gone += f'"$(systemctl show -p Result,ExecMainStatus {unit} | tr "\\n" " ")" >&2; fi; exit 0'
    return (
        f"[ -d {where} ] || {{ echo @unknown >&2; exit 0; }}; "
        f'case "$(cat {where}/token)" in {VOID}|"") echo @unknown >&2; exit 0;; esac; '
        f"n=0; while :; do a=$(systemctl is-active {unit} 2>/dev/null); "
        f"s=$(cat {where}/status); {send}; "
        'case "$s" in ended*) echo "@$s" >&2; exit 0;; esac; '
        f'case "$a" in inactive|failed|unknown) {gone};; esac; '
        "sleep 0.5 2>/dev/null || sleep 1; done"
    )


def seen(words: str) -> Seen | None:
    """Read the last line of `follow_script`; None where it is not there."""
    found = re.findall(r"^@(ended +(\d+)|rebooted|lost|unknown)\b *(.*)$", words, re.MULTILINE)
    if not found:
        return None
    what, status, rest = found[-1]
    if status:
        return Seen("ended", int(status))
    return Seen(what, words=rest.strip())


def void_script(unit: str) -> str:
    """Take the name of a try that the node does not know: a start still on its way finds it."""
    where = folder(unit)
    return (
        f"umask 077; mkdir -p {BASE}; if mkdir {where} 2>/dev/null; "
        f'then printf %s {VOID} >{where}/token; fi; echo "@taken $(cat {where}/token)"'
    )


def forget_script(unit: str) -> str:
    """Remove a try's folder and what systemd remembers; one that still runs is left alone."""
    return (
        f"if systemctl is-active -q {unit}; then exit 3; fi; rm -rf {folder(unit)}; "
        f"systemctl reset-failed {unit} 2>/dev/null; :"
    )
