"""Dates as they were stated: a month, a day, or a local time, and the instants they stand for.

The only home of tzdata: what a zone's clocks show never comes from the machine.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from difflib import get_close_matches
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from zoneinfo import ZoneInfo

from plcsite.diagnostics import Text, say
from plcsite.values import Value, replace


class Precision(StrEnum):
    """How much of a date is known."""

    MONTH = "month"
    DAY = "day"
    TIME = "time"


class When(Value):
    """A date as precise as it was stated, in local time; as a string, the ISO 8601 form that states it.

    `day` is the first of the month where only the month is known; `time` is None below time
    precision; `offset` is the stated offset from UTC in minutes, None where the zone decides.
    """

    day: date
    time: time | None
    precision: Precision
    offset: int | None = None

    def __str__(self) -> str:
        if self.precision is Precision.MONTH:
            return f"{self.day:%Y-%m}"
        if self.time is None:
            return self.day.isoformat()
        clock = self.time.isoformat("seconds" if self.time.second else "minutes")
        return f"{self.day}T{clock}{'' if self.offset is None else _show_offset(self.offset)}"


class Misdated(Value):
    """Why a text is no date or time, and the ISO form of what was probably meant (empty: no telling)."""

    reason: Text
    suggestion: str = ""


class _ImpossibleError(Exception):
    """A date in the right shape that no calendar or clock shows."""

    def __init__(self, reason: Text, suggestion: str = "") -> None:
        super().__init__(reason)
        self.misdated = Misdated(reason, suggestion)


# --- reading ---------------------------------------------------------------------------------------------------

YEARS = range(1900, 3000)
"""The years that content, and the clock, may speak of."""
_OFFSETS = range(-12 * 60, 14 * 60 + 1)
_NO_NAMES: Mapping[str, int] = MappingProxyType({})
_MONTHS = (
    say("January"), say("February"), say("March"), say("April"), say("May"), say("June"), say("July"),
    say("August"), say("September"), say("October"), say("November"), say("December"),
)  # fmt: skip

_CLOCK = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
_TIME = re.compile(_CLOCK)
_WHEN = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})"
    rf"(?:-(?P<day>[0-9]{{2}})(?:[T ]{_CLOCK}(?P<offset>Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?)?"
)

# What people write instead. Letters stand where some language puts a word, so that no language is named here; every
# class is followed by one that it does not contain, or by little, and the length is capped: no text takes long.
_LONGEST = 64
_WORDS = r"[^0-9:/+-]*"
_YEAR = r"(?P<year>[0-9]{4})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_NAME = r"\b(?P<name>[^\W0-9_]+)"
_LOOSE_DATES = (
    rf"{_YEAR}[-/. ]{_MONTH}[-/. ]{_DAY}",
    rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
    rf"{_DAY}[-/. ]{{1,2}}{_MONTH}[-/. ]{{1,2}}{_YEAR}",
    rf"{_DAY}/{_MONTH}/(?P<short>[0-9]{{2}})",
    rf"{_DAY}(?:\.|[^\W0-9_]{{1,2}}\b)?[- /]?{_WORDS}{_NAME}[-/., ]{{0,2}}{_YEAR}",
    rf"{_NAME}[-. ]{{0,2}}{_DAY}[^0-9 ]{{0,3}} ?{_YEAR}",
    rf"{_NAME}[-., ]{{0,2}}{_YEAR}",
    rf"{_YEAR}[-/.]{_MONTH}",
    rf"{_MONTH}[-/.]{_YEAR}",
)
_LOOSE_TIME = (
    r"(?P<hour>[0-9]{1,2})(?: ?[:.]? ?|[^\W0-9_])"
    r"(?:(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?)?"
    r" ?(?:(?P<half>[ap])\.?m\b\.?)?"
    r" ?(?P<offset>z\b|[+-][0-9]{2}(?::?[0-9]{2})?)?(?P<unit>[^\W0-9_]{0,6})\.?"
)
_LOOSE = tuple(re.compile(rf"{_WORDS}{form}(?:{_WORDS}{_LOOSE_TIME})?") for form in _LOOSE_DATES)
_LOOSE_ALONE = re.compile(_WORDS + _LOOSE_TIME)
_DASHES = dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-")


def parse_when(text: str, *, month: bool = False, names: Mapping[str, int] = _NO_NAMES) -> When | Misdated:
    """The date that `text` states in ISO 8601: `2026-10-21`, `2026-10-21T19:30` (or with a space; seconds and an
    offset may follow), and `2026-10` where `month` allows it.

    `names` are the months' names, lower-case, in the languages in which a suggestion may be looked for.
    """
    text = text.strip()
    found = _WHEN.fullmatch(text)
    try:
        if found and (found["day"] or month):
            return _read(found.groupdict())
    except _ImpossibleError as impossible:
        return impossible.misdated
    reason = say("the day is missing") if found else say("a date is written as year, month, day, as in 2026-10-21")
    for form in _LOOSE:
        if meant := _suggest(form, text, names):
            if meant.precision is Precision.MONTH and not month:
                return Misdated(say("the day is missing"))
            return Misdated(_explain(text, meant) or reason, str(meant))
    return Misdated(reason)


def parse_time(text: str) -> time | Misdated:
    """The time of day that `text` states: `21:30`, with or without seconds."""
    text = text.strip()
    try:
        if found := _TIME.fullmatch(text):
            return _read_time(found.groupdict())
        reason = say("a time is written as hours and minutes, as in 09:30")
        if (found := _match(_LOOSE_ALONE, text)) and not found["offset"] and (meant := _guess_time(found.groupdict())):
            suggestion = _read_time(meant).isoformat("seconds" if int(meant["second"] or 0) else "minutes")
            return Misdated(_one_digit(text) or reason, suggestion)
    except _ImpossibleError as impossible:
        return impossible.misdated
    return Misdated(reason)


def parse_end(text: str, *, month: bool = False, names: Mapping[str, int] = _NO_NAMES) -> When | time | Misdated:
    """The end that `text` states: a date like any other, or an hour alone, which `end_of` gives a day."""
    clock = parse_time(text)
    if isinstance(clock, time):
        return clock
    when = parse_when(text, month=month, names=names)
    return clock if isinstance(when, Misdated) and not when.suggestion and clock.suggestion else when


def end_of(start: When, end: time) -> When:
    """The end that an hour alone stands for: on the day of the start, or the next where the start is later."""
    overnight = start.time is not None and end < start.time
    return When(start.day + timedelta(days=overnight), end, Precision.TIME, start.offset)


_Parts = Mapping[str, str | None]


def _read(parts: _Parts) -> When:
    year, month = int(parts["year"] or 0), int(parts["month"] or 0)
    if year not in YEARS:
        raise _ImpossibleError(say("a year lies between 1900 and 2999"))
    if not 1 <= month <= 12:
        raise _ImpossibleError(say("there is no month {month}", month=month))
    if not parts["day"]:
        return When(date(year, month, 1), None, Precision.MONTH)
    day, length = int(parts["day"]), monthrange(year, month)[1]
    if not 1 <= day <= length:
        raise _ImpossibleError(
            say("{month} {year} has {days} days", month=_MONTHS[month - 1], year=str(year), days=length)
        )
    whole = When(date(year, month, day), None, Precision.DAY)
    if not parts["hour"]:
        return whole
    if (parts["hour"], parts["minute"], parts["second"] or "00") == ("24", "00", "00"):
        midnight = When(whole.day + timedelta(days=1), time(), Precision.TIME, _read_offset(parts["offset"]))
        raise _ImpossibleError(
            say("a day ends at 00:00 of the next"), str(midnight) if midnight.day.year in YEARS else ""
        )
    return When(whole.day, _read_time(parts), Precision.TIME, _read_offset(parts["offset"]))


def _read_time(parts: _Parts) -> time:
    hour, minute, second = (int(parts[unit] or 0) for unit in ("hour", "minute", "second"))
    if hour > 23:
        raise _ImpossibleError(say("there is no hour {hour}", hour=hour), "00:00" if (hour, minute) == (24, 0) else "")
    if max(minute, second) > 59:
        raise _ImpossibleError(say("there is no minute or second {number}", number=max(minute, second)))
    return time(hour, minute, second)


def _read_offset(text: str | None) -> int | None:
    if not text:
        return None
    if text in "Zz":
        return 0
    hours, rest = int(text[1:3]), int(text[3:].lstrip(":") or 0)
    minutes = (hours * 60 + rest) * (-1 if text[0] == "-" else 1)
    if minutes not in _OFFSETS or rest > 59:
        raise _ImpossibleError(say("an offset from UTC lies between -12:00 and +14:00"))
    return minutes


def _show_offset(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _match(form: re.Pattern[str], text: str) -> re.Match[str] | None:
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).translate(_DASHES).lower()
    return form.fullmatch(plain) if len(plain) <= _LONGEST else None


def _suggest(form: re.Pattern[str], text: str, names: Mapping[str, int]) -> When | None:
    if not (found := _match(form, text)):
        return None
    parts: dict[str, str | None] = dict.fromkeys(("day", "hour", "minute", "second", "offset"), None)
    parts |= found.groupdict()
    if "name" in parts:
        parts["month"] = str(names.get(parts["name"] or "", 0))
    if "short" in parts:
        parts["year"] = f"20{parts['short']}"
    # A second number above twelve is no month: the writer puts the month first.
    if parts["day"] and int(parts["month"] or 0) > 12 >= int(parts["day"]):
        parts["day"], parts["month"] = parts["month"], parts["day"]
    if parts["hour"]:
        if not (parts["day"] and (clock := _guess_time(parts))):
            return None
        parts |= clock
    try:
        return _read(parts)
    except _ImpossibleError:
        return None


def _guess_time(parts: _Parts) -> dict[str, str | None] | None:
    """A time of day on the 24-hour clock; None for a number that neither minutes nor a word mark as an hour."""
    hour, half = int(parts["hour"] or 0), parts["half"]
    if not (parts["minute"] or half or parts["unit"]) or (half and not 1 <= hour <= 12):
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return {"hour": str(hour), "minute": parts["minute"], "second": parts["second"]}


def _explain(text: str, meant: When) -> Text | None:
    """A narrower reason where only digits are missing."""
    if re.match(r"[0-9]{4}-([0-9]-|[0-9]{2}-[0-9]\b)", text):
        return say("months and days have two digits")
    return _one_digit(text) if text.startswith(str(meant.day)) else None


def _one_digit(text: str) -> Text | None:
    return say("an hour has two digits") if re.search(r"(^|[T ])[0-9]:[0-9]{2}(:[0-9]{2})?$", text) else None


# --- zones -----------------------------------------------------------------------------------------------------


@cache
def zone_names() -> frozenset[str]:
    """The names of all zones of the IANA database."""
    return frozenset(resources.files("tzdata").joinpath("zones").read_text("utf-8").split())


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name, from the locked tzdata whatever the machine has; KeyError where there is none.

    Such a zone does not pickle: what travels between processes is its name.
    """
    if name not in zone_names():
        raise KeyError(name)
    with resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def suggest_zone(name: str) -> str:
    """The zone that was probably meant by a name or a city; empty where none is near."""
    known = {city.rpartition("/")[2].lower(): city for city in sorted(zone_names(), reverse=True)}
    known |= {zone.lower(): zone for zone in zone_names()}
    near = get_close_matches(name.strip().lower().replace(" ", "_"), sorted(known), n=1, cutoff=0.75)
    return known[near[0]] if near else ""


