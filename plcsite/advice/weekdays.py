"""Weekdays named beside a date that falls on another day."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from plcsite.codes import find
from plcsite.dates import YEARS
from plcsite.diagnostics import Diagnostic, Location, say
from plcsite.locales import date_words, month_names, weekday_like, weekday_names
from plcsite.markup.prose import blank_marks, find_prose

NEAR = timedelta(days=120)
"""How far a date without a year may lie from the entry's own day for its year to be clear."""

_GAP = r"[ \t\N{NO-BREAK SPACE}]{0,4}\n?[ \t\N{NO-BREAK SPACE}]{0,4}"
_DAY = r"(?<![\w:.,/-])(?P<day>[0-9]{1,2})(?:[^\W\d_]{1,3}|\.)?(?!\w)"
_YEAR = r"(?P<year>(?:19|2[0-9])[0-9]{2})"
_FOUR = rf"(?<!\w){_YEAR}(?![\w/-])"
_JOINED = "’'-"


_NUMBERS = (
    rf"(?<![\w:.,/-])(?P<day>[0-9]{{1,2}})(?P<sign>[-/.])(?P<month>[0-9]{{1,2}})(?P=sign){_YEAR}(?![\w/-])",
    rf"(?<![\w/-]){_YEAR}-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})(?!\w)",
)
_OPENING = re.compile(r"[,(][^,(]{0,12}\Z")

LEAD = 60
"""Characters around a weekday in which its date stands."""


class _Words(NamedTuple):
    """What a language has to find weekdays with: their names, and the forms of dates behind and before them."""

    names: re.Pattern[str]
    behind: tuple[re.Pattern[str], ...]
    before: tuple[re.Pattern[str], ...]
    ending: re.Pattern[str]
    weekdays: Mapping[str, int]
    months: Mapping[str, int]


class Slip(NamedTuple):
    """A weekday that doesn't go with its date: where it stands in the text, as written, and the one that is right."""

    offset: int
    written: str
    right: str
    day: date


def check_weekdays(text: str, place: Location, locale: str, days: Collection[date]) -> Iterator[Diagnostic]:
    """The wrong weekdays of a body in Markdown whose first line is at `place`. `days` are the entry's own."""
    # Most texts have none, and are not read more closely.
    if not find_slips(blank_marks(text), locale, days):
        return
    prose = find_prose(text)
    for slip in find_slips(prose, locale, days):
        line = prose.count("\n", 0, slip.offset)
        column = slip.offset - prose.rfind("\n", 0, slip.offset)
        yield report_slip(slip, Location(place.path, place.line + line, column))


def report_slip(slip: Slip, location: Location) -> Diagnostic:
    """What is said of a wrong weekday."""
    return find(
        "weekday-differs",
        location,
        say("{day} is not the day that is named here: “{written}”", day=slip.day.isoformat(), written=slip.written),
        say("write {right}, or mend the date", right=slip.right),
    )


def find_slips(prose: str, locale: str, days: Collection[date]) -> list[Slip]:
    """The weekdays of a text that don't go with the dates beside them, in their order."""
    words, text = _compile(locale), prose.lower()
    if len(text) != len(prose):  # a few letters have longer small ones, and places would be others'
        text = prose
    spans = ((max(0, at - LEAD), at + LEAD) for at in _find_numbers(text))
    names = {name.span(): name for span in spans for name in words.names.finditer(text, *span)}
    found = []
    for _, name in sorted(names.items()):
        match = _find_date(text, name, words)
        meant = list(_list_days(match, words, days)) if match else []
        if not match or not meant or any(day.weekday() == words.weekdays[name[0]] for day in meant):
            continue
        # A year that stands in the text may be that of any of its dates.
        years = () if match["year"] else [date(int(year), 1, 1) for year in dict.fromkeys(re.findall(_FOUR, text))]
        others = _list_days(match, words, years, timedelta.max)
        if all(day.weekday() != words.weekdays[name[0]] for day in others):
            written = prose[name.start() : name.end()]
            right = weekday_like(written, meant[0].weekday(), locale)
            found.append(Slip(name.start(), written, right, meant[0]))
    return found


def _find_numbers(text: str) -> Iterator[int]:
    """Where numbers begin that stand by themselves: a text has fewer of them than of what may be a name."""
    for digit in "123456789":
        at = text.find(digit)
        while at >= 0:
            if not at or text[at - 1].isspace() or text[at - 1] in "(,.":
                yield at
            at = text.find(digit, at + 1)


def _find_date(text: str, name: re.Match[str], words: _Words) -> re.Match[str] | None:
    """The date beside the name of a weekday: the one that follows, else the one that it is said of."""
    start, end = name.span()
    if start and (text[start - 1].isalnum() or text[start - 1] in _JOINED):
        return None
    behind = next(filter(None, (form.match(text, end) for form in words.behind)), None)
    if behind or not words.ending.match(text, end) or not _OPENING.search(text, max(0, start - LEAD), start):
        return behind
    return next(filter(None, (form.search(text, max(0, start - LEAD), start) for form in words.before)), None)


def _list_days(
    match: re.Match[str], words: _Words, near: Collection[date], distance: timedelta = NEAR
) -> Iterator[date]:
    """The days that may be meant; none where the year isn't clear, or there is no such day."""
    day, month = int(match["day"]), match["month"].lower()
    # Of two numbers either may be the month.
    written = [(int(month), day), (day, int(month))] if month.isdecimal() else [(words.months[month], day)]
    years = [int(match["year"])] if match["year"] else [own.year + step for step in (0, -1, 1) for own in near]
    for number, of_month in written:
        for year in dict.fromkeys(years):
            meant = _make(year, number, of_month)
            if meant and (match["year"] or any(abs(meant - own) <= distance for own in near)):
                yield meant


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


@cache
def _compile(locale: str) -> _Words:
    weekdays, months, fillers = weekday_names(locale), month_names(locale), date_words(locale)
    filler = rf"(?:(?:{_any(fillers)})(?!\w){_GAP})?"
    month = rf"(?<!\w)(?P<month>{_any(months)})(?!\w)\.?"
    comma = rf"{_GAP}(?:,{_GAP})?{filler}"
    year = rf"(?:{comma}{_FOUR})?"
    # The 5 of “Monday 5 and Tuesday 6 March”, as that of “5-7 March”, has its month from what follows.
    other = rf"(?:(?:{_any(weekdays)})(?!\w)\.?{comma})?[0-9]{{1,2}}(?:[^\W\d_]{{1,3}}|\.)?(?!\w){_GAP}{filler}"
    until = rf"(?:{_GAP}(?:[–—/,+&-]|[^\W\d_]{{1,4}}){_GAP}{other})?"
    dates = (rf"{_DAY}{until}{_GAP}{filler}{month}{year}", rf"{month}{_GAP}{filler}{_DAY}{year}", *_NUMBERS)
    return _Words(
        re.compile(rf"(?:{_any(weekdays)})(?![\w{_JOINED}])"),
        tuple(re.compile(rf"\.?{comma}{form}") for form in dates),
        tuple(re.compile(rf"{form}{_GAP}(?:,{_GAP}{filler}|\()\Z") for form in dates),
        re.compile(rf"\.?{_GAP}(?:[.,;:!?)]|\n|\Z)"),
        weekdays,
        months,
    )


def _any(names: Collection[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or r"(?!)"
