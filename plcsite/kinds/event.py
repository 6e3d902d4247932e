"""Events: something takes place, at a time, somewhere or online."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from plcsite.codes import find
from plcsite.dates import Fold, Gap, Precision, When, begins, check_local, end_of, ends, zone
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.keys import PEOPLE
from plcsite.kinds import Facts, Kind, Reading, Surroundings
from plcsite.model import Entry, Names, Person, Run, Schedule, Stated, Traits, Venue, Words, name_in
from plcsite.nodes import Node, Scalar
from plcsite.people import find_people
from plcsite.schema import (
    ADDRESS,
    DATE,
    DECIMAL,
    END,
    FLAG,
    INVALID,
    LANGUAGE,
    MAIL,
    NUMBER,
    START,
    TEXT,
    WORDS,
    ZONE,
    Field,
    Reader,
    Type,
    either,
    list_of,
    one_of,
    table_of,
    value_of,
)
from plcsite.views import Anchor, ScheduleView

STATUSES = ("scheduled", "tentative", "cancelled", "postponed", "moved-online", "full")
LONGEST_NIGHT = timedelta(hours=12)


# --- front matter ----------------------------------------------------------------------------------------------


def _read_online(node: Node, reader: Reader) -> Any:
    if isinstance(node, Scalar) and node.text.strip().lower() in ("true", "false"):
        return FLAG.read(node, reader)
    return ADDRESS.read(node, reader)


_AMOUNT = re.compile(
    r"(?:(?P<sign>[€$£])\s*|(?P<before>[A-Z]{3})\s*)?(?P<amount>\d{1,7}(?:[.,]\d{1,2})?)(?:\s*(?P<code>[A-Z]{3}|[€$£]))?"
)
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP"}


@dataclass(frozen=True)
class Price:
    """A price: an amount in a currency, free where `amount` is "0"; `audience` in the editor's words."""

    audience: str
    amount: str
    currency: str


def _read_amount(node: Node, reader: Reader) -> Any:
    text = TEXT.read(node, reader)
    if text is INVALID:
        return INVALID
    if text.lower() in ("free", "0"):
        return Price("", "0", "")
    match = _AMOUNT.fullmatch(text)
    currency = (match["sign"] or match["before"] or match["code"] or "") if match else ""
    if match and currency:
        return Price("", match["amount"].replace(",", "."), _CURRENCIES.get(currency, currency))
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” is not a price", text=text),
        say("write free, or an amount with its currency: 5 EUR"),
    )


