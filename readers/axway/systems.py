"""Which operating systems an update of 7.7 supports, by the vendor's page of March 2021."""

from probes.errors import CannotTell
from readers.os_release import OsRelease
from readers.versions import Version, parse

_SINCE_EIGHT = parse("7.7.20200530")
_KNOWN_TO = parse("7.7.20210330")  # what later updates support beside is on later pages
_MAJORS = {"centos": (6, 7, 8), "ol": (6, 7), "rhel": (6, 7, 8), "sles": (11, 12)}


def supported(system: OsRelease, update: Version) -> bool:
    """Whether it is on the list. CannotTell for a newer one than the list can know of."""
    majors = _MAJORS.get(system.id, ())
    if system.major in majors:
        return system.major != 8 or update >= _SINCE_EIGHT
    if majors and system.major > max(majors) and update > _KNOWN_TO:
        raise CannotTell(
            f"whether {update} supports {system.name} is on no page that is known here",
            "See System requirements of this very update, and waive or change the system.",
        )
    return False
