"""Parts of an event's programme: talks and workshops, written as files below the event's bundle."""

from __future__ import annotations

from plcsite.dates import When
from plcsite.diagnostics import Checked
from plcsite.keys import PEOPLE
from plcsite.kinds import Facts, Kind, Reading, Surroundings
from plcsite.model import Entry, Person, Traits
from plcsite.people import find_people
from plcsite.scalars import DATE, TEXT
from plcsite.schema import Field, value_of
from plcsite.values import Value
from plcsite.views import Anchor


class Part(Value):
    """The facts of a part: when and where within the event, and who speaks."""

    start: When | None
    room: str
    speakers: tuple[Person, ...]


class PartView(Value):
    """What the page of a part shows."""

    start: When | None
    room: str
    speakers: tuple[Anchor, ...]


def read(facts: Facts) -> Checked[Reading]:
    """A part is on its event's page and on its speakers' pages, never on its own in a list."""
    speakers = find_people(facts.stated.get("speakers"), facts.vocabularies.people, free=True)
    part = Part(value_of(facts.stated, "start"), value_of(facts.stated, "room", ""), speakers.value)
    return Checked(Reading(Traits(people=speakers.value, start=part.start), part), speakers.diagnostics)


def view(entry: Entry, around: Surroundings) -> PartView:
    """The facts of a part, ready to show."""
    part: Part = entry.details
    return PartView(part.start, part.room, tuple(around.person(person) for person in part.speakers))


KIND = Kind(
    name="part",
    folder="",
    fields=(
        Field("start", DATE, "When it begins.", shared=True),
        Field("room", TEXT, "Where in the building.", shared=True),
        Field("speakers", PEOPLE, "Who speaks: ids or names.", shared=True),
    ),
    required=(),
    read=read,
    view=view,
    details=Part,
    shows=PartView,
    listed=False,
)