AMOUNT = Type("free, or an amount with its currency", _read_amount, {"type": "string"})
PRICE = either(AMOUNT, table_of(Field("for", TEXT, "For whom."), Field("amount", AMOUNT, "How much.", required=True)))
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
REGISTRATION = either(
    ADDRESS,
    table_of(
        Field("url", ADDRESS, "Where to register."),
        Field("mail", MAIL, "Where to register by mail."),
        Field("opens", DATE, "From when."),
        Field("closes", DATE, "Until when."),
        Field("places", NUMBER, "How many can come."),
        Field("members_only", FLAG, "true: members only."),
        Field("price", list_of(PRICE), "What it costs."),
    ),
)
REPEATS = either(
    TEXT,
    table_of(
        Field("every", TEXT, "day, week, month or year, with a number in front where it is not each.", required=True),
        Field("on", list_of(TEXT), "Which days: “tuesday”, “second tuesday”, “21”."),
        Field("until", START, "The last day or month."),
    ),
)
CHANGE = table_of(
    Field("on", DATE, "The evening that changes.", required=True),
    Field("start", DATE, "When it begins instead."),
    Field("end", END, "When it ends instead."),
    Field("location", LOCATION, "Where it is instead."),
    Field("title", WORDS, "What it is called instead."),
    Field("page", TEXT, "The file of a page of its own."),
)
FIELDS = (
    Field("start", START, "When it begins: month, day, or date and time.", shared=True),
    Field("end", END, "When it ends; an hour alone is on the same day.", shared=True),
    Field("timezone", ZONE, "Its own time zone. Default: the site's.", shared=True),
    Field("all_day", FLAG, "true: it has no hours.", shared=True),
    Field("location", LOCATION, "A place's id or name, `unknown`, or a table.", shared=True),
    Field(
        "online",
        Type("true, or an address", _read_online, {"type": ["boolean", "string"]}),
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
    Field("also_on", list_of(DATE), "More dates.", shared=True),
    Field("skip", list_of(DATE), "Dates on which it never takes place.", shared=True),
    Field("cancelled_on", list_of(DATE), "Announced dates that are off.", shared=True),
    Field("changes", list_of(CHANGE), "What differs on one date.", shared=True),
)


# --- facts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Registration:
    """How to register; `opens` and `closes` are instants."""

    href: str
    opens: datetime | None
    closes: datetime | None
    stated_opens: When | None
    stated_closes: When | None
    places: int | None
    members_only: bool
    prices: tuple[Price, ...]


@dataclass(frozen=True)
class Event:
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
    schedule = _schedule(start, facts, found)
    venue, unknown = _venue(facts, found)
    people = {}
    for role in ("organiser", "speakers", "sponsors"):
        named = find_people(stated.get(role), facts.vocabularies.people, free=role != "organiser")
        found += named.diagnostics
        people[role] = named.value
    registration = _registration(facts, schedule, found)
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
        turns=_turns(registration),
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


def _schedule(start: Stated, facts: Facts, found: list[Diagnostic]) -> Schedule:
    name = value_of(facts.stated, "timezone", facts.zone)
    tz = zone(name)
    begin: When = start.value
    if value_of(facts.stated, "all_day", False) and begin.precision is Precision.TIME:
        begin = replace(begin, time=None, precision=Precision.DAY, offset=None)
    end = _end(begin, facts, found)
    for place, when in (
        (start.location, begin),
        (facts.stated["end"].location if end and "end" in facts.stated else None, end),
    ):
        if when and place:
            found += _clock_changes(when, name, place)
    until = None
    repeats = value_of(facts.stated, "repeats")
    if isinstance(repeats, Mapping) and "until" in repeats:
        until = ends(repeats["until"].value, tz)
    last = end or begin
    over = ends(last, tz)
    if end is None and begin.precision is Precision.TIME:
        over = ends(replace(begin, time=None, precision=Precision.DAY, offset=None), tz)
    return Schedule(
        begin, end, name, value_of(facts.stated, "status", "scheduled"), begins(begin, tz), max(over, until or over)
    )


def _end(start: When, facts: Facts, found: list[Diagnostic]) -> When | None:
    stated = facts.stated.get("end")
    if stated is None:
        return None
    alone = isinstance(stated.value, time)
    if alone and start.precision is not Precision.TIME:
        found.append(
            find(
                "bad-date",
                stated.location,
                say("an hour of the end, but no hour of the start"),
                say("write the hour in `start` too, or leave `end` out"),
            )
        )
        return None
    end = end_of(start, stated.value) if alone else stated.value
    tz = zone(value_of(facts.stated, "timezone", facts.zone))
    night = alone and end.day > start.day and begins(end, tz) - begins(start, tz) > LONGEST_NIGHT
    if night or (begins(end, tz) < begins(start, tz) and ends(end, tz) <= begins(start, tz)):
        found.append(
            find(
                "end-before-start",
                stated.location,
                say(
                    "the event ends ({end}) before it starts ({start})",
                    end=str(stated.value) if alone else str(end),
                    start=str(start),
                ),
                say("write an end after the start; one on another day needs its date"),
            )
        )
        return None
    return end


def _clock_changes(when: When, name: str, place: Location) -> list[Diagnostic]:
    match check_local(when, zone(name)):
        case Gap(meant):
            return [
                find(
                    "hour-missing",
                    place,
                    say("the clocks in {zone} skip this hour", zone=name),
                    say("write {meant} if that is meant", meant=str(meant)),
                )
            ]
        case Fold(first, second):
            return [
                find(
                    "hour-twice",
                    place,
                    say("the clocks in {zone} show this hour twice; the first is taken", zone=name),
                    say("write {first} or {second} to say which", first=str(first), second=str(second)),
                )
            ]
    return []


def _venue(facts: Facts, found: list[Diagnostic]) -> tuple[Venue | None, bool]:
    stated = facts.stated.get("location")
    if stated is None:
        return None, False
    places = facts.vocabularies.places
    if isinstance(stated.value, Mapping):
        table = stated.value
        id = places.find(value_of(table, "name", ""))
        base = places.terms[id] if id else Venue({"": value_of(table, "name", "")})
        changes = {name: table[name].value for name in ("address", "url", "latitude", "longitude") if name in table}
        return replace(base, **changes), False
    if stated.value.lower() == "unknown":
        return None, True
    id = places.find(stated.value)
    if id:
        return places.terms[id], False
    if places.exists:
        meant = places.suggest(stated.value)
        found.append(
            find(
                "unknown-name",
                stated.location,
                say("{path} has no place “{name}”", path=places.path, name=stated.value),
                say("did you mean {meant}?", meant=meant) if meant else None,
            )
        )
    return Venue({"": stated.value}), False


def _registration(facts: Facts, schedule: Schedule, found: list[Diagnostic]) -> Registration | None:
    stated = facts.stated.get("registration")
    if stated is None:
        return None
    table: Mapping[str, Stated] = (
        stated.value if isinstance(stated.value, Mapping) else {"url": Stated(stated.value, stated.location)}
    )
    tz = zone(schedule.zone)
    opens, closes = value_of(table, "opens"), value_of(table, "closes")
    mail = value_of(table, "mail", "")
    prices = tuple(_price(item.value) for item in value_of(table, "price", ()))
    registration = Registration(
        value_of(table, "url", f"mailto:{mail}" if mail else ""),
        begins(opens, tz) if opens else None,
        ends(closes, tz) if closes else None,
        opens,
        closes,
        value_of(table, "places"),
        value_of(table, "members_only", False),
        prices,
    )
    if registration.closes and registration.closes > schedule.ends:
        found.append(
            find("registration-differs", table["closes"].location, say("registration closes after the event is over"))
        )
    if schedule.status == "cancelled" and registration.href and not registration.closes:
        found.append(
            find(
                "registration-differs",
                stated.location,
                say("the event is cancelled, and its registration is open"),
                say("remove `registration`, or state when it closed in `closes`"),
            )
        )
    return registration


def _turns(registration: Registration | None) -> tuple[tuple[datetime, str], ...]:
    if registration is None:
        return ()
    turns = ((registration.opens, "registration-opens"), (registration.closes, "registration-closes"))
    return tuple((at, reason) for at, reason in turns if at)


def _price(value: Any) -> Price:
    price: Price = value["amount"].value if isinstance(value, Mapping) else value
    return replace(price, audience=value_of(value, "for", "")) if isinstance(value, Mapping) else price


# --- views -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VenueView:
    """Where an event takes place. `map` is an address of a map, empty where no place on earth is known."""

    name: Words
    address: str
    url: str
    map: str


@dataclass(frozen=True)
class RegistrationView:
    """How to register. `state` is soon, open or closed as of the build; `href` an address or `mailto:`."""

    href: str
    state: str
    opens: When | None
    closes: When | None
    places: int | None
    members_only: bool
    prices: tuple[Price, ...]


@dataclass(frozen=True)
class EventView:
    """The facts panel of `event.html`. Languages are codes, for the filter `language_name`."""

    schedule: ScheduleView
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
    return EventView(
        schedule=around.schedule,
        venue=_venue_view(traits.venue, around) if traits.venue else None,
        venue_unknown=event.venue_unknown,
        online=traits.online,
        online_href=event.online_url,
        spoken=traits.spoken,
        interpreted=event.interpreted,
        organisers=tuple(around.person(person) for person in event.organisers),
        speakers=tuple(around.person(person) for person in event.speakers),
        sponsors=tuple(around.person(person) for person in event.sponsors),
        registration=_registration_view(event.registration, around) if event.registration else None,
        status=traits.schedule.status,
        status_note=value_of(around.document.stated, "status_note", ()),
    )


def _venue_view(venue: Venue, around: Surroundings) -> VenueView:
    own = value_of(around.document.stated, "location")
    names: Names = {"": value_of(own, "name", "")} if isinstance(own, Mapping) else venue.names
    map_address = ""
    if venue.latitude is not None and venue.longitude is not None:
        map_address = f"https://www.openstreetmap.org/?mlat={venue.latitude}&mlon={venue.longitude}#map=17/{venue.latitude}/{venue.longitude}"
    return VenueView((Run(name_in(names, around.language)),), venue.address, venue.url, map_address)


def _registration_view(registration: Registration, around: Surroundings) -> RegistrationView:
    return RegistrationView(
        registration.href,
        around.window(registration.opens, registration.closes),
        registration.stated_opens,
        registration.stated_closes,
        registration.places,
        registration.members_only,
        registration.prices,
    )


KIND = Kind(
    name="event",
    folder="events",
    fields=FIELDS,
    required=("start",),
    read=read,
    view=view,
    scheduled=True,
    shares=("updated",),
    day="start",
    below="part",
    settings=(Field("default_duration", TEXT, "Length in calendars of events without `end`. Default: 2h."),),
)
