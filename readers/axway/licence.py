"""A licence file: `key=value` lines and a signature in comments.

Its keys are not documented. What is found is said; what is not is CannotTell, never a default: the
last word has `sysupgrade upgrade`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from probes.errors import CannotTell
from readers.axway.documents import text_of

_SIGNED = re.compile(r"#\s*SIGNATURE\s*:\s*(\S+)", re.IGNORECASE)
_PAIR = re.compile(r"([A-Za-z][\w .-]*?)\s*=\s*(.*)")
_END = re.compile(r"(?i)expir|valid[_. -]?(?:to|until)|end[_. -]?date")
_HOST = re.compile(r"(?i)(?:^|[_. -])host(?:name|s)?$|hostid")
_ANY = re.compile(r"(?i)\*|any|all")
_NUMBER = re.compile(r"(?i)(?:0x)?[0-9a-f]{8,}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}")
_NO = re.compile(r"(?i)no|false|0|off|none|disabled|")
_NEVER = re.compile(r"(?i)never|none|unlimited|perpetual|")
_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%a, %d %b %Y", "%Y%m%d")
REMEDY = "Ask Axway what it grants, and see what `sysupgrade upgrade` says of it."


@dataclass(frozen=True)
class Licence:
    """What a file says. `signature` is a hash's worth of letters, to be kept secret."""

    what: str
    values: Mapping[str, str]
    signature: str

    @property
    def signed(self) -> bool:
        """Whether it carries a signature; whether that is right, only the product can tell."""
        return bool(self.signature)

    def grants(self, feature: str) -> bool:
        """Whether a feature is named, as a key that is not `no` or as a word of a list."""
        word = re.compile(rf"(?i)(?<![\w-]){re.escape(feature)}(?![\w-])")
        return any(
            not _NO.fullmatch(value) if word.fullmatch(key.strip()) else bool(word.search(value))
            for key, value in self.values.items()
        )

    @property
    def expires(self) -> datetime | None:
        """Its end, in UTC; None where it says that it has none. CannotTell where it says nothing.

        A day counts to its end.
        """
        said = {key: value for key, value in self.values.items() if _END.search(key)}
        if len(set(said.values())) != 1:
            raise CannotTell(f"{self.what}: its end is told {len(said)} times", REMEDY)
        text = next(iter(said.values())).strip()
        if _NEVER.fullmatch(text) and text:
            return None
        return datetime.combine(_day(text, self.what), time(), UTC) + timedelta(days=1)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts that it is for. None at all is CannotTell: it may be for any, or not told."""
        said = [value for key, value in self.values.items() if _HOST.search(key)]
        found = tuple(word for value in said for word in re.split(r"[\s,;]+", value) if word)
        if not found:
            raise CannotTell(f"{self.what}: it names no host", REMEDY)
        return found

    def is_for(self, *names: str) -> bool:
        """Whether it is for a host of one of these names, with its domain or without.

        A host may be named by a number of its machine: that is CannotTell.
        """
        if any(_ANY.fullmatch(one) for one in self.hosts):
            return True
        if not any(_alike(one, name) for one in self.hosts for name in names):
            if numbers := [one for one in self.hosts if _NUMBER.fullmatch(one)]:
                raise CannotTell(f"{self.what}: its host is a number: {numbers[0]}", REMEDY)
            return False
        return True


def licence(data: bytes | str, what: str = "licence") -> Licence:
    """Read one. CannotTell where it holds no pair at all."""
    values, signature = dict[str, str](), list[str]()
    for row in text_of(data, what).splitlines():
        line = row.strip()
        if found := _SIGNED.match(line):
            signature.append(found[1])
        elif not line or line.startswith(("#", "[")):
            continue
        elif pair := _PAIR.fullmatch(line):
            if values.get(pair[1], pair[2]) != pair[2]:
                raise CannotTell(f"{what}: {pair[1]} stands twice", REMEDY)
            values[pair[1]] = pair[2].strip()
        else:
            raise CannotTell(f"{what}: not understood, a line of {len(line)} letters", REMEDY)
    if not values:
        raise CannotTell(f"{what}: there is nothing in it", "Put the licence there again, whole.")
    return Licence(what, values, "".join(signature))


def _alike(one: str, other: str) -> bool:
    """Whether two names are of one host; a domain that only one of them tells is no difference."""
    first, second = one.lower().rstrip("."), other.lower().rstrip(".")
    if "." in first and "." in second:
        return first == second
    return first.partition(".")[0] == second.partition(".")[0]


def _day(text: str, what: str) -> date:
    head = text.partition("T")[0] if re.match(r"\d{4}-\d\d-\d\dT", text) else text
    for form in _FORMS:
        try:
            return datetime.strptime(head, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise CannotTell(f"{what}: its end is not understood: {text[:40]!r}", REMEDY)
