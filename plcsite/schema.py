"""Text to typed values: what a key may hold, read from nodes with a finding for everything that does not fit.

A `Type` reads one node and describes itself, so that the reference and the editors' schema come from the same
place as the values. A `Field` is a key with its type, and says whether the fact is shared by an entry's languages.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from typing import Any, TypedDict
from urllib.parse import urlsplit

from plcsite.codes import CODES, find
from plcsite.dates import Misdated, When, parse_end, parse_when, suggest_zone, zone
from plcsite.diagnostics import Diagnostic, Location, Severity, Text, say
from plcsite.languages import merge_tables
from plcsite.markup.words import parse_words
from plcsite.model import Stated, Words
from plcsite.nodes import Items, Node, Scalar, Table
from plcsite.slugs import slugify

INVALID = object()
"""What a type gives for a node it can't read; the finding is in the reader."""


@dataclass
class Reader:
    """Gathers findings while nodes are read.

    `speech` is the language of the words; `months` maps names of months in the site's languages to numbers;
    `words_for_keys` maps keys in other languages to ours. Both serve hints only, as does `sign`, which stands between
    a key and its value.
    """

    speech: str = ""
    months: Mapping[str, int] = field(default_factory=dict)
    words_for_keys: Mapping[str, str] = field(default_factory=dict)
    sign: str = ": "
    found: list[Diagnostic] = field(default_factory=list)

    def refuse(
        self, code: str, location: Location, message: Text, hint: Text | None = None, severity: Severity | None = None
    ) -> Any:
        """Notes a finding and gives INVALID, so that a type can return it."""
        self.found.append(find(code, location, message, hint, severity=severity))
        return INVALID


@dataclass(frozen=True)
class Type:
    """How to read a node; `words` describes the values for people, `json` for editors (JSON Schema 2020-12).

    `fields` are the keys of the table that a value is, holds or may be.
    """

    words: str
    read: Callable[[Node, Reader], Any]
    json: Mapping[str, Any] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    gives: Any = str


@dataclass(frozen=True)
class Field:
    """A key. `shared` facts hold for all languages of an entry; `also` are other spellings of the key."""

    name: str
    type: Type
    meaning: str
    shared: bool = False
    required: bool = False
    also: tuple[str, ...] = ()


def stated_by(fields: Iterable[Field]) -> Any:
    """The type of what `read_fields` gives for fields: a dictionary with a type per key, as a cache needs it."""
    return TypedDict("Values", {item.name: Stated[item.type.gives] for item in fields}, total=False)  # type: ignore[name-defined, operator]


def suggest(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or an empty string."""
    close = difflib.get_close_matches(word.casefold(), {name.casefold(): name for name in known}, 1, 0.7)
    folded = {name.casefold(): name for name in known}
    return folded[close[0]] if close else ""


def read_fields(table: Table, fields: Iterable[Field], reader: Reader) -> dict[str, Stated[Any]]:
    """The values of a table by its fields' names; unknown, doubled and missing keys are findings."""
    by_key = {key: item for item in fields for key in (item.name, *item.also)}
    stated: dict[str, Stated[Any]] = {}
    named = {known.name for key in table.values if (known := by_key.get(key))}
    for key, node in table.values.items():
        if key not in by_key:
            meant = refuse_key(key, table.places[key], by_key, reader)
            named |= {by_key[meant].name} if meant else set()
            continue
        known = by_key[key]
        if known.name in stated:
            reader.refuse(
                "duplicate-key",
                table.places[key],
                say("“{key}” says again what stands at {place}", key=key, place=stated[known.name].location.short),
                say("keep one of the two lines"),
            )
            continue
        if isinstance(node, Scalar) and not node.text.strip() and known.required:
            message = say("“{key}” says nothing", key=key)
            reader.refuse(
                "missing-key", table.places[key], message, say("write {line}", line=_show_line(known, reader))
            )
            continue
        if isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null"):
            continue
        value = known.type.read(node, reader)
        if value is not INVALID:
            stated[known.name] = Stated(value, node.location)
    for known in fields:
        if known.required and known.name not in named:
            message = say("“{key}” is missing", key=known.name)
            reader.refuse("missing-key", table.location, message, say("add {line}", line=_show_line(known, reader)))
    return stated


def _show_line(known: Field, reader: Reader) -> str:
    """How a key is stated in the file at hand."""
    if reader.sign == " = " and known.type.json.get("type") == "object":
        return f"[{known.name}.…]" if "properties" not in known.type.json else f"[{known.name}]"
    return f"{known.name}{reader.sign}…"


def refuse_key(key: str, place: Location, known: Mapping[str, Any], reader: Reader) -> str:
    """Notes an unknown key; the key that was probably meant, also by another language's word for it, or nothing."""
    meant = reader.words_for_keys.get(key.casefold(), "")
    meant = meant if meant in known else suggest(key, known)
    reader.refuse(
        "unknown-key",
        place,
        say("there is no key “{key}” here", key=key),
        say("did you mean {meant}?", meant=meant)
        if meant
        else say("known keys: {keys}", keys=", ".join(sorted(known))),
    )
    return meant


# --- plain types -----------------------------------------------------------------------------------------------


_PLAIN = say("text")


def _text_of(node: Node, reader: Reader, what: Text = _PLAIN) -> Any:
    if isinstance(node, Scalar):
        return node.text.strip()
    return reader.refuse(
        "bad-value",
        node.location,
        say("{what} is expected here, not a list or a table", what=what),
        say("write the value behind the colon; text that begins with [ or {{ needs quotes"),
    )


def _read_words(node: Node, reader: Reader) -> Any:
    text = _text_of(node, reader)
    return text if text is INVALID else parse_words(text, reader.speech)


def _read_flag(node: Node, reader: Reader) -> Any:
    text = _text_of(node, reader, say("true or false"))
    if text is INVALID:
        return INVALID
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    guess = "true" if merge_tables("answers").get(text.lower(), text == "1") else "false"
    return reader.refuse(
        "bad-value", node.location, say("“{text}” is not true or false", text=text), say("write {guess}", guess=guess)
    )


def _read_number(node: Node, reader: Reader) -> Any:
    text = _text_of(node, reader, say("a number"))
    if text is INVALID:
        return INVALID
    if re.fullmatch(r"-?\d{1,9}", text):
        return int(text)
    return reader.refuse(
        "bad-value", node.location, say("“{text}” is not a whole number", text=text), say("write it in digits")
    )


def _read_decimal(node: Node, reader: Reader) -> Any:
    text = _text_of(node, reader, say("a number"))
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
    text = _text_of(node, reader, say("an address"))
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
        if "." in text
        else say("write an address such as https://example.org/"),
    )