# --- instants --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def begins(when: When, zone: tzinfo) -> datetime:
    """The instant at which `when` begins, in the local time and with the fixed offset that hold there and then.

    A time that exists twice is the first, one that is skipped as much later as the clock jumps (RFC 5545, 3.3.5);
    so too where a day has no midnight.
    """
    local = datetime.combine(when.day, when.time or time())
    if when.offset is None:
        return _settle(local.replace(tzinfo=zone), zone)
    return _settle(local.replace(tzinfo=timezone(timedelta(minutes=when.offset))), zone)


def ends(when: When, zone: tzinfo) -> datetime:
    """The instant at which `when` is over: a month when the next begins, a day likewise, a time at once."""
    match when.precision:
        case Precision.MONTH:
            after = (when.day.replace(day=28) + timedelta(days=4)).replace(day=1)
        case Precision.DAY:
            after = when.day + timedelta(days=1)
        case Precision.TIME:
            return begins(when, zone)
    return begins(replace(when, day=after), zone)


def localise(instant: datetime, zone: tzinfo) -> When:
    """An aware instant as the clocks of a zone show it, with the offset that tells it apart."""
    local = _settle(instant, zone)
    offset = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    return When(local.date(), local.time(), Precision.TIME, offset)


def anchor(moment: datetime, zone: tzinfo) -> datetime:
    """A moment in the local time and with the offset that hold there and then; without an offset it is the zone's."""
    return _settle(moment if moment.tzinfo else moment.replace(tzinfo=zone), zone)


