"""Events: something takes place, at a time, somewhere or online."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from plcsite.codes import find
from plcsite.dates import Precision, anchor, zone
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.facts import UNKNOWN
from plcsite.keys import PEOPLE
from plcsite.kinds import Facts, Kind, Reading, Surroundings
from plcsite.model import Entry, Names, Person, Stated, Traits, Venue, Words, words_in
from plcsite.nodes import Node, Scalar
from plcsite.people import find_people
from plcsite.registration import (
    REGISTRATION,
    Registration,
    RegistrationView,
    read_registration,
    show_registration,
)
from plcsite.repetition import read_recurrence
from plcsite.rules import REPEATS, RuleView, show_rule
from plcsite.scalars import (
    ADDRESS,
    DATE,
    DECIMAL,
    END,
    FLAG,
    LANGUAGE,
    START,
    TEXT,
    WORDS,
    ZONE,
    one_of,
)
from plcsite.schedule import read_schedule
from plcsite.schema import (
    Field,
    Reader,
    Type,
    either,
    list_of,
    table_of,
    value_of,
)
from plcsite.values import Value, replace
from plcsite.views import Anchor, OccurrenceView, ScheduleView
from plcsite.vocabulary import NAMES

STATUSES = ("scheduled", "tentative", "cancelled", "postponed", "moved-online", "full")


# --- front matter ----------------------------------------------------------------------------------------------


def _read_online(node: Node, reader: Reader) -> Any:
    word = isinstance(node, Scalar) and not re.search(r"[./:]", node.text)
    return (FLAG if word else ADDRESS).read(node, reader)


LOCATION = either(
    TEXT,
    table_of(
        Field("name", TEXT, "The place's name.", required=True),
        Field("address", TEXT, "Its postal address."),
        Field("url", ADDRESS, "Its own page."),
        Field("latitude", DECIMAL, "Degrees north."),
        Field("longitude", DECIMAL, "Degrees east."),
    ),
)
CHANGE = table_of(
    Field("on", DATE, "The date that changes.", required=True),
    Field("start", END, "When it begins instead; an hour alone is on the same day."),
    Field("end", END, "When it ends instead."),
    Field("location", LOCATION, "Where it is instead."),
    Field("title", NAMES, "What it is called instead."),
    Field("page", TEXT, "The file or key of an event that stands for it in lists."),
)
FIELDS = (
    Field("start", START, "When it begins: month, day, or date and time.", shared=True),
    Field("end", END, "When it ends; an hour alone is on the same day.", shared=True),
    Field("timezone", ZONE, "Its own time zone. Default: the site's.", shared=True),
    Field("all_day", FLAG, "true: it has no hours.", shared=True),
    Field("location", LOCATION, "A place's id or name, `unknown`, or a table.", shared=True),
    Field(
        "online",
        Type("true, or an address", _read_online, {"type": ["boolean", "string"]}, gives=bool | str),
        "Held online; with `location` hybrid.",
        shared=True,
    ),
    Field("spoken", list_of(LANGUAGE, commas=True), "Languages spoken there.", shared=True),
    Field("interpreted", list_of(LANGUAGE, commas=True), "Languages it is interpreted into.", shared=True),
    Field("organiser", PEOPLE, "Who organises it.", shared=True),
    Field("speakers", PEOPLE, "Who speaks.", shared=True),
    Field("sponsors", PEOPLE, "Who pays for it.", shared=True),
    Field("registration", REGISTRATION, "How to register.", shared=True),
    Field("status", one_of(*STATUSES), "Default: scheduled.", shared=True),
    Field("status_note", WORDS, "A sentence about the status."),
    Field("repeats", REPEATS, "A rule in words, or an RRULE (RFC 5545).", shared=True),
    Field("also_on", list_of(DATE), "More dates; without an hour at that of `start`.", shared=True),
    Field("skip", list_of(DATE), "Dates on which it never takes place.", shared=True),
    Field("cancelled_on", list_of(DATE), "Announced dates that are off.", shared=True),
    Field("changes", list_of(CHANGE), "What differs on one date.", shared=True),
)


# --- facts -----------------------------------------------------------------------------------------------------


class Event(Value):
    """The facts of an event that only its own page shows."""

    venue_unknown: bool
    online_url: str
    interpreted: tuple[str, ...]
    organisers: tuple[Person, ...]
    speakers: tuple[Person, ...]
    sponsors: tuple[Person, ...]
    registration: Registration | None


def read(facts: Facts) -> Checked[Reading]:
    """The schedule, place and people of an event. Without a start there is nothing to say yet."""
    stated, found = facts.stated, list[Diagnostic]()
    start = stated.get("start") or (Stated(facts.named, Location("")) if facts.named else None)
    if start is None:
        return Checked(Reading(Traits()))
    scheduled = read_schedule(start, stated, facts.zone)
    found += scheduled.diagnostics
    venue, unknown = _venue(facts, found)
    repeated = read_recurrence(scheduled.value, start.location, stated, lambda place: _find_venue(place, facts, found))
    found += repeated.diagnostics
    schedule = repeated.value
    people = {}
    for role in ("organiser", "speakers", "sponsors"):
        named = find_people(stated.get(role), facts.vocabularies.people, free=role != "organiser")
        found += named.diagnostics
        people[role] = named.value
    registered = read_registration(stated.get("registration"), schedule)
    found += registered.diagnostics
    registration = registered.value
    online = value_of(stated, "online", False)
    announced = value_of(stated, "date")
    if announced and announced.day >= schedule.start.day and schedule.start.precision is not Precision.MONTH:
        found.append(
            find(
                "date-is-start",
                stated["date"].location,
                say("`date` is when an event is announced, and this is on or after the event’s own day"),
                say("leave the line out, or write the day of the announcement"),
            )
        )
        announced = None
    traits = Traits(
        dated=announced,
        schedule=schedule,
        venue=venue,
        online=bool(online) or schedule.status == "moved-online",
        spoken=tuple(item.value for item in value_of(stated, "spoken", ())),
        people=(*people["organiser"], *people["speakers"]),
        turns=registration.turns if registration else (),
    )
    details = Event(
        unknown,
        online if isinstance(online, str) else "",
        tuple(item.value for item in value_of(stated, "interpreted", ())),
        people["organiser"],
        people["speakers"],
        people["sponsors"],
        registration,
    )
    return Checked(Reading(traits, details), tuple(found))


def _venue(facts: Facts, found: list[Diagnostic]) -> tuple[Venue | None, bool]:
    """The place, and whether it is said to be unknown."""
    stated = facts.stated.get("location")
    if stated is None:
        return None, False
    if isinstance(stated.value, str) and stated.value.lower() == UNKNOWN:
        return None, True
    return _find_venue(stated, facts, found, _find_wordings(facts)), False


def _find_venue(stated: Stated[Any], facts: Facts, found: list[Diagnostic], wordings: Names | None = None) -> Venue:
    """A stated place. A vocabulary's names hold, then each language's own wording, else the words as they stand."""
    table: Mapping[str, Stated[Any]] = stated.value if isinstance(stated.value, Mapping) else {}
    written = value_of(table, "name", "") if table else stated.value
    places = facts.vocabularies.places
    id = places.find(written)
    if not id and places.exists and not table:
        meant = places.suggest(written)
        found.append(
            find(
                "unknown-name",
                stated.location,
                say("{path} has no place “{name}”", path=places.path, name=written),
                say("did you mean {meant}?", meant=meant) if meant else None,
            )
        )
    venue = places.terms[id] if id else Venue(wordings if wordings is not None else {"": written})
    changes = {name: table[name].value for name in ("address", "url", "latitude", "longitude") if name in table}
    return replace(venue, **changes)


def _find_wordings(facts: Facts) -> Names:
    """What each language calls a place that no vocabulary knows."""
    stated = {language: value_of(wording, "location") for language, wording in facts.wording.items()}
    names = {
        language: value_of(value, "name", "") if isinstance(value, Mapping) else value
        for language, value in stated.items()
        if value
    }
    return {language: name for language, name in names.items() if name}


# --- views -----------------------------------------------------------------------------------------------------


class VenueView(Value):
    """Where an event takes place. `map` is an address of a map, empty where no place on earth is known."""

    name: Words
    address: str
    url: str
    map: str


class EventView(Value):
    """The facts panel of `event.html`. Languages are codes, for the filter `language_name`.

    Of what takes place more than once, `schedule` is the next time, or the last; `occurrences` are all to come, `rule`
    says how it goes on, where words can; `over` is the instant after which none is left, empty where it goes on.
    """

    schedule: ScheduleView
    rule: RuleView | None
    occurrences: tuple[OccurrenceView, ...]
    over: str
    venue: VenueView | None
    venue_unknown: bool
    online: bool
    online_href: str
    spoken: tuple[str, ...]
    interpreted: tuple[str, ...]
    organisers: tuple[Anchor, ...]
    speakers: tuple[Anchor, ...]
    sponsors: tuple[Anchor, ...]
    registration: RegistrationView | None
    status: str
    status_note: Words


def view(entry: Entry, around: Surroundings) -> EventView:
    """The facts panel, in the reader's language."""
    event: Event = entry.details
    traits = entry.traits
    assert traits.schedule is not None
    assert around.schedule is not None
    schedule = traits.schedule
    rule = schedule.recurrence.rule if schedule.recurrence else None
    return EventView(
        schedule=around.schedule,
        rule=show_rule(rule, schedule.start.day) if rule else None,
        occurrences=around.occurrences,
        over=anchor(schedule.ends, zone(schedule.zone)).isoformat() if schedule.ends else "",
        venue=_venue_view(traits.venue, around.language) if traits.venue else None,
        venue_unknown=event.venue_unknown,
        online=traits.online,
        online_href=event.online_url,
        spoken=traits.spoken,
        interpreted=event.interpreted,
        organisers=tuple(around.person(person) for person in event.organisers),
        speakers=tuple(around.person(person) for person in event.speakers),
        sponsors=tuple(around.person(person) for person in event.sponsors),
        registration=show_registration(event.registration, around.language, around.window)
        if event.registration
        else None,
        status=schedule.status,
        status_note=around.document.worded.get("status_note", ()),
    )


def _venue_view(venue: Venue, language: str) -> VenueView:
    map_address = ""
    if venue.latitude is not None and venue.longitude is not None:
        point = f"{venue.latitude}/{venue.longitude}"
        mark = f"mlat={venue.latitude}&mlon={venue.longitude}"
        map_address = f"https://www.openstreetmap.org/?{mark}#map=17/{point}"
    return VenueView(words_in(venue.names, language), venue.address, venue.url, map_address)


KIND = Kind(
    name="event",
    folder="events",
    fields=FIELDS,
    required=("start",),
    read=read,
    view=view,
    details=Event | None,
    shows=EventView,
    scheduled=True,
    shares=("updated",),
    day="start",
    below="part",
    settings=(Field("default_duration", TEXT, "Length in calendars of events without `end`. Default: 2h."),),
)
