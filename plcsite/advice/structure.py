"""One text by itself: headings that skip a level, links whose words say nothing, headings for two languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from plcsite.codes import find
from plcsite.diagnostics import Diagnostic, Location, say
from plcsite.languages import read_language
from plcsite.locales import own_name
from plcsite.markup.prose import locate_headings
from plcsite.markup.words import plain
from plcsite.model import Document, Draft, Link

MIXED = "languages-mixed"

_NO_LETTERS = re.compile(r"[\W_]+")


def check_headings(document: Document, draft: Draft, locales: Mapping[str, str]) -> Iterator[Diagnostic]:
    """The first heading that skips a level, and the first that opens a second language."""
    headings = document.body.headings
    if not headings:
        return
    levels = [each.level for each in headings]
    # The page's own title is the first.
    skipping = next((at for at, level in enumerate(levels) if level > (levels[at - 1] if at else 1) + 1), None)
    owned = {own_name(code).casefold(): code for code in locales}
    named = [
        (at, code) for at, each in enumerate(headings) if (code := owned.get(plain(each.words).strip(" :").casefold()))
    ]
    second = next((at for at, code in named if code != named[0][1]), None)
    if skipping is None and second is None:
        return
    lines = [draft.line + line - 1 if line else 0 for line in locate_headings(draft.body, levels)]
    if skipping is not None:
        above = levels[skipping - 1] if skipping else 1
        yield find(
            "heading-skipped",
            Location(draft.path, lines[skipping]),
            say("a heading of level {level} follows one of level {above}", level=levels[skipping], above=above),
            say("write {signs} before it", signs="#" * (above + 1)),
        )
    if second is not None:
        yield report_mixture(Location(draft.path, lines[second]), plain(headings[second].words))


def report_mixture(location: Location, speech: str) -> Diagnostic:
    """A file in which from some place on the words are in another language."""
    return find(
        MIXED,
        location,
        say("from here on this file is in another language: {language}", language=speech),
        say("give each language a file of its own, in its folder; mark what stays as [words]{mark}", mark="{lang=…}"),
    )


def check_links(document: Document) -> Iterator[Diagnostic]:
    """Links whose words say nothing of where they lead."""
    for slot in document.body.slots:
        if isinstance(slot, Link) and _NO_LETTERS.sub(" ", slot.text).strip().casefold() in _vague(document.speech):
            yield find(
                "vague-link",
                slot.location,
                say("the words of this link, “{text}”, don’t say where it leads", text=slot.text),
                say("make a link of the words that name what is there"),
            )


@cache
def _vague(speech: str) -> frozenset[str]:
    return frozenset(read_language(speech, "links").get("vague", ()))
