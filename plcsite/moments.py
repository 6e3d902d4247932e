"""The instants at which anything about an entry changes, and what holds between them. Formats never see “now”."""

from __future__ import annotations

from datetime import datetime

from plcsite.dates import When, begins, ends, zone
from plcsite.model import Entry, Moment
from plcsite.values import Value

RELEASED = "released"


class Phase(Value):
    """What the clock makes of an entry. `until` is when a scheduled one is released."""

    released: bool
    expired: bool
    past: bool
    pinned: bool
    until: datetime | None


def moments(entry: Entry, timezone: str) -> tuple[Moment, ...]:
    """Every instant at which an output that shows the entry may differ, in order. `timezone` is the site's."""
    site = zone(timezone)
    listed: list[Moment] = []
    if release := _release(entry, timezone):
        listed.append(Moment(release, RELEASED))
    if entry.expires:
        listed.append(Moment(begins(entry.expires, site), "expires"))
    if isinstance(entry.pinned, When):
        listed.append(Moment(ends(entry.pinned, site), "pinned"))
    if entry.traits.schedule:
        listed.append(Moment(entry.traits.schedule.ends, "past"))
    listed += [Moment(at, reason) for at, reason in entry.traits.turns]
    return tuple(sorted(listed, key=lambda moment: (moment.at, moment.reason)))


def phase(entry: Entry, timezone: str, now: datetime) -> Phase:
    """What holds at an instant: everything whose moment has come."""
    passed = {moment.reason for moment in moments(entry, timezone) if moment.at <= now}
    release = _release(entry, timezone)
    return Phase(
        released=release is None or RELEASED in passed,
        expired="expires" in passed,
        past="past" in passed,
        pinned=bool(entry.pinned) and "pinned" not in passed,
        until=release,
    )


def _release(entry: Entry, timezone: str) -> datetime | None:
    if entry.date is None:
        return None
    schedule = entry.traits.schedule
    return begins(entry.date, zone(schedule.zone if schedule else timezone))
