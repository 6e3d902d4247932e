"""The schema: text to typed values, or a finding at the text with what to write instead."""

from __future__ import annotations

from typing import Any

import pytest

from plcsite import scalars
from plcsite.diagnostics import Diagnostic, Location
from plcsite.model import Run
from plcsite.nodes import Table, read_yaml
from plcsite.scalars import one_of
from plcsite.schema import (
    INVALID,
    Field,
    Reader,
    Type,
    list_of,
    read_fields,
    suggest,
    table_of,
    value_of,
)


def read(type: Type, written: str) -> tuple[Any, list[Diagnostic]]:
    """The value of a key written in YAML, and what was found."""
    table = read_yaml(f"key: {written}\n", "a.md").value
    assert isinstance(table, Table)
    reader = Reader(speech="en", words_for_keys={"datum": "date"})
    return type.read(table.values["key"], reader), reader.found


@pytest.mark.parametrize(
    ("type", "written", "value"),
    [
        ("TEXT", "  spaced  ", "spaced"),
        ("WORDS", "We do [samen]{lang=nl}", (Run("We do "), Run("samen", "nl"))),
        ("FLAG", "True", True),
        ("NUMBER", "-7", -7),
        ("DECIMAL", "50.85", 50.85),
        ("ADDRESS", "https://example.org/?a=b#c", "https://example.org/?a=b#c"),
        ("MAIL", "a.b@example.org", "a.b@example.org"),
        ("LANGUAGE", "pt-BR", "pt-BR"),
        ("SLUG", "a-walk", "a-walk"),
        ("ZONE", "America/New_York", "America/New_York"),
        ("FLAG_OR_DAY", "true", True),
    ],
)
def test_a_type_reads_what_it_describes(type: str, written: str, value: object) -> None:
    """Without a finding."""
    assert read(getattr(scalars, type), written) == (value, [])


@pytest.mark.parametrize(("type", "written"), [("DATE", "2026-10-21T19:30"), ("START", "2026-10"), ("END", "21:30")])
def test_a_time_is_shown_again_as_it_was_written(type: str, written: str) -> None:
    """With the precision that was stated, no more."""
    value, found = read(getattr(scalars, type), written)
    assert (str(value).removesuffix(":00"), found) == (written, [])


@pytest.mark.parametrize(
    ("type", "written", "hint"),
    [
        ("FLAG", "yes", "true"),
        ("FLAG", "nee", "false"),
        ("DECIMAL", '"50,85"', "50.85"),
        ("ADDRESS", "example.org/x", "https://example.org/x"),
        ("DATE", "21/10/2026", "2026-10-21"),
        ("DATE", "2026-10-21T9:00", "2026-10-21T09:00"),
        ("TEXT", "[a, b]", "quotes"),
        ("ZONE", "Brussels", "Europe/Brussels"),
    ],
)
def test_what_does_not_fit_is_found_with_what_to_write(type: str, written: str, hint: str) -> None:
    """At its line and column."""
    value, (found,) = read(getattr(scalars, type), written)
    assert value is INVALID
    assert found.location == Location("a.md", 1, 6)
    assert hint in str(found.hint)


@pytest.mark.parametrize(
    ("type", "written"),
    [
        ("ADDRESS", "javascript:alert(1)"),
        ("ADDRESS", "https://"),
        ("ADDRESS", '"https://a b/"'),
        ("MAIL", "a@b"),
        ("LANGUAGE", "dutch!"),
        ("NUMBER", "1e3"),
        ("SLUG", "../up"),
        ("ZONE", "../../etc/passwd"),
    ],
)
def test_what_could_do_harm_is_no_value(type: str, written: str) -> None:
    """Addresses that run, paths that climb, numbers that grow."""
    value, found = read(getattr(scalars, type), written)
    assert value is INVALID
    assert len(found) == 1


def test_one_of_a_few_words_is_told_the_one_meant() -> None:
    """Else all there are."""
    type = one_of("tentative", "cancelled")
    assert read(type, "cancelled") == ("cancelled", [])
    assert "cancelled" in str(read(type, "canceled")[1][0].hint)
    assert "tentative, cancelled" in str(read(type, "zzz")[1][0].message)


@pytest.mark.parametrize(
    ("written", "values"),
    [("[a, b]", ["a", "b"]), ("a", ["a"]), ("a, b", ["a", "b"]), ("[]", []), ('["a, b"]', ["a, b"])],
)
def test_a_list_is_one_or_many(written: str, values: list[str]) -> None:
    """With commas only where it isn't a list already."""
    value, found = read(list_of(scalars.TEXT, commas=True), written)
    assert ([item.value for item in value], found) == (values, [])


def test_one_bad_item_does_not_take_the_others_with_it() -> None:
    """It is found at its own place."""
    value, (found,) = read(list_of(scalars.NUMBER), "[1, two, 3]")
    assert [item.value for item in value] == [1, 3]
    assert found.location.column == 10


FIELDS = (Field("date", scalars.DATE, "When.", required=True), Field("authors", scalars.TEXT, "Who.", also=("author",)))


def fields_of(text: str) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    table = read_yaml(text, "a.md").value
    assert isinstance(table, Table)
    reader = Reader(words_for_keys={"datum": "date"})
    stated = read_fields(table, FIELDS, reader)
    return {name: str(item.value) for name, item in stated.items()}, [
        (each.code, each.location.line) for each in reader.found
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("date: 2026-10-21\nauthor: A\n", []),
        ("author: A\n", [("missing-key", 1)]),
        ("datum: 2026-10-21\n", [("unknown-key", 1)]),
        ("date: 2026-10-21\nauthor: A\nauthors: B\n", [("duplicate-key", 3)]),
        ("date: 2026-10-21\nzzz: 1\n", [("unknown-key", 2)]),
    ],
)
def test_keys_are_known_missing_doubled_or_unknown(text: str, found: list[tuple[str, int]]) -> None:
    """A key that was meant isn't also reported as missing."""
    assert fields_of(text)[1] == found


def test_a_key_in_another_language_is_told_ours() -> None:
    """As web forms and habits have it."""
    table = read_yaml("datum: 2026-10-21\n", "a.md").value
    assert isinstance(table, Table)
    reader = Reader(words_for_keys={"datum": "date"})
    read_fields(table, FIELDS, reader)
    assert "date" in str(reader.found[0].hint)


def test_a_table_within_is_read_by_its_own_fields() -> None:
    """Its mistakes are found where they stand."""
    value, found = read(table_of(Field("name", scalars.TEXT, "Name.", required=True)), "{name: A, nmae: B}")
    assert value["name"].value == "A"
    assert [(each.code, each.location.column) for each in found] == [("unknown-key", 16)]


@pytest.mark.parametrize(("word", "meant"), [("tilte", "title"), ("TITLE", "title"), ("zzz", "")])
def test_a_word_is_guessed_only_when_it_is_near(word: str, meant: str) -> None:
    """A wrong guess is worse than none."""
    assert suggest(word, ["title", "date"]) == meant


def test_a_value_that_is_not_stated_is_its_default() -> None:
    """None unless another is given."""
    assert (value_of({}, "a"), value_of({}, "a", 1)) == (None, 1)
