"""The front matter that every kind has: its keys, and how pictures, people and resources may be written."""

from __future__ import annotations

import re
from typing import Any

from plcsite.codes import CODES
from plcsite.diagnostics import say
from plcsite.model import Translates
from plcsite.nodes import Node, Scalar, Table
from plcsite.scalars import (
    ADDRESS,
    CODE,
    DATE,
    FLAG,
    FLAG_OR_DAY,
    LANGUAGE,
    NUMBER,
    SLUG,
    TEXT,
    WORDS,
    one_of,
)
from plcsite.schema import (
    INVALID,
    Field,
    Reader,
    Type,
    either,
    list_of,
    suggest,
    table_of,
)


def _read_translates(node: Node, reader: Reader) -> Any:
    text = TEXT.read(node, reader)
    if text is INVALID:
        return INVALID
    match = re.fullmatch(r"([A-Za-z-]{2,20})(?:@([0-9a-f]{12}))?", text)
    if match:
        return Translates(match[1], match[2] or "")
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” is neither a language nor one with a fingerprint", text=text),
        say("write the original's language, alone or with @ and its fingerprint of 12 characters"),
    )


def _read_code(node: Node, reader: Reader) -> Any:
    text = TEXT.read(node, reader)
    if text is INVALID or text in CODES:
        return text
    meant = suggest(text, CODES)
    return reader.refuse(
        "unknown-code",
        node.location,
        say("there is no diagnostic “{text}”", text=text),
        say("did you mean {meant}?", meant=meant) if meant else None,
    )


_ALIAS = re.compile(r"/(?!/)(?:(?!\.\.?/)[^/\s\\?#%<>\"]+/)*(?:(?!\.\.?$)[^/\s\\?#%<>\"]+)?")


def _read_alias(node: Node, reader: Reader) -> Any:
    text = TEXT.read(node, reader)
    if text is INVALID or _ALIAS.fullmatch(text):
        return text
    return reader.refuse(
        "bad-value",
        node.location,
        say("“{text}” is not an address on this site", text=text),
        say("write the old address from the first slash after the site’s name: {path}", path=_guess_path(text)),
    )


def _guess_path(text: str) -> str:
    path = "/" + re.sub(r"^\w+://[^/]*", "", text).lstrip("/")
    return path if _ALIAS.fullmatch(path) else "/old/address/"


PERSON = either(
    TEXT,
    table_of(
        Field("name", TEXT, "A name, or an id of `content/people.toml`.", required=True),
        Field("role", WORDS, "What they do."),
        Field("url", ADDRESS, "Their own page."),
    ),
)
PEOPLE = list_of(PERSON, commas=True)
COVER = either(
    TEXT,
    table_of(
        Field("image", TEXT, "A picture's path."),
        Field("alt", WORDS, "What the picture shows, for those who can't see it."),
        Field("caption", WORDS, "A line below the picture."),
        Field("credit", TEXT, "Who made it."),
        Field("decorative", FLAG, "true: the picture says nothing, so it needs no `alt`."),
    ),
)
RESOURCE = table_of(
    Field("title", WORDS, "Its title.", required=True),
    Field("url", TEXT, "Its address, or the path of a file."),
    Field("file", TEXT, "The path of a file."),
    Field("lang", LANGUAGE, "The language it is in."),
)

KEYS = (
    Field("title", WORDS, "The title.", required=True),
    Field("subtitle", WORDS, "A line under the title."),
    Field(
        "slug",
        SLUG,
        "The last part of the address. Default: the file's name.",
    ),
    Field("summary", WORDS, "What lists show. Default: the beginning of the text."),
    Field("date", DATE, "Day of publication; a later one holds the entry back.", shared=True),
    Field("expires", DATE, "When it leaves lists and feeds; the page stays.", shared=True),
    Field("updated", DATE, "When the content last changed (of an event: its facts)."),
    Field("translated", DATE, "When a later translation appeared."),
    Field("authors", PEOPLE, "Who wrote it: ids or names.", shared=True, also=("author",)),
    Field(
        "tags",
        list_of(TEXT, commas=True),
        "Topics: ids or names. Shared where `content/tags.toml` exists.",
        also=("tag",),
    ),
    Field("cover", COVER, "The picture above the text; `image` and `credit` are shared."),
    Field("draft", FLAG, "true: not published."),
    Field("aliases", list_of(Type("an address", _read_alias, {"type": "string"})), "Old addresses that lead here."),
    Field("toc", FLAG, "true: a table of contents."),
    Field(
        "ignore",
        list_of(Type(CODE.words, _read_code, CODE.json), commas=True),
        "Codes of diagnostics to silence for this file.",
    ),
    Field("pinned", FLAG_OR_DAY, "Stays on top: true, or a last day.", shared=True),
    Field("series", TEXT, "The name of a series.", shared=True),
    Field("order", NUMBER, "Place among its siblings.", shared=True),
    Field("kind", TEXT, "The kind of the entry. Default: the section's.", shared=True),
    Field("key", TEXT, "Joins files whose names differ."),
    Field(
        "translates",
        Type("a language, or language@fingerprint", _read_translates, {"type": "string"}, gives=Translates),
        "Which language this file translates.",
    ),
    Field("translate", FLAG, "false: nobody need translate this entry.", shared=True),
    Field("missing", one_of("link", "page", "hide", "error"), "What a language without a version shows.", shared=True),
    Field("language", LANGUAGE, "The language of the words, where it is not the folder's."),
    Field("resources", list_of(RESOURCE), "Further reading."),
    Field("details_follow", FLAG, "true: “more information will follow”.", shared=True),
)


def peek(table: Table, key: str) -> str:
    """The text of a key before any typing, for what decides how the rest is read."""
    node = table.values.get(key)
    return node.text.strip() if isinstance(node, Scalar) else ""
