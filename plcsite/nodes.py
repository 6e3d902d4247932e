"""Front matter and settings as trees of text with places: what YAML and TOML files state, before any typing.

Scalars stay text, so that a notation's own ideas of types (`no`, `12:30`, `010`) never reach a value.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import yaml

from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.misreading import Stumble, explain, quote
from plcsite.values import Value

DEEPEST = 20
MOST_NODES = 5_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Scalar(Value):
    """Text; `plain` where it is written in its file as it stands here: without quotes, on one line."""

    text: str
    location: Location
    plain: bool = True


class Items(Value):
    """A list."""

    items: tuple[Node, ...]
    location: Location


class Table(Value):
    """Keys with values, in the order of the file; `places` are the keys' own."""

    values: dict[str, Node]
    places: dict[str, Location]
    location: Location


Node = Scalar | Items | Table


def bare(node: Node) -> Any:
    """What a node states, without places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [bare(each) for each in node.items]
    return {key: bare(each) for key, each in node.values.items()}


class _Refused(Exception):  # noqa: N818 - reads as what happened
    """Stops reading at a finding; never leaves this module."""

    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.code)
        self.found = found


def decode(data: bytes, path: str) -> Checked[str]:
    """The text of a file: UTF-8 without byte order mark, line ends as newlines, without control characters."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        return Checked(
            "",
            (
                find(
                    "not-utf8",
                    Location(path, line, column),
                    say("a byte here is not UTF-8 text"),
                    say("save the file as UTF-8 in the editor"),
                ),
            ),
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first = _CONTROL.search(text)
    if first is None:
        return Checked(text)
    line = text.count("\n", 0, first.start()) + 1
    column = first.start() - text.rfind("\n", 0, first.start())
    return Checked(
        _CONTROL.sub("", text),
        (
            find(
                "control-character",
                Location(path, line, column),
                say("an invisible control character (U+{number}) was left out", number=f"{ord(first[0]):04X}"),
                say("delete it, or type the words again instead of pasting them"),
            ),
        ),
    )


def read_yaml(text: str, path: str, line: int = 1) -> Checked[Table | None]:
    """A YAML mapping that starts at `line` of its file, guarded while it streams: a bomb stops at the limit."""
    found: list[Diagnostic] = []
    try:
        return Checked(_YamlReader(text, path, line, found).read(), tuple(found))
    except _Refused as refused:
        return Checked(None, (*found, refused.found))
    except yaml.YAMLError as error:
        return Checked(None, (*found, _explain_yaml(error, text, path, line)))


