"""Entries as items of lists, and what their pages and items share: people, schedules, sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import groupby

from plcsite import addresses
from plcsite.context import Context
from plcsite.dates import anchor, zone
from plcsite.model import Document, Entry, Occurrence, Person, State, name_in, words_in
from plcsite.people import person_id
from plcsite.site import Appointment, Listing
from plcsite.values import replace
from plcsite.views import Anchor, Group, Item, More, OccurrenceView, ScheduleView


def make_item(key: str, language: str, context: Context) -> Item:
    """An entry as readers of a language find it in a list."""
    site = context.site
    entry = site.entries[key]
    version = site.version(key, language) or entry.first
    filled = context.filled[version.path, language]
    traits = entry.traits
    foreign = version.speech if version.speech != language else None
    section = context.section_anchor(entry.section, language)
    return Item(
        href=context.href(site.address_of(key, language)),
        lang=foreign,
        title=version.title,
        summary=version.summary,
        kicker=section.title if section else "",
        kind=entry.kind,
        date=entry.date,
        minutes=version.body.minutes,
        authors=tuple(make_person(person, language, context) for person in entry.authors),
        cover=filled.cover,
        schedule=make_schedule(key, site.soonest(key), context),
        where=words_in(traits.venue.names, language) if traits.venue else (),
        online=traits.online,
        spoken=traits.spoken,
        pinned=site.phases[key].pinned,
        details_follow=entry.details_follow and not site.phases[key].past,
        marks=(*find_marks(entry, version, context), *_mark_state(entry, version, context)),
    )


def find_marks(entry: Entry, version: Document, context: Context) -> tuple[str, ...]:
    """What a preview says of an entry that visitors wouldn't be shown yet."""
    marks = [("draft", version.draft or entry.first.draft), ("scheduled", not context.site.phases[entry.key].released)]
    return tuple(name for name, holds in marks if holds)


def _mark_state(entry: Entry, version: Document, context: Context) -> tuple[str, ...]:
    behind = context.site.clock.drafts and entry.states[version.language] is State.OUTDATED
    return ("outdated",) if behind else ()


def make_schedule(key: str, occurrence: Occurrence | None, context: Context) -> ScheduleView | None:
    """When an entry takes place, if it does, that time."""
    schedule = context.site.entries[key].traits.schedule
    if schedule is None or occurrence is None:
        return None
    return ScheduleView(
        occurrence.start,
        occurrence.end,
        schedule.zone,
        schedule.zone != context.site.config.timezone,
        occurrence.status,
        anchor(occurrence.ends, zone(schedule.zone)).isoformat(),
        occurrence.ends <= context.site.clock.now,
    )


def make_appointment(appointment: Appointment, language: str, context: Context) -> Item:
    """An entry as an agenda shows it at one of the times that it takes place."""
    key, occurrence = appointment.key, appointment.occurrence
    item = context.items[key, language]
    if len(context.site.occurrences[key]) == 1 and occurrence.change is None:
        return item
    shown = make_occurrence(key, occurrence, item.lang or language, context)
    return replace(
        item,
        href=shown.href or item.href,
        schedule=shown.schedule,
        title=shown.title or item.title,
        where=shown.where or item.where,
    )


def make_occurrence(key: str, occurrence: Occurrence, language: str, context: Context) -> OccurrenceView:
    """One of the times that an entry takes place, and what is different about it."""
    change, schedule = occurrence.change, make_schedule(key, occurrence, context)
    assert schedule is not None
    address = context.site.address_of(occurrence.page, language) if occurrence.page else ""
    return OccurrenceView(
        schedule,
        words_in(change.names, language) if change else (),
        words_in(change.venue.names, language) if change and change.venue else (),
        context.href(address) if address else "",
    )


def make_coming(key: str, language: str, context: Context) -> tuple[OccurrenceView, ...]:
    """What is to come of an entry that takes place more than once."""
    schedule, now = context.site.entries[key].traits.schedule, context.site.clock.now
    if schedule is None or schedule.recurrence is None:
        return ()
    coming = (each for each in context.site.occurrences[key] if each.ends > now)
    return tuple(make_occurrence(key, each, language, context) for each in coming)


def make_window(context: Context, opens: datetime | None, closes: datetime | None) -> str:
    """Whether a stretch of time is soon, open or closed as of the build."""
    now = context.site.clock.now
    if opens and now < opens:
        return "soon"
    return "closed" if closes and closes <= now else "open"


def make_person(person: Person, language: str, context: Context) -> Anchor:
    """A person's name, leading to their page where there is one, else to their own address."""
    name = name_in(person.names, language)
    listing = context.site.terms.get(("people", person_id(person), language))
    return Anchor(name, context.href(listing.address) if listing else person.url)


def make_tag(tag: str, language: str, context: Context) -> Anchor | None:
    """A tag's name, leading to its list."""
    listing = context.site.terms.get(("tags", tag, language))
    return Anchor(listing.name, context.href(listing.address)) if listing else None


def group_by_month(appointments: Iterable[Appointment], language: str, context: Context) -> tuple[Group, ...]:
    """What an agenda lists under the months in which it starts."""
    return _group(appointments, language, context, lambda day: day.replace(day=1))


def group_by_year(appointments: Iterable[Appointment], language: str, context: Context) -> tuple[Group, ...]:
    """What an agenda lists under the years in which it starts."""
    return _group(appointments, language, context, lambda day: day.replace(month=1, day=1))


def _group(
    appointments: Iterable[Appointment], language: str, context: Context, head: Callable[[date], date]
) -> tuple[Group, ...]:
    return tuple(
        Group(first, tuple(make_appointment(each, language, context) for each in members))
        for first, members in groupby(appointments, lambda each: head(each.occurrence.start.day))
    )


def make_more(counts: tuple[tuple[str, int], ...], listing: Listing, context: Context) -> tuple[More, ...]:
    """The end of a list that leaves out foreign items: where each language has them."""
    lines = []
    for language, count in counts:
        place = context.place(listing.subject, language)
        address = place.address if place else addresses.home(language)
        lines.append(More(count, language, context.href(address)))
    return tuple(lines)