def _read_mail(node: Node, reader: Reader) -> Any:
    text = _text_of(node, reader, say("an e-mail address"))
    if text is INVALID or re.fullmatch(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+", text):
        return text
    return reader.refuse("bad-value", node.location, say("“{text}” is not an e-mail address", text=text))


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _read_language(node: Node, reader: Reader) -> Any:
    text = _text_of(node, reader, say("a language code"))
    if text is INVALID or _LANGUAGE.fullmatch(text):
        return text
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” is not a language code", text=text),
        say("write the code of the language, two or three letters"),
    )


def _read_slug(node: Node, reader: Reader) -> Any:
    text = _text_of(node, reader)
    if text is INVALID or re.fullmatch(r"\w+(?:[-.]*\w+)*", text):
        return text
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” can't be a part of an address", text=text),
        say("write {slug}", slug=slugify(text)) if slugify(text) else say("use letters, digits and hyphens only"),
    )


TEXT = Type("text", _text_of, {"type": "string"})
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
    text = _text_of(node, reader, say("a date"))
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
    text = _text_of(node, reader, say("a date or an hour"))
    if text is INVALID:
        return INVALID
    return _dated(parse_end(text, month=True, names=reader.months), node, reader)


def _read_zone(node: Node, reader: Reader) -> Any:
    text = _text_of(node, reader, say("a time zone"))
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


# --- types made of types ---------------------------------------------------------------------------------------


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
        text = _text_of(node, reader, say("a word"))
        return text if text is INVALID else choose(text, choices, node.location, reader)

    return Type(" · ".join(choices), read, {"enum": list(choices)})


def list_of(inner: Type, *, commas: bool = False) -> Type:
    """A list; a single value stands for a list of one, and with `commas` a text may hold several."""

    def read(node: Node, reader: Reader) -> Any:
        nodes: Iterable[Node] = node.items if isinstance(node, Items) else (node,)
        if commas and isinstance(node, Scalar):
            nodes = _split_commas(node)
        values = [Stated(value, item.location) for item in nodes if (value := inner.read(item, reader)) is not INVALID]
        return tuple(values)

    json = {"anyOf": [inner.json, {"type": "array", "items": inner.json}]}
    return Type(f"{inner.words}, or a list", read, json, inner.fields, tuple[Stated[inner.gives], ...])  # type: ignore[name-defined]


def _split_commas(node: Scalar) -> list[Node]:
    """The parts of a text, each at its own place where the text is written as it is read."""
    parts: list[Node] = []
    at = 0
    for part in node.text.split(","):
        shift = at + len(part) - len(part.lstrip()) if node.plain else 0
        place = replace(node.location, column=node.location.column + shift) if node.location.column else node.location
        parts += [Scalar(part, place, node.plain)] if part.strip() else []
        at += len(part) + 1
    return parts


def table_of(*fields: Field) -> Type:
    """A table with known keys: a mapping of field names to stated values."""

    def read(node: Node, reader: Reader) -> Any:
        if isinstance(node, Table):
            return read_fields(node, fields, reader)
        return reader.refuse(
            "bad-value",
            node.location,
            say("a table is expected here"),
            say("known keys: {keys}", keys=", ".join(item.name for item in fields)),
        )

    properties = {item.name: item.type.json for item in fields}
    json = {"type": "object", "properties": properties, "additionalProperties": False}
    return Type("a table of " + ", ".join(item.name for item in fields), read, json, fields, stated_by(fields))


def map_of(inner: Type) -> Type:
    """A table with free keys, all of one type: a mapping of keys to stated values."""

    def read(node: Node, reader: Reader) -> Any:
        if not isinstance(node, Table):
            return reader.refuse("bad-value", node.location, say("a table is expected here"))
        return {
            key: Stated(value, table_place)
            for key, item in node.values.items()
            for table_place in (node.places[key],)
            if (value := inner.read(item, reader)) is not INVALID
        }

    return Type(
        f"a table: name = {inner.words}",
        read,
        {"type": "object", "additionalProperties": inner.json},
        inner.fields,
        dict[str, Stated[inner.gives]],  # type: ignore[name-defined]
    )


def either(scalar: Type, table: Type) -> Type:
    """A scalar in short, or a table in full."""

    def read(node: Node, reader: Reader) -> Any:
        return (table if isinstance(node, Table) else scalar).read(node, reader)

    return Type(
        f"{scalar.words}, or {table.words}",
        read,
        {"anyOf": [scalar.json, table.json]},
        table.fields,
        scalar.gives | table.gives,
    )


CODE = Type("a code of a diagnostic", _text_of, {"enum": sorted(CODES)})


def value_of(stated: Mapping[str, Stated[Any]], name: str, default: Any = None) -> Any:
    """The value of a key, or the default where it is not stated."""
    return stated[name].value if name in stated else default
