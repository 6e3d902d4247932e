"""The instants at which anything about an entry changes, and what holds between them. Formats never see “now”."""

from __future__ import annotations

from datetime import datetime

from plcsite.dates import When, begins, ends, zone
from plcsite.model import Entry
from plcsite.occurrences import list_occurrences
from plcsite.values import Value

RELEASED, PAST = "released", "past"


class Moment(Value):
    """An instant at which something about an entry changes, and why."""

    at: datetime
    reason: str


class Phase(Value):
    """What the clock makes of an entry. `until` is when a scheduled one is released."""

    released: bool
    expired: bool
    past: bool
    pinned: bool
    until: datetime | None


def moments(entry: Entry, timezone: str, now: datetime) -> tuple[Moment, ...]:
    """Every instant at which an output that shows the entry may differ, in order. `timezone` is the site's.

    Of what goes on without end those are listed that count until the first of them after `now`, and more.
    """
    listed = _list_own(entry, timezone)
    if entry.traits.schedule:
        listed += [Moment(each.ends, PAST) for each in list_occurrences(entry.traits.schedule, now)]
    return tuple(sorted(listed, key=lambda moment: (moment.at, moment.reason)))


def _list_own(entry: Entry, timezone: str) -> list[Moment]:
    """Those that have nothing to do with when it takes place."""
    site = zone(timezone)
    listed: list[Moment] = []
    if release := _release(entry, timezone):
        listed.append(Moment(release, RELEASED))
    if entry.expires:
        listed.append(Moment(begins(entry.expires, site), "expires"))
    if isinstance(entry.pinned, When):
        listed.append(Moment(ends(entry.pinned, site), "pinned"))
    return listed + [Moment(at, reason) for at, reason in entry.traits.turns]


def phase(entry: Entry, timezone: str, now: datetime) -> Phase:
    """What holds at an instant: everything whose moment has come."""
    passed = {moment.reason for moment in _list_own(entry, timezone) if moment.at <= now}
    schedule = entry.traits.schedule
    release = _release(entry, timezone)
    return Phase(
        released=release is None or RELEASED in passed,
        expired="expires" in passed,
        past=bool(schedule and schedule.ends and schedule.ends <= now),
        pinned=bool(entry.pinned) and "pinned" not in passed,
        until=release,
    )


def _release(entry: Entry, timezone: str) -> datetime | None:
    if entry.date is None:
        return None
    schedule = entry.traits.schedule
    return begins(entry.date, zone(schedule.zone if schedule else timezone))
