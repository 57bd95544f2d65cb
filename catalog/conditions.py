"""Whether a row applies to this upgrade. Versions compare as versions: 5.10 is after 5.9."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from catalog.model import Requirement, When
from inventory import Inventory


@dataclass(frozen=True)
class Facts:
    """What the inventory says of this upgrade, as far as conditions ask for it.

    `versions`: component to (from, to); `has`: the words of `inventory.declared` that hold.
    """

    versions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    strategy: str = ""
    mode: str = ""
    install: str = ""
    has: frozenset[str] = frozenset()


def facts_of(inventory: Inventory) -> Facts:
    """Take from the inventory what conditions ask for."""
    settings = inventory.settings
    return Facts(
        versions={name: (hop.from_, hop.to) for name, hop in inventory.versions.items()},
        strategy=inventory.strategy,
        mode=settings.mode if settings else "",
        install=getattr(settings, "install", ""),
        has=inventory.declares(),
    )


def crosses(old: str, new: str, *versions: str) -> bool:
    """Whether going from `old` to `new` passes or reaches one of `versions`."""
    start, end = Version(old), Version(new)
    return any(start < Version(version) <= end for version in versions)


def matches(version: str, specifier: str) -> bool:
    """Whether the version fits one of the alternatives `>=5.8.15,<5.9 || >=5.13.1`."""
    parts = specifier.split("||")
    return any(SpecifierSet(part).contains(version, prereleases=True) for part in parts)


def applies(requirement: Requirement, facts: Facts) -> str:
    """Say why the row does not apply, in words for the operator; empty when it does apply."""
    when = requirement.when
    for reason in (_declared(when, facts), _versions(requirement, facts)):
        if reason:
            return reason
    return ""


def _declared(when: When, facts: Facts) -> str:
    """Compare what the inventory declares besides versions."""
    if when.strategy and facts.strategy not in when.strategy:
        return f"only for {_any_of(when.strategy)}; the strategy is {facts.strategy or 'not given'}"
    if when.mode and facts.mode != when.mode:
        return f"only in mode {when.mode}; the mode is {facts.mode or 'not given'}"
    if when.install and facts.install != when.install:
        return f"only for packages by {when.install}; here: {facts.install or 'not given'}"
    missing = [word for word in when.has if word not in facts.has]
    if missing:
        return f"the inventory declares no {_any_of(missing)}"
    given = [word for word in when.lacks if word in facts.has]
    return f"only without {_any_of(given)}, which the inventory declares" if given else ""


def _versions(requirement: Requirement, facts: Facts) -> str:
    """Compare the version hop of the row's component."""
    component = requirement.component
    if not requirement.when.of_versions:
        return ""
    if component not in facts.versions:
        return f"{component or 'the component'} is not upgraded"
    return _hop(component, requirement.when, *facts.versions[component])


def _hop(component: str, when: When, old: str, new: str) -> str:
    """Compare one hop, `old` to `new`, with the version keys."""
    if when.to and not matches(new, when.to):
        return f"only for {component} {_spoken(when.to)} as target; it is {new}"
    if when.from_ and not matches(old, when.from_):
        return f"only when {component} comes from {_spoken(when.from_)}; it comes from {old}"
    if when.crosses and not crosses(old, new, *when.crosses):
        return f"{component} {old} to {new} does not cross {_any_of(when.crosses)}"
    if when.not_crosses and crosses(old, new, *when.not_crosses):
        return f"{component} {old} to {new} crosses {_any_of(when.not_crosses)}"
    return ""


def _any_of(words: Sequence[str]) -> str:
    """Join as `a, b or c`."""
    *head, last = words
    return f"{', '.join(head)} or {last}" if head else last


def _spoken(specifier: str) -> str:
    """Write alternatives with `or`."""
    return specifier.replace(" || ", " or ")
