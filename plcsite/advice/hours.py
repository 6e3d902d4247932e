"""Hours in the text of something of which only the day is stated."""

from __future__ import annotations

import re
from datetime import time
from functools import cache

from plcsite.codes import find
from plcsite.dates import Precision, When
from plcsite.diagnostics import Diagnostic, Location, say
from plcsite.languages import read_language
from plcsite.markup.prose import find_prose
from plcsite.model import Draft, Schedule

_NEVER = r"(?!)"


def find_hour(draft: Draft, schedule: Schedule) -> Diagnostic | None:
    """The first hour that a text names, where its schedule is a single day without one."""
    start, end = schedule.start, schedule.end
    if start.precision is not Precision.DAY or (end and end.day != start.day):
        return None
    prose = find_prose(draft.body)
    for found in _compile(draft.speech).finditer(prose):
        if clock := _read(found, draft.speech):
            at = found.start("hour")
            line, column = prose.count("\n", 0, at), at - prose.rfind("\n", 0, at)
            return find(
                "hour-in-text",
                Location(draft.path, draft.line + line, column),
                say("the text names an hour, and `start` only the day, so that calendars know none"),
                say("if it begins then, write start: {start}", start=str(When(start.day, clock, Precision.TIME))),
            )
    return None


def _read(found: re.Match[str], speech: str) -> time | None:
    """The time of day that is meant; None where it may be a length of time, or any number."""
    hour, minute = int(found["hour"]), found["minute"] or found["after"]
    if found["half"]:
        hour = hour % 12 + read_language(speech, "hours")["halves"][found["half"].lower()]
    elif found["sign"] != ":" and not (found["unit"] and (minute or found["before"])):
        return None
    return time(hour, int(minute or 0)) if hour < 24 else None


@cache
def _compile(speech: str) -> re.Pattern[str]:
    """Hours as a language writes them: 19:30 in any; by its own words 19.30 with a unit, 7 with a half of the day."""
    words = read_language(speech, "hours")
    before, units, halves = (
        "|".join(re.escape(word) for word in sorted(words.get(name, ()), key=len, reverse=True)) or _NEVER
        for name in ("before", "units", "halves")
    )
    return re.compile(
        rf"(?:\b(?P<before>{before})\s)?(?<![\w:.,/+-])(?P<hour>[0-9]{{1,2}})(?:(?P<sign>[:.])(?P<minute>[0-5][0-9]))?"
        rf"(?:\s?(?:(?P<half>{halves})|(?P<unit>{units})(?P<after>[0-5][0-9])?))?(?![\w:])",
        re.IGNORECASE,
    )
