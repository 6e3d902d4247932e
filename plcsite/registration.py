"""How to register for something: what editors may write, what follows from it, and what readers see."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from plcsite.codes import find
from plcsite.dates import When, begins, ends, zone
from plcsite.diagnostics import Checked, Diagnostic, say
from plcsite.model import Names, Schedule, Stated, name_in
from plcsite.nodes import Node, Table
from plcsite.scalars import (
    ADDRESS,
    DATE,
    FLAG,
    MAIL,
    NUMBER,
    TEXT,
)
from plcsite.schema import (
    INVALID,
    Field,
    Reader,
    Type,
    either,
    list_of,
    table_of,
    value_of,
)
from plcsite.values import Value, replace
from plcsite.vocabulary import NAMES

_AMOUNT = re.compile(
    r"(?:(?P<sign>[€$£])\s*|(?P<before>[A-Z]{3})\s*)?(?P<amount>\d{1,7}(?:[.,]\d{1,2})?)(?:\s*(?P<code>[A-Z]{3}|[€$£]))?"
)
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP"}


class Price(Value):
    """A price: an amount in a currency, free where `amount` is "0"; `audience` for whom, in the editor's words."""

    audience: Names
    amount: str
    currency: str


def _read_amount(node: Node, reader: Reader) -> Any:
    text = TEXT.read(node, reader)
    if text is INVALID:
        return INVALID
    if text.lower() in ("free", "0"):
        return Price({}, "0", "")
    match = _AMOUNT.fullmatch(text)
    currency = (match["sign"] or match["before"] or match["code"] or "") if match else ""
    if match and currency:
        return Price({}, match["amount"].replace(",", "."), _CURRENCIES.get(currency, currency))
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” is not a price", text=text),
        say("write free, or an amount with its currency: 5 EUR"),
    )


def _read_price(node: Node, reader: Reader) -> Any:
    if not isinstance(node, Table):
        return _read_amount(node, reader)
    values = _PRICES.read(node, reader)
    return replace(values["amount"].value, audience=value_of(values, "for", {})) if "amount" in values else INVALID


AMOUNT = Type("free, or an amount with its currency", _read_amount, {"type": "string"}, gives=Price)
_PRICES = table_of(Field("for", NAMES, "For whom, per language."), Field("amount", AMOUNT, "How much.", required=True))
_EITHER = {"anyOf": [AMOUNT.json, _PRICES.json]}
PRICE = Type(f"{AMOUNT.words}, or {_PRICES.words}", _read_price, _EITHER, _PRICES.fields, Price)
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


class Registration(Value):
    """How to register; `opens` and `closes` are instants."""

    href: str
    opens: datetime | None
    closes: datetime | None
    stated_opens: When | None
    stated_closes: When | None
    places: int | None
    members_only: bool
    prices: tuple[Price, ...]

    @property
    def turns(self) -> tuple[tuple[datetime, str], ...]:
        """The instants at which what visitors can do changes, and why."""
        turns = ((self.opens, "registration-opens"), (self.closes, "registration-closes"))
        return tuple((at, reason) for at, reason in turns if at)


def read_registration(stated: Stated[Any] | None, schedule: Schedule) -> Checked[Registration | None]:
    """How to register for something with a schedule, and what contradicts it."""
    if stated is None:
        return Checked(None)
    found: list[Diagnostic] = []
    table: Mapping[str, Stated[Any]] = (
        stated.value if isinstance(stated.value, Mapping) else {"url": Stated(stated.value, stated.location)}
    )
    tz = zone(schedule.zone)
    opens, closes = value_of(table, "opens"), value_of(table, "closes")
    mail = value_of(table, "mail", "")
    prices = tuple(item.value for item in value_of(table, "price", ()))
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
    if registration.closes and schedule.ends and registration.closes > schedule.ends:
        found.append(
            find(
                "registration-differs",
                table["closes"].location,
                say("registration closes after the event is over"),
                say("write a day or an hour before its end"),
            )
        )
    if registration.opens and registration.closes and registration.closes <= registration.opens:
        found.append(
            find(
                "registration-differs",
                table["closes"].location,
                say("registration closes before it opens"),
                say("write a day or an hour after `opens`"),
            )
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
    return Checked(registration, tuple(found))


class PriceView(Value):
    """A price in the reader's words; free where `amount` is "0"."""

    audience: str
    amount: str
    currency: str


class RegistrationView(Value):
    """How to register. `state` is soon, open or closed as of the build; `href` an address or `mailto:`."""

    href: str
    state: str
    opens: When | None
    closes: When | None
    places: int | None
    members_only: bool
    prices: tuple[PriceView, ...]


def show_registration(
    registration: Registration, language: str, window: Callable[[datetime | None, datetime | None], str]
) -> RegistrationView:
    """Registration as readers of a language see it; `window` says whether a stretch of time is open as of the build."""
    return RegistrationView(
        registration.href,
        window(registration.opens, registration.closes),
        registration.stated_opens,
        registration.stated_closes,
        registration.places,
        registration.members_only,
        tuple(
            PriceView(name_in(price.audience, language), price.amount, price.currency) for price in registration.prices
        ),
    )
