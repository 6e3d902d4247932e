"""The types of single values in front matter and settings: text, numbers, flags, addresses, dates, choices."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from plcsite.codes import CODES
from plcsite.dates import Misdated, When, parse_end, parse_when, suggest_zone, zone
from plcsite.diagnostics import Location, Text, say
from plcsite.languages import merge_tables
from plcsite.markup.words import parse_words
from plcsite.model import Words
from plcsite.nodes import Node, Scalar
from plcsite.schema import INVALID, Reader, Type, suggest
from plcsite.slugs import slugify

# --- plain types -----------------------------------------------------------------------------------------------


_PLAIN = say("text")


def read_text(node: Node, reader: Reader, what: Text = _PLAIN) -> Any:
    if isinstance(node, Scalar):
        return node.text.strip()
    return reader.refuse(
        "bad-value",
        node.location,
        say("{what} is expected here, not a list or a table", what=what),
        say("write the value behind the colon; text that begins with [ or {{ needs quotes"),
    )


def _read_words(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader)
    return text if text is INVALID else parse_words(text, reader.speech)


def _read_flag(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader, say("true or false"))
    if text is INVALID:
        return INVALID
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    guess = "true" if merge_tables("answers").get(text.lower(), text == "1") else "false"
    return reader.refuse(
        "bad-value", node.location, say("“{text}” is not true or false", text=text), say("write {guess}", guess=guess)
    )


def _read_number(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader, say("a number"))
    if text is INVALID:
        return INVALID
    if re.fullmatch(r"-?\d{1,9}", text):
        return int(text)
    return reader.refuse(
        "bad-value", node.location, say("“{text}” is not a whole number", text=text), say("write it in digits")
    )


def _read_decimal(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader, say("a number"))
    if text is INVALID:
        return INVALID
    if re.fullmatch(r"-?\d{1,3}(\.\d{1,15})?", text):
        return float(text)
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” is not a number such as 50.85", text=text),
        say("write it with a point: {text}", text=text.replace(",", ".")) if "," in text else None,
    )


SCHEMES = ("http", "https", "mailto", "tel")


def _read_address(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader, say("an address"))
    if text is INVALID:
        return INVALID
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme in ("http", "https") and parts.netloc and not re.search(r"[\s<>\"\\\x00-\x1f]", text):
        return text
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” is not a full address", text=text),
        say("write it with https:// in front: https://{text}", text=text.lstrip("/"))
        if "." in text and "://" not in text
        else say("write an address such as https://example.org/"),
    )


def _read_mail(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader, say("an e-mail address"))
    if text is INVALID or re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+", text):
        return text
    return reader.refuse("bad-value", node.location, say("“{text}” is not an e-mail address", text=text))


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _read_language(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader, say("a language code"))
    if text is INVALID or _LANGUAGE.fullmatch(text):
        return text
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” is not a language code", text=text),
        say("write the code of the language, two or three letters"),
    )


def _read_slug(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader)
    if text is INVALID or re.fullmatch(r"\w+(?:[-.]*\w+)*", text):
        return text
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” can't be a part of an address", text=text),
        say("write {slug}", slug=slugify(text)) if slugify(text) else say("use letters, digits and hyphens only"),
    )


TEXT = Type("text", read_text, {"type": "string"})
WORDS = Type("text", _read_words, {"type": "string"}, gives=Words)
FLAG = Type("true or false", _read_flag, {"type": "boolean"}, gives=bool)
NUMBER = Type("a whole number", _read_number, {"type": "integer"}, gives=int)
DECIMAL = Type("a number", _read_decimal, {"type": "number"}, gives=float)
ADDRESS = Type("an address with https://", _read_address, {"type": "string", "format": "uri"})
MAIL = Type("an e-mail address", _read_mail, {"type": "string", "format": "email"})
SLUG = Type("letters, digits, hyphens", _read_slug, {"type": "string"})
LANGUAGE = Type("a language code", _read_language, {"type": "string"})


# --- dates -----------------------------------------------------------------------------------------------------


def _read_when(node: Node, reader: Reader, *, month: bool = False) -> Any:
    text = read_text(node, reader, say("a date"))
    if text is INVALID:
        return INVALID
    return _dated(parse_when(text, month=month, names=reader.months), node, reader)


def _dated(value: When | time | Misdated, node: Node, reader: Reader) -> Any:
    if not isinstance(value, Misdated):
        return value
    return reader.refuse(
        "bad-date",
        node.location,
        value.reason,
        say("write {suggestion}", suggestion=value.suggestion) if value.suggestion else None,
    )


def _read_end(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader, say("a date or an hour"))
    if text is INVALID:
        return INVALID
    return _dated(parse_end(text, month=True, names=reader.months), node, reader)


def _read_zone(node: Node, reader: Reader) -> Any:
    text = read_text(node, reader, say("a time zone"))
    if text is INVALID:
        return INVALID
    try:
        zone(text)
    except KeyError:
        return reader.refuse(
            "bad-value",
            node.location,
            say("“{text}” is not a time zone", text=text),
            say("write {name}", name=suggest_zone(text))
            if suggest_zone(text)
            else say("write its name from the IANA list, such as Europe/Brussels"),
        )
    return text


def _read_flag_or_day(node: Node, reader: Reader) -> Any:
    if isinstance(node, Scalar) and node.text.strip().lower() in ("true", "false"):
        return _read_flag(node, reader)
    return _read_when(node, reader)


DATE = Type("a date, or date and time", _read_when, {"type": "string"}, gives=When)
START = Type(
    "a month, a date, or date and time", lambda n, r: _read_when(n, r, month=True), {"type": "string"}, gives=When
)
END = Type("a date, date and time, or an hour", _read_end, {"type": "string"}, gives=When | time)
ZONE = Type("an IANA time zone", _read_zone, {"type": "string"})
FLAG_OR_DAY = Type(
    "true or false, or a last day", _read_flag_or_day, {"type": ["boolean", "string"]}, gives=bool | When
)


# --- choices -------------------------------------------------------------------------------------------------


def choose(text: str, choices: Iterable[str], place: Location, reader: Reader) -> Any:
    """The text, if it is one of the choices."""
    known = tuple(choices)
    if text in known:
        return text
    meant = suggest(text, known)
    return reader.refuse(
        "bad-value",
        place,
        say("“{text}” is not one of {choices}", text=text, choices=", ".join(known)),
        say("did you mean {meant}?", meant=meant) if meant else None,
    )


def one_of(*choices: str) -> Type:
    """One of a few words."""

    def read(node: Node, reader: Reader) -> Any:
        text = read_text(node, reader, say("a word"))
        return text if text is INVALID else choose(text, choices, node.location, reader)

    return Type(" · ".join(choices), read, {"enum": list(choices)})


CODE = Type("a code of a diagnostic", read_text, {"enum": sorted(CODES)})