def isoformat(when: When, zone: tzinfo) -> str:
    """`when` for machines (ISO 8601, RFC 3339): `2026-10`, `2026-10-21`, or local time with offset."""
    return begins(when, zone).isoformat() if when.precision is Precision.TIME else str(when)


def _settle(instant: datetime, zone: tzinfo) -> datetime:
    # Python compares two times of one zone by their clocks, wrongly around a change; a fixed offset has no changes.
    # Local mean times had seconds in their offsets, which RFC 3339 cannot write.
    local = instant.astimezone(UTC).astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return local.replace(tzinfo=timezone(timedelta(minutes=offset // timedelta(minutes=1))), fold=0)


class Gap(Value):
    """A local time that the clocks skip; `meant` is the same moment on the clock that runs by then."""

    meant: When


class Fold(Value):
    """A local time that the clocks show twice, and both with the offset that tells them apart."""

    first: When
    second: When


def check_local(when: When, zone: tzinfo) -> Gap | Fold | None:
    """What a change of the clocks does to a stated time; None where it exists once, or states its offset."""
    if when.time is None or when.offset is not None:
        return None
    local = datetime.combine(when.day, when.time, zone)
    earlier, later = (local.replace(fold=fold).utcoffset() or timedelta() for fold in (0, 1))
    if earlier == later:
        return None
    if earlier < later:
        meant = begins(when, zone)
        return Gap(replace(when, day=meant.date(), time=meant.time()))
    first, second = (replace(when, offset=offset // timedelta(minutes=1)) for offset in (earlier, later))
    return Fold(first, second)
