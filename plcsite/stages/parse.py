"""Second stage: a source to a draft. Front matter is found, guarded and typed; nothing is required yet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import frontmatter
from frontmatter.default_handlers import YAMLHandler

from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Location, Severity, Text, say
from plcsite.fences import FENCE, find_fences
from plcsite.folders import read_address
from plcsite.keys import KEYS, peek
from plcsite.kinds import Kind
from plcsite.model import Draft, Source, Stated
from plcsite.nodes import Node, Scalar, Table, decode, read_yaml
from plcsite.scalars import choose
from plcsite.schema import Field, Reader, read_fields, value_of
from plcsite.slugs import slugify
from plcsite.values import Value, field, replace

_FRONT = re.compile(rb"(?:\xef\xbb\xbf)?\s*---[ \t]*\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_SALVAGED = re.compile(r"^(draft|date|start|slug|key):[ \t]+[\"']?([^\"'\n]+?)[\"']?[ \t]*$", re.MULTILINE)
_NAME_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})-(?=.)")


class Request(Value):
    """A source with what decides how it is read: the kind of its entry, and the words of the site's languages."""

    source: Source
    kind: Kind
    kinds: Collection[str] = ()
    days: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    words_for_keys: Mapping[str, str] = field(default_factory=dict)
    unicode_slugs: bool = False


def parse(request: Request) -> Checked[Draft]:
    """The draft of a source, and everything that is wrong with its front matter. A draft comes of any file."""
    path, address = request.source.path, read_address(request.source.path)
    text = decode(request.source.data, path)
    found: list[Diagnostic] = list(text.diagnostics)
    split = _split(text.value, path) if not _has_errors(found) else Checked(Parts(None, "", 1))
    found += split.diagnostics
    table, body, line = split.value.table, split.value.body, split.value.line
    speech = (peek(table, "language") if table else "") or address.language
    reader = Reader(speech, request.days, request.units, request.months, request.words_for_keys)
    fields = (*KEYS, *request.kind.fields)
    stated = read_fields(table, fields, reader) if table else _salvage(request.source, fields)
    if table and "kind" in stated:
        choose(stated["kind"].value, request.kinds, stated["kind"].location, reader)
    found += reader.found
    day, slug = _read_name(address.name, path, found)
    draft = Draft(
        path=path,
        language=address.language,
        speech=value_of(stated, "language", address.language),
        section=address.section,
        key=value_of(stated, "key", address.key).strip("/"),
        folders=address.folders,
        slug=value_of(stated, "slug") or slugify(slug, unicode=request.unicode_slugs),
        day=day,
        kind=request.kind.name,
        bundle=address.bundle,
        stated=stated,
        body=body,
        line=line,
        broken=_has_errors(found),
    )
    return Checked(draft, tuple(found))


def _salvage(source: Source, fields: Iterable[Field]) -> dict[str, Stated[Any]]:
    """What unreadable front matter seems to say of when and where: a draft stays unseen, and keeps its address."""
    text = source.data[:20_000].decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = [(match[1], match[2], text.count("\n", 0, match.start()) + 1) for match in _SALVAGED.finditer(text)]
    places = {key: Location(source.path, line) for key, _, line in lines}
    values: dict[str, Node] = {key: Scalar(written, places[key]) for key, written, _ in lines}
    return read_fields(Table(values, places, Location(source.path)), fields, Reader())


def stated_kind(source: Source) -> str:
    """The `kind:` that a file states, without reading the rest of it; empty where it states none."""
    if b"kind:" not in source.data:
        return ""
    front = _FRONT.match(source.data[:20_000].replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    match = re.search(rb"^kind:[ \t]*[\"']?([\w-]+)", front[1], re.MULTILINE) if front else None
    return match[1].decode() if match else ""


def find_body(source: Source) -> tuple[str, int]:
    """The Markdown of a source and its first line, without reading what stands before; none where it can't be told."""
    lines = decode(source.data, source.path).value.split("\n")
    _, last = find_fences(lines)
    return ("\n".join(lines[last + 1 :]), last + 2) if last else ("", 1)


class Parts(Value):
    """A file in two: the front matter's values, if they could be read, and the Markdown, which starts at `line`."""

    table: Table | None
    body: str
    line: int


class _Guarded(YAMLHandler):
    """python-frontmatter's handler with our fences and our guarded reader: values arrive as nodes with places."""

    def __init__(self, path: str, parts: tuple[str, str], line: int, found: list[Diagnostic]) -> None:
        super().__init__()
        self.path, self.parts, self.line, self.found = path, parts, line, found
        self.table: Table | None = None

    def detect(self, text: str) -> bool:
        return True

    def split(self, text: str) -> tuple[str, str]:
        # Already found, since the library takes an unclosed fence, and text without one, for an empty front matter.
        return self.parts

    def load(self, fm: str, **options: object) -> dict[str, object]:
        read = read_yaml(fm, self.path, self.line)
        self.found += read.diagnostics
        # What is missing is missing from the whole block, so it is reported at its fence.
        self.table = replace(read.value, location=Location(self.path, self.line - 1)) if read.value else None
        return {}


def _split(text: str, path: str) -> Checked[Parts]:
    found: list[Diagnostic] = []
    if not text.strip():
        message = say("the file is empty")
        return Checked(Parts(None, "", 1), (find("file-empty", Location(path, 1), message, _example()),))
    fences = _find_fences(text, path, found)
    if fences is None:
        return Checked(Parts(None, "", 1), tuple(found))
    first, last = fences
    lines = text.split("\n")
    front, body = "\n".join(lines[first + 1 : last]), "\n".join(lines[last + 1 :])
    handler = _Guarded(path, (front, body), first + 2, found)
    frontmatter.parse(text, handler=handler)
    # The library strips the body, and with it the indentation of code that comes first: ours is taken.
    return Checked(Parts(handler.table, body, last + 2), tuple(found))


def _find_fences(text: str, path: str, found: list[Diagnostic]) -> tuple[int, int] | None:
    """The lines, from 0, of the two fences."""
    lines = text.split("\n")
    first, last = find_fences(lines)
    if first is None:
        number = next((number for number, line in enumerate(lines) if line.strip()), 0)
        found.append(
            find(
                "front-matter-missing",
                Location(path, number + 1),
                say("the file does not begin with front matter, a block between two lines of {fence}", fence=FENCE),
                _example(),
            )
        )
        return None
    if last is not None:
        return first, last
    end = first + 1
    while end < len(lines) and re.match(r"[\w-]+:|\s+\S|- |#", lines[end]):
        end += 1
    found.append(
        find(
            "front-matter-unclosed",
            Location(path, first + 1),
            say("the front matter that begins here is never closed"),
            say("add a line {fence} before line {line}", fence=FENCE, line=end + 1),
        )
    )
    return None


def _example() -> Text:
    return say("begin the file with {fence}, a line title: …, and {fence}", fence=FENCE)


def _read_name(name: str, path: str, found: list[Diagnostic]) -> tuple[date | None, str]:
    """The date in a file's name, if it has one, and the rest of the name."""
    match = _NAME_DATE.match(name)
    if not match:
        return None, name
    try:
        return date(int(match[1]), int(match[2]), int(match[3])), name[match.end() :]
    except ValueError:
        found.append(
            find(
                "bad-date",
                Location(path),
                say("the file's name begins with {text}, which is not a day", text=match[0].rstrip("-")),
                say("rename the file with a day that exists"),
            )
        )
        return None, name[match.end() :]


def _has_errors(found: list[Diagnostic]) -> bool:
    return any(item.severity is Severity.ERROR for item in found)