class _YamlReader:
    """Turns libyaml's events into nodes; counts as it goes, so that a bomb stops at the limit."""

    def __init__(self, text: str, path: str, line: int, found: list[Diagnostic]) -> None:
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.path, self.line, self.found, self.count = path, line, found, 0
        self.lines = text.split("\n")

    def place(self, event: yaml.Event) -> Location:
        mark = event.start_mark
        return Location(self.path, self.line + mark.line, mark.column + 1) if mark else Location(self.path, self.line)

    def read(self) -> Table | None:
        next(self.events), next(self.events, None)
        event = next(self.events, None)
        if not isinstance(event, yaml.NodeEvent):
            return Table({}, {}, Location(self.path, self.line))
        node = self.node(event, 1)
        if isinstance(node, Table):
            for rest in self.events:
                if isinstance(rest, yaml.DocumentStartEvent):
                    raise _Refused(
                        find(
                            "yaml-syntax",
                            self.place(rest),
                            say("the front matter was ended above"),
                            say("remove the line of dots or dashes"),
                        )
                    )
            return node
        if isinstance(node, Scalar) and not node.text:
            return Table({}, {}, node.location)
        raise _Refused(
            find(
                "front-matter-not-keys",
                node.location,
                say("front matter is written as keys with values, and this is not"),
                say("write each fact on a line of its own: title: …"),
            )
        )

    def node(self, event: yaml.Event, depth: int) -> Node:
        self.count += 1
        if depth > DEEPEST or self.count > MOST_NODES:
            raise _Refused(
                find(
                    "yaml-too-large",
                    self.place(event),
                    say(
                        "front matter is nested deeper than {deepest} levels or has more than {most} values",
                        deepest=DEEPEST,
                        most=MOST_NODES,
                    ),
                    say("take out what was pasted here by mistake"),
                )
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            line = quote(self.lines[event.start_mark.line]) if event.start_mark else ""
            raise _Refused(
                find(
                    "yaml-refused",
                    self.place(event),
                    say("anchors (&), aliases (*) and tags (!) are not read in front matter"),
                    say("if it is meant as text, put it in quotes: {line}", line=line)
                    if line
                    else say("write the value out, or put it in quotes if it is meant as text"),
                )
            )
        if isinstance(event, yaml.ScalarEvent):
            start, end = event.start_mark, event.end_mark
            one_line = start is not None and end is not None and start.line == end.line
            return Scalar(event.value, self.place(event), plain=one_line and not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, depth + 1))
            return Items(tuple(items), self.place(event))
        return self.table(event, depth)

    def table(self, event: yaml.Event, depth: int) -> Table:
        values: dict[str, Node] = {}
        places: dict[str, Location] = {}
        while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
            key = self.node(inner, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                raise _Refused(
                    find(
                        "yaml-syntax",
                        key.location,
                        say("a key must be a word"),
                        say("put text that begins with [ or {{ in quotes"),
                    )
                )
            if key.text == "<<":
                raise _Refused(
                    find(
                        "yaml-refused",
                        key.location,
                        say("merge keys (<<) are not read in front matter"),
                        say("write the keys themselves"),
                    )
                )
            if key.text in values:
                first = places[key.text]
                self.found.append(
                    find(
                        "duplicate-key",
                        key.location,
                        say(
                            "“{key}” stands here a second time; the first is at {place}",
                            key=key.text,
                            place=first.short,
                        ),
                        say("keep one of the two lines"),
                    )
                )
                continue
            values[key.text], places[key.text] = value, key.location
        return Table(values, places, self.place(event))


def _explain_yaml(error: yaml.YAMLError, text: str, path: str, line: int) -> Diagnostic:
    """A YAML error in plain words, at the text that an editor has to change."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return find("yaml-syntax", Location(path, line), say("this is not valid YAML ({problem})", problem=str(error)))
    began = getattr(error, "context_mark", None) or mark
    found = explain(Stumble(str(getattr(error, "problem", "")), mark.line, mark.column, began.line), text)
    return find("yaml-syntax", Location(path, line + found.line, found.column + 1), found.message, found.hint)


# --- TOML ------------------------------------------------------------------------------------------------------

_TOML_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")
_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")


def read_toml(text: str, path: str) -> Checked[Table | None]:
    """A TOML file with the places of its keys; a key inside an inline table has the place of its line."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Checked(None, (_explain_toml(error, text, path),))
    places: TomlPlaces = {}
    for key, place, at in _toml_keys(text, path):
        places.setdefault(key, (place, at))
    return Checked(_toml_table(data, (), places, Location(path, 1)))


def _explain_toml(error: Exception, text: str, path: str) -> Diagnostic:
    match = _TOML_PLACE.search(str(error))
    problem = _TOML_PLACE.sub("", str(error)).strip()
    message = say("this is not valid TOML ({problem})", problem=problem)
    if not (match and match[1]):
        place = Location(path, text.rstrip().count("\n") + 1)
        return find("toml-syntax", place, message, say("close the list, table or text that is open here"))
    place = Location(path, int(match[1]), int(match[2]))
    if problem.startswith("Cannot ") and (twice := _find_twice(text, path, place.line)):
        return twice
    line = text.split("\n")[place.line - 1]
    key = _KEY.match(line)
    if key and key.end() <= place.column - 1 and re.match(r"[^\W\d_]", line[place.column - 1 :]):
        quoted = f"{line[: place.column - 1]}{json.dumps(line[place.column - 1 :].strip(), ensure_ascii=False)}"
        return find("toml-syntax", place, message, say("put the text in quotes: {line}", line=quoted))
    return find("toml-syntax", place, message)


def _find_twice(text: str, path: str, line: int) -> Diagnostic | None:
    """The key or table at a line, where the same stands above."""
    keys = list(_toml_keys(text, path))
    key, place, _ = max((each for each in keys if each[1].line == line), key=lambda each: len(each[0]), default=_NONE)
    first = next((other for name, other, _ in keys if name == key and other.line < line), None)
    if first is None:
        return None
    message = say("“{key}” stands here a second time; the first is at {place}", key=".".join(key), place=first.short)
    return find("duplicate-key", place, message, say("keep one of the two"))


TomlPlaces = dict[tuple[str, ...], tuple[Location, Location]]
TomlKey = tuple[tuple[str, ...], Location, Location]
_NONE: TomlKey = ((), Location(""), Location(""))


def _toml_keys(text: str, path: str) -> Iterator[TomlKey]:
    """Every key by its full dotted path, where it stands, and where its value does; tomllib does not tell."""
    prefix: tuple[str, ...] = ()
    depth, quote = 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        if depth == 0 and not quote:
            header, key = _HEADER.match(line), _KEY.match(line)
            if header and line.lstrip().startswith("["):
                prefix = tuple(part.strip("\"'") for part in _PART.findall(header[1]))
                place = Location(path, number, line.index("[") + 1)
                yield from ((prefix[:length], place, place) for length in range(1, len(prefix) + 1))
                continue
            if key:
                parts = prefix + tuple(part.strip("\"'") for part in _PART.findall(key[1]))
                place = Location(path, number, len(line) - len(line.lstrip()) + 1)
                value = Location(path, number, len(line) - len(line[key.end() :].lstrip()) + 1)
                yield from ((parts[:length], place, value) for length in range(len(prefix) + 1, len(parts) + 1))
        depth, quote = _toml_state(line, depth, quote)


def _toml_state(line: str, depth: int, quote: str) -> tuple[int, str]:
    """How many brackets, and which multi-line quote, are open after a line."""
    index = 0
    while index < len(line):
        rest = line[index:]
        if quote:
            if rest.startswith("\\") and quote[0] == '"':
                index += 2
            elif rest.startswith(quote):
                index, quote = index + len(quote), ""
            else:
                index += 1
            continue
        if rest[0] == "#":
            break
        if rest.startswith(('"""', "'''")):
            index, quote = index + 3, rest[:3]
            continue
        if rest[0] in "\"'":
            quote = rest[0]
        elif rest[0] in "[{":
            depth += 1
        elif rest[0] in "]}":
            depth = max(0, depth - 1)
        index += 1
    return depth, quote if len(quote) == 3 else ""


def _toml_table(data: dict[str, object], prefix: tuple[str, ...], places: TomlPlaces, above: Location) -> Table:
    own = {key: places.get((*prefix, key), (above, above)) for key in data}
    values = {key: _toml_node(value, (*prefix, key), places, own[key][1]) for key, value in data.items()}
    return Table(values, {key: place for key, (place, _) in own.items()}, above)


def _toml_node(value: object, prefix: tuple[str, ...], places: TomlPlaces, place: Location) -> Node:
    if isinstance(value, dict):
        return _toml_table(value, prefix, places, place)
    if isinstance(value, list):
        return Items(tuple(_toml_node(item, prefix, places, place) for item in value), place)
    if isinstance(value, bool):
        return Scalar(str(value).lower(), place)
    if isinstance(value, str):
        return Scalar(value, place, plain=False)
    return Scalar(value.isoformat() if hasattr(value, "isoformat") else str(value), place)
