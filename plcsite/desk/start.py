"""Begins a translation: the words to translate, where the facts stand, and the original as a guide nobody publishes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from plcsite.diagnostics import Translate, say
from plcsite.fences import FENCE, find_fences
from plcsite.folders import read_address
from plcsite.keys import KEYS
from plcsite.kinds import Kind
from plcsite.model import Document, Entry
from plcsite.nodes import Items, Node, Scalar, Table, decode, read_yaml
from plcsite.scalars import WORDS
from plcsite.schema import Field
from plcsite.states import write_translates

# What is each language's own and not words alone: translators see it as it stands in the original.
_ALIKE = ("toc", "resources")
_TAGS = "tags"
_NOTHING = ("", "~", "null")
_COMMENT_END = re.compile(r"--(?=[\s!]*>)")


def start(
    data: bytes, entry: Entry, source: Document, path: str, kind: Kind, *, shared_tags: bool, translate: Translate
) -> str:
    """The text of a file at `path` that will say what `data`, the file of `source`, says.

    It is a draft: until its words are translated it would be published in the wrong language. The comments speak by
    `translate`, the language of the file's readers.
    """
    text = decode(data, source.path).value
    table, body = _take_apart(text)
    front = list(_write(_choose(table, (*KEYS, *kind.fields), shared_tags=shared_tags)))
    if "slug" not in table.values:
        front.append(_remark(say("slug: what the address ends with, if not the name of this file").render(translate)))
    front.append(write_translates(source))
    if read_address(path).key != entry.key:
        front.append(f"key: {quote_text(entry.key)}")
    front.append("draft: true")
    facts = ", ".join(each.path for each in entry.documents.values())
    notes = (
        say("Facts such as dates, places and people stand in {files}, and hold here too.", files=facts),
        say("Translate the words above and the text below; then take out the line {line}.", line="draft: true"),
    )
    front += [_remark(note.render(translate)) for note in notes]
    guide = say("What is to be translated; nothing of this comment is published.").render(translate)
    lines = [FENCE, *front, FENCE, "", *hide(guide, body)]
    return "\n".join(lines) + "\n"


def _remark(text: str) -> str:
    return f"# {text}"


def hide(guide: str, body: str) -> Iterator[str]:
    """A comment of HTML that nothing in the text can end."""
    if body.strip():
        yield f"<!-- {_tame(guide)}"
        yield ""
        yield from _tame(body.strip("\n")).split("\n")
        yield ""
        yield "-->"


def _tame(text: str) -> str:
    # The hyphens stay to be read; what stands between them and a later “>” keeps both from being a comment's end.
    return _COMMENT_END.sub(r"--\\", text)


def _take_apart(text: str) -> tuple[Table, str]:
    lines = text.split("\n")
    first, last = find_fences(lines)
    assert first is not None
    assert last is not None
    table = read_yaml("\n".join(lines[first + 1 : last]), "").value
    assert table is not None
    return table, "\n".join(lines[last + 1 :])


def _choose(table: Table, fields: Iterable[Field], *, shared_tags: bool) -> dict[str, Node]:
    """What a translator words anew: no facts, and nothing that is the other file's alone."""
    own = {name: field for field in fields if not field.shared for name in (field.name, *field.also)}
    chosen: dict[str, Node] = {}
    for key, node in table.values.items():
        field = own.get(key)
        if field is None or (field.name == _TAGS and shared_tags):
            continue
        if field.type is WORDS or field.name in (*_ALIKE, _TAGS):
            chosen[key] = node
        elif isinstance(node, Table):
            words = {inner.name for inner in field.type.fields if inner.type is WORDS}
            kept = {name: value for name, value in node.values.items() if name in words}
            if kept:
                chosen[key] = Table(kept, {}, node.location)
    return chosen


# --- writing YAML ----------------------------------------------------------------------------------------------


def _write(values: dict[str, Node]) -> Iterator[str]:
    for key, node in values.items():
        match node:
            case Scalar():
                yield f"{key}: {quote_text(node.text)}"
            case Table():
                yield f"{key}:"
                yield from (f"  {line}" for line in _write(node.values))
            case Items():
                yield f"{key}:"
                yield from (f"  {line}" for item in node.items for line in _write_item(item))


def _write_item(node: Node) -> Iterator[str]:
    if isinstance(node, Scalar):
        yield f"- {quote_text(node.text)}"
        return
    nested = _write(node.values) if isinstance(node, Table) else chain.from_iterable(map(_write_item, node.items))
    yield from (f"{'  ' if number else '- '}{line}" for number, line in enumerate(nested))


def quote_text(text: str) -> str:
    """A text as YAML reads it again: without quotes where that is sure."""
    read = read_yaml(f"key: {text}", "").value if text not in _NOTHING and text.isprintable() else None
    node = read.values.get("key") if read else None
    if isinstance(node, Scalar) and node.plain and node.text == text:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in quoted)
