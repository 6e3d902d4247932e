"""Guesses about content that a person can judge: what may be wrong in a text, or between the versions of an entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from plcsite.advice.hours import find_hour
from plcsite.advice.structure import check_headings, check_links
from plcsite.advice.versions import Version, compare_versions
from plcsite.advice.weekdays import check_weekdays, find_slips, report_slip
from plcsite.dates import Precision
from plcsite.diagnostics import Diagnostic, Location
from plcsite.locales import known_locale
from plcsite.markup.words import plain
from plcsite.model import Draft, Entry, Stated
from plcsite.schema import value_of


def advise(
    entry: Entry, drafts: Mapping[str, Draft], facts: Mapping[str, Stated[Any]], locales: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Everything that may be wrong in an entry, of its drafts by language and its shared facts.

    `locales` are those of the configured languages.
    """
    days = _list_days(entry)
    for language, document in entry.documents.items():
        draft = drafts[language]
        yield from check_headings(document, draft, locales)
        yield from check_links(document)
        yield from _check_days(draft, locales, days)
    if hour := _find_hour(entry, drafts, facts):
        yield hour
    original = Version(entry.first, drafts[entry.original])
    for language, document in entry.documents.items():
        if language != entry.original and not document.draft and not entry.first.draft:
            yield from compare_versions(original, Version(document, drafts[language]), locales)


def _list_days(entry: Entry) -> tuple[date, ...]:
    """The days that tell the year of a date in the text: that of the event, that of the post."""
    schedule = entry.traits.schedule
    known = (schedule.start if schedule else None, entry.traits.start, entry.date)
    return tuple(when.day for when in known if when and when.precision is not Precision.MONTH)


def _check_days(draft: Draft, locales: Mapping[str, str], days: tuple[date, ...]) -> Iterator[Diagnostic]:
    locale = locales.get(draft.speech, draft.speech)
    if not known_locale(locale):
        return
    for name in ("title", "subtitle", "summary"):
        if stated := draft.stated.get(name):
            words = plain(tuple(run for run in stated.value if not run.lang))
            yield from (report_slip(slip, stated.location) for slip in find_slips(words, locale, days))
    yield from check_weekdays(draft.body, Location(draft.path, draft.line), locale, days)


def _find_hour(entry: Entry, drafts: Mapping[str, Draft], facts: Mapping[str, Stated[Any]]) -> Diagnostic | None:
    """An hour in the first text that names one, where the entry has a day alone and doesn't say that it fills it."""
    schedule = entry.traits.schedule
    if schedule is None or value_of(facts, "all_day", False):
        return None
    found = (find_hour(drafts[language], schedule) for language in entry.documents)
    return next(filter(None, found), None)
