"""Nodes: what YAML and TOML state, as text with places, however hostile the file."""

from __future__ import annotations

import pytest

from plcsite.diagnostics import Location
from plcsite.nodes import DEEPEST, MOST_NODES, Items, Scalar, Table, read_toml, read_yaml


def show(node: object) -> object:
    """A node without places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [show(item) for item in node.items]
    if isinstance(node, Table):
        return {key: show(item) for key, item in node.values.items()}
    return node


YAML = """\
plain: no
number: 010
hour: 12:30
date: 2026-10-21
quoted: "yes"
list: [a, 'b', 3]
block:
  - one
  - two
table: {a: 1, b: {c: 2}}
folded: >-
  two
  lines
"""


def test_yaml_is_text_whatever_it_looks_like() -> None:
    """No value has a notation's own type."""
    read = read_yaml(YAML, "a.md", 2)
    assert read.diagnostics == ()
    assert show(read.value) == {
        "plain": "no",
        "number": "010",
        "hour": "12:30",
        "date": "2026-10-21",
        "quoted": "yes",
        "list": ["a", "b", "3"],
        "block": ["one", "two"],
        "table": {"a": "1", "b": {"c": "2"}},
        "folded": "two lines",
    }


def test_every_node_and_key_of_yaml_has_its_place_in_the_file() -> None:
    """Lines are counted from the file's first, columns from one."""
    table = read_yaml(YAML, "a.md", 2).value
    assert table is not None
    assert table.places["hour"] == Location("a.md", 4, 1)
    assert table.values["hour"].location == Location("a.md", 4, 7)
    items = table.values["block"]
    assert isinstance(items, Items)
    assert [item.location for item in items.items] == [Location("a.md", 9, 5), Location("a.md", 10, 5)]
    quoted, plain = table.values["quoted"], table.values["plain"]
    assert isinstance(quoted, Scalar)
    assert isinstance(plain, Scalar)
    assert (quoted.plain, plain.plain) == (False, True)


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x\n",
        "a: !!python/object:os.system 1\n",
        "a: {<<: {b: 1}}\n",
        "a: " + "[" * (DEEPEST + 5) + "]" * (DEEPEST + 5) + "\n",
        "a: [" + "1, " * (MOST_NODES + 5) + "]\n",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "a: 1\na: 2\n",
        "a: 'open\n",
        "{a: [}\n",
        "\ta: 1\n",
        "? [a, b]\n: 1\n",
    ],
    ids=["anchor", "tag", "merge", "deep", "many", "bomb", "twice", "open quote", "brackets", "tab", "key"],
)
def test_yaml_that_is_refused_is_an_error_at_a_line(text: str) -> None:
    """It never runs anything, takes long, or raises."""
    found = read_yaml(text, "a.md").diagnostics
    assert found
    assert all(each.location.path == "a.md" and each.location.line > 0 for each in found)


TOML = """\
top = "x"

[site]
url = "https://example.org/" # why
on = true
list = [
  "a",
  { b = 1 },
]

[languages.en]
title = "A"
segments = { news = "n", "odd key" = "o" }
"""


def test_toml_is_text_too() -> None:
    """Numbers and truths as an editor would write them."""
    read = read_toml(TOML, "plcsite.toml")
    assert read.diagnostics == ()
    assert show(read.value) == {
        "top": "x",
        "site": {"url": "https://example.org/", "on": "true", "list": ["a", {"b": "1"}]},
        "languages": {"en": {"title": "A", "segments": {"news": "n", "odd key": "o"}}},
    }


def test_keys_of_toml_have_their_lines() -> None:
    """In tables of tables as well."""
    table = read_toml(TOML, "plcsite.toml").value
    assert table is not None
    languages = table.values["languages"]
    assert isinstance(languages, Table)
    english = languages.values["en"]
    assert isinstance(english, Table)
    assert (english.places["title"].line, english.values["title"].location.line) == (12, 12)
    assert english.places["segments"].line == 13


@pytest.mark.parametrize(
    ("text", "line"), [("a = 1\nb = \n", 2), ("a = 1\na = 2\n", 2), ('a = "open\n', 1), ("[a\n", 1)]
)
def test_toml_that_can_not_be_read_is_an_error_at_its_line(text: str, line: int) -> None:
    """Never a traceback."""
    (found,) = read_toml(text, "plcsite.toml").diagnostics
    assert found.location.line == line
