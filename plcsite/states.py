"""How each language of an entry stands to what it was translated from, by the words themselves and no history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plcsite.codes import find
from plcsite.diagnostics import Diagnostic, Location, say
from plcsite.fingerprints import take_fingerprint
from plcsite.folders import CONTENT
from plcsite.markup.words import plain
from plcsite.model import Document, Run, State


def fingerprint(document: Document) -> str:
    """What stands for all words of a document: 12 hexadecimal digits."""
    cover = document.cover
    shown = [document.title, document.subtitle, document.lead, *((cover.alt, cover.caption) if cover else ())]
    shown += [value for _, value in sorted(document.worded.items()) if _are_words(value)]
    return take_fingerprint(map(plain, shown), document.body.words)


def _are_words(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, Run) for each in value)


def tell_state(language: str, documents: Mapping[str, Document], original: str, *, wanted: bool) -> State:
    """The state of a language; `wanted` says whether it is missed where there is no version."""
    document = documents.get(language)
    if document is None:
        return State.MISSING if wanted else State.UNWANTED
    if document.draft:
        return State.DRAFT
    if language == original:
        return State.ORIGINAL
    stated = document.translates
    if stated is None or not stated.fingerprint or stated.language == language:
        return State.UNTRACKED
    current = stated.fingerprint == find_source(document, documents, original).fingerprint
    return State.CURRENT if current else State.OUTDATED


def find_source(document: Document, documents: Mapping[str, Document], original: str) -> Document:
    """The version that a translation says it was made from, else the original."""
    stated = document.translates
    named = stated is not None and stated.language in documents and stated.language != document.language
    return documents[stated.language if stated and named else original]


def find_counterpart(source: Document, language: str) -> str:
    """The path of a document's version in another language, where there is none yet."""
    return f"{CONTENT}/{language}/{source.path.split('/', 2)[2]}"


def write_translates(source: Document) -> str:
    """The line of front matter that says which words a translation was made from."""
    return f"translates: {source.language}@{source.fingerprint}"


def report_outdated(document: Document, source: Document, stated: Location) -> Diagnostic:
    """A translation of words that have changed since; `stated` is where it says what it was made from."""
    return find(
        "translation-outdated",
        stated,
        say("{path} has changed since this was translated", path=Location(source.path, 1).short),
        say("translate what changed, then write here {line}", line=write_translates(source)),
    )
