"""The optional vocabularies of a site: tags, people and places by id, with their names in each language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Generic, TypeVar

from plcsite.diagnostics import Checked, Diagnostic, Location
from plcsite.model import Names, Person, Venue
from plcsite.nodes import Node, Scalar, Table, read_toml
from plcsite.scalars import ADDRESS, DECIMAL, TEXT
from plcsite.schema import (
    INVALID,
    Field,
    Reader,
    Type,
    either,
    map_of,
    suggest,
    table_of,
    value_of,
)
from plcsite.values import Value, field

V = TypeVar("V")


def _read_names(node: Node, reader: Reader) -> Any:
    if isinstance(node, Scalar):
        text = TEXT.read(node, reader)
        return INVALID if text is INVALID else {"": text}
    values = map_of(TEXT).read(node, reader)
    return INVALID if values is INVALID else {language: item.value for language, item in values.items()}


NAMES = Type("text, or a table of text by language", _read_names, either(TEXT, map_of(TEXT)).json, gives=dict[str, str])

PERSON_FIELDS = (
    Field("name", NAMES, "The person's name.", required=True),
    Field("role", NAMES, "What they do, per language."),
    Field("picture", TEXT, "A picture under `content/media/`."),
    Field("url", ADDRESS, "Their own page elsewhere."),
)
PLACE_FIELDS = (
    Field("name", NAMES, "The place's name, per language.", required=True),
    Field("address", TEXT, "Its postal address."),
    Field("url", ADDRESS, "Its own page."),
    Field("latitude", DECIMAL, "Degrees north."),
    Field("longitude", DECIMAL, "Degrees east."),
)


class Vocabulary(Value, Generic[V]):
    """Terms by id. One that does not exist (`exists` false) lets names be free; `pictures` tells where a term names its
    picture."""

    path: str
    exists: bool
    terms: Mapping[str, V]
    names: Mapping[str, Names]
    pictures: Mapping[str, Location] = field(default_factory=dict)

    def find(self, written: str) -> str:
        """The id of a term written by its id or by its name in any language; empty where it lacks the term."""
        if written in self.terms:
            return written
        folded = written.casefold()
        return next((id for id, names in self._all() if folded in (name.casefold() for name in names.values())), "")

    def suggest(self, written: str) -> str:
        """The id or name that was probably meant."""
        return suggest(written, [*self.terms, *(name for _, names in self._all() for name in names.values())])

    def _all(self) -> Iterator[tuple[str, Names]]:
        yield from self.names.items()


class Vocabularies(Value):
    """All vocabularies of a site."""

    tags: Vocabulary[Names]
    people: Vocabulary[Person]
    places: Vocabulary[Venue]


TAGS, PEOPLE, PLACES = "content/tags.toml", "content/people.toml", "content/places.toml"


def read_vocabularies(texts: Mapping[str, str]) -> Checked[Vocabularies]:
    """The vocabularies from the texts of their files, by path; a path that is absent is a vocabulary that is."""
    found: list[Diagnostic] = []
    tags = dict(_tables(TAGS, texts, found, NAMES.read))
    stated = dict(_tables(PEOPLE, texts, found, table_of(*PERSON_FIELDS).read))
    people = {
        id: Person(
            id,
            value["name"].value,
            value_of(value, "role", {}),
            value_of(value, "url", ""),
            value_of(value, "picture", ""),
        )
        for id, value in stated.items()
        if "name" in value
    }
    pictures = {id: value["picture"].location for id, value in stated.items() if "picture" in value}
    places = {
        id: Venue(
            value["name"].value,
            **{
                name: value_of(value, name, default)
                for name, default in (("address", ""), ("url", ""), ("latitude", None), ("longitude", None))
            },
        )
        for id, value in _tables(PLACES, texts, found, table_of(*PLACE_FIELDS).read)
        if "name" in value
    }
    return Checked(
        Vocabularies(
            Vocabulary(TAGS, TAGS in texts, tags, tags),
            Vocabulary(PEOPLE, PEOPLE in texts, people, {id: person.names for id, person in people.items()}, pictures),
            Vocabulary(PLACES, PLACES in texts, places, {id: place.names for id, place in places.items()}),
        ),
        tuple(found),
    )


def _tables(path: str, texts: Mapping[str, str], found: list[Diagnostic], read: Any) -> Iterator[tuple[str, Any]]:
    table = read_toml(texts.get(path, ""), path)
    found.extend(table.diagnostics)
    reader = Reader(sign=" = ")
    for id, node in (table.value or Table({}, {}, None)).values.items():  # type: ignore[arg-type]
        value = read(node, reader)
        if value is not INVALID:
            yield id, value
    found.extend(reader.found)
