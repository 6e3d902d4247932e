"""Text to typed values: what a key may hold, read from nodes with a finding for everything that does not fit.

A `Type` reads one node and describes itself, so that the reference and the editors' schema come from the same
place as the values. A `Field` is a key with its type, and says whether the fact is shared by an entry's languages.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from plcsite.codes import find
from plcsite.diagnostics import Diagnostic, Location, Severity, Text, say
from plcsite.model import Stated
from plcsite.nodes import Items, Node, Scalar, Table
from plcsite.values import replace

INVALID = object()
"""What a type gives for a node it can't read; the finding is in the reader."""


@dataclass
class Reader:
    """Gathers findings while nodes are read.

    `speech` is the language of the words. In the site's languages, `days` maps names of weekdays to numbers (Monday is
    0) and `units` words to day, week, month or year. Only hints are served by `months`, the same of months from 1, by
    `words_for_keys`, which maps keys in other languages to ours, and by `sign`, which stands between a key and its
    value.
    """

    speech: str = ""
    days: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
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


def type_by(fields: Iterable[Field]) -> Any:
    """The type of bare values of fields, likewise."""
    return TypedDict("Values", {item.name: item.type.gives for item in fields}, total=False)  # type: ignore[operator]


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


# --- types made of types ---------------------------------------------------------------------------------------


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


def value_of(stated: Mapping[str, Stated[Any]], name: str, default: Any = None) -> Any:
    """The value of a key, or the default where it is not stated."""
    return stated[name].value if name in stated else default
