"""Events: something takes place, at a time, somewhere or online."""

from __future__ import annotations

from dataclasses import dataclass

from plcsite.dates import When
from plcsite.model import Words
from plcsite.views import Anchor, ScheduleView


@dataclass(frozen=True)
class VenueView:
    """Where an event takes place. `map` is an address of a map, empty where no place on earth is known."""

    name: Words
    address: str
    url: str
    map: str


@dataclass(frozen=True)
class Price:
    """A price: an amount in a currency, free where `amount` is "0"; `audience` in the editor's words."""

    audience: str
    amount: str
    currency: str


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
