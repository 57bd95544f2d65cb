"""When the change happens, in the local time of the people who do it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator, model_validator

from inventory.problems import nearest
from inventory.words import Frozen

_FORM = "is no date and time: write 2026-11-21 22:00"


def _zone(name: Any) -> Any:
    """Accept a name of the time zone database: an offset does not know summer time."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
        near = nearest(str(name), available_timezones()) if name else ""
        hint = near if near.startswith("did you mean") else "write one as Europe/Berlin or UTC"
        raise ValueError(f"{name!r} is no time zone: {hint}") from None
    return name


def _moment(value: Any, info: ValidationInfo) -> Any:
    """Make an aware time of local text; a time that does not exist, or exists twice, is refused."""
    zone_name = info.data.get("timezone")
    if isinstance(value, datetime) or zone_name is None:
        return value if isinstance(value, datetime) else datetime.min.replace(tzinfo=UTC)
    try:
        stated = datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"{value!r} {_FORM}") from None
    if len(str(value)) < len("2026-11-21 22:00"):
        raise ValueError(f"{value!r} {_FORM}")
    return _aware(stated, str(value), ZoneInfo(zone_name))


def _aware(stated: datetime, text: str, zone: ZoneInfo) -> datetime:
    """Give a stated time its zone; an offset, when there is one, must be one the zone has then."""
    naive = stated.replace(tzinfo=None)
    times = [naive.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    real = [t for t in times if t.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == naive]
    if not real:
        raise ValueError(f"{text} does not exist in {zone.key}: the clock is put forward then")
    offsets = {t.utcoffset(): t for t in real}
    if stated.tzinfo:
        if stated.utcoffset() not in offsets:
            has = " or ".join(t.isoformat(" ", "minutes")[-6:] for t in offsets.values())
            raise ValueError(f"{text}: {zone.key} has the offset {has} then")
        return _fixed(offsets[stated.utcoffset()])
    if len(offsets) > 1:
        both = " or ".join(t.isoformat(" ", "minutes") for t in offsets.values())
        raise ValueError(f"{text} happens twice in {zone.key} (summer time ends): write {both}")
    return _fixed(real[0])


def _fixed(moment: datetime) -> datetime:
    """Pin the offset: with a ZoneInfo, Python compares and subtracts wall clocks, not times."""
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()), fold=0)


Moment = Annotated[datetime, BeforeValidator(_moment)]


class Window(Frozen):
    """The change window. `freeze`: from then on nobody changes anything (default: the start)."""

    timezone: Annotated[str, BeforeValidator(_zone)] = Field(description="as Europe/Berlin")
    start: Moment
    end: Moment
    freeze: Moment

    @model_validator(mode="before")
    @classmethod
    def _freeze_by_default(cls, data: Any) -> Any:
        """Read a window without freeze as frozen from its start."""
        if isinstance(data, dict) and "freeze" not in data and "start" in data:
            return {**data, "freeze": data["start"]}
        return data

    @field_validator("end")
    @classmethod
    def _end_after_start(cls, end: datetime, info: ValidationInfo) -> datetime:
        """Refuse a window that ends before it starts, or that lasts longer than a fortnight."""
        start = info.data.get("start")
        if start and "timezone" in info.data:
            if end <= start:
                raise ValueError("the window ends before it starts")
            if end - start > timedelta(days=14):
                raise ValueError("the window is longer than 14 days: is the date right?")
        return end

    @field_validator("freeze")
    @classmethod
    def _freeze_before_end(cls, freeze: datetime, info: ValidationInfo) -> datetime:
        """Refuse a freeze that begins when all is over."""
        end = info.data.get("end")
        if end and "timezone" in info.data and freeze >= end:
            raise ValueError("the freeze begins after the window's end")
        return freeze
