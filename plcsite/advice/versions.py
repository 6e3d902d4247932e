"""Versions of an entry beside its original: what one of them has and the other lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from plcsite.codes import find
from plcsite.diagnostics import Diagnostic, Location, Text, say
from plcsite.folders import CONTENT, PICTURES
from plcsite.markup.prose import locate_code, locate_headings
from plcsite.markup.words import plain
from plcsite.model import Document, Draft, Heading, Image, Link, Words
from plcsite.paths import join
from plcsite.values import Value

SHOWN = 3
"""How many of many differences a message names."""


class Version(Value):
    """One language of an entry, with the draft that it was made of."""

    document: Document
    draft: Draft


class _Target(NamedTuple):
    """Where something leads: `meant` in no language, `group` where another target of the same group may be its version
    in another language."""

    meant: str
    group: str
    written: str
    location: Location


def compare_versions(original: Version, version: Version, languages: Collection[str]) -> Iterator[Diagnostic]:
    """How a version differs from its original: a finding for each kind of difference, at the version."""
    first, other = original.document, version.document
    yield from _compare_words(original, version)
    if _show(first) != _show(other):
        for code, missing, extra, list_targets in _KINDS:
            theirs, ours = list_targets(first, languages), list_targets(other, languages)
            if said := _compare_targets(missing, extra, _subtract(theirs, ours), _subtract(ours, theirs)):
                yield find(code, Location(other.path), said, _advise(code))
        yield from _compare_alt(first, other, languages)
        yield from _compare_alt(other, first, languages)
    yield from _compare_headings(original, version)
    yield from _compare_code(original, version)


def _show(document: Document) -> tuple[list[tuple[object, ...]], list[str]]:
    """What a version shows beside its words, as it is written: where that is the same, no more need be asked."""
    slots: list[tuple[object, ...]] = [
        (slot.target, slot.decorative) if isinstance(slot, Image) else (slot.target,) for slot in document.body.slots
    ]
    return slots, [each.target for each in document.resources]


def _compare_targets(missing: Text, extra: Text, lacking: list[_Target], added: list[_Target]) -> Text | None:
    """What is said of what only the original has, and only the version: nothing of those that may be one another's."""
    odd = Counter(each.group for each in lacking)
    odd.subtract(each.group for each in added)
    said = [
        Text(message.template, (("listed", _list(named)),))
        for message, targets in ((missing, lacking), (extra, added))
        if (named := [each for each in targets if odd[each.group]])
    ]
    if len(said) == 2:
        return say("{missing}; {extra}", missing=said[0], extra=said[1])
    return said[0] if said else None


def _advise(code: str) -> Text:
    return say("bring the two in step; where the difference is meant, add ignore: {code}", code=code)


# --- targets ---------------------------------------------------------------------------------------------------


def _list_pictures(document: Document, languages: Collection[str]) -> list[_Target]:
    slots = [slot for slot in document.body.slots if isinstance(slot, Image)]
    return [_read_target(slot.target, slot.location, languages) for slot in slots]


def _list_links(document: Document, languages: Collection[str]) -> list[_Target]:
    slots = [slot for slot in document.body.slots if isinstance(slot, Link)]
    return [_read_target(slot.target, slot.location, languages) for slot in slots]


def _list_resources(document: Document, languages: Collection[str]) -> list[_Target]:
    return [_read_target(each.target, each.location, languages) for each in document.resources]


def _read_target(written: str, location: Location, languages: Collection[str]) -> _Target:
    """A target without the languages in it: of a folder, of a host, of a part of an address."""
    try:
        parts = urlsplit(written)
        host = parts.hostname or ""
    except ValueError:
        return _Target(written, written, written, location)
    if host:
        host = ".".join(label for label in host.removeprefix("www.").split(".") if label not in languages)
        return _Target(f"{host}/{_drop(parts.path, languages)}", host, written, location)
    if parts.scheme or not parts.path:
        group = written.lower() if parts.scheme else "#"
        return _Target(group, group, written, location)
    path = unquote(parts.path)
    below = (
        path.lstrip("/") if path.startswith("/") else (join(location.path, path) or path).removeprefix(f"{CONTENT}/")
    )
    named = PurePosixPath(_drop(below, languages))
    bare, suffix = str(named.with_suffix("")) if named.name else "", named.suffix
    page = suffix.lower() in ("", ".md", ".html")
    meant = bare.removesuffix("/index") if page else f"{bare}{suffix}"
    group = "/" if page else "picture" if suffix.lower() in PICTURES else suffix.lower()
    return _Target(meant, group, written, location)


def _drop(path: str, languages: Collection[str]) -> str:
    parts = path.strip("/").split("/")
    return "/".join(part for part in parts if part.replace("_", "-").partition("-")[0].lower() not in languages)


def _subtract(some: Iterable[_Target], others: Iterable[_Target]) -> list[_Target]:
    """What of `some` is meant by none of `others`, once."""
    known = {each.meant for each in others}
    return list({each.meant: each for each in some if each.meant not in known}.values())


def _list(targets: list[_Target]) -> str:
    listed = [f"{each.written} ({each.location.short})" for each in targets[:SHOWN]]
    return ", ".join([*listed, *(["…"] if len(targets) > SHOWN else [])])


_KINDS = (
    (
        "pictures-differ",
        say("pictures of the original are missing here: {listed}"),
        say("these pictures are not in the original: {listed}"),
        _list_pictures,
    ),
    (
        "links-differ",
        say("links of the original are missing here: {listed}"),
        say("these links are not in the original: {listed}"),
        _list_links,
    ),
    (
        "resources-differ",
        say("resources of the original are missing here: {listed}"),
        say("these resources are not in the original: {listed}"),
        _list_resources,
    ),
)


# --- structure -------------------------------------------------------------------------------------------------


def _compare_headings(original: Version, version: Version) -> Iterator[Diagnostic]:
    ours, theirs = version.document.body.headings, original.document.body.headings
    levels = [[each.level for each in headings] for headings in (ours, theirs)]
    if levels[0] == levels[1]:
        return
    here, there = (
        locate_headings(each.draft.body, listed) for each, listed in zip((version, original), levels, strict=True)
    )
    pairs = zip(*levels, strict=False)
    at = next((number for number, (one, other) in enumerate(pairs) if one != other), min(len(ours), len(theirs)))
    yield find(
        "headings-differ",
        _place(version, here, at),
        say(
            "from here on the headings are not those of {path}: there it is {theirs}, here {ours}",
            path=_place(original, there, at).short,
            theirs=_show_heading(theirs, at),
            ours=_show_heading(ours, at),
        ),
        _advise("headings-differ"),
    )


def _place(version: Version, lines: list[int], at: int) -> Location:
    line = lines[at] if at < len(lines) else 0
    return Location(version.draft.path, version.draft.line + line - 1 if line else 0)


def _show_heading(headings: tuple[Heading, ...], at: int) -> Text | str:
    return f"{'#' * headings[at].level} {plain(headings[at].words)}" if at < len(headings) else say("no further one")


def _compare_code(original: Version, version: Version) -> Iterator[Diagnostic]:
    here, there = locate_code(version.draft.body), locate_code(original.draft.body)
    if len(here) == len(there):
        return
    at = min(len(here), len(there))
    yield find(
        "code-differs",
        _place(version, here, at),
        say(
            "blocks of code: {ours} here, {theirs} in {path}",
            ours=len(here),
            theirs=len(there),
            path=_place(original, there, at).short,
        ),
        _advise("code-differs"),
    )


# --- words -----------------------------------------------------------------------------------------------------


def _compare_alt(described: Document, other: Document, languages: Collection[str]) -> Iterator[Diagnostic]:
    """Pictures that have words in one version and are mere decoration in the other."""
    images = [
        [
            (_read_target(slot.target, slot.location, languages).meant, slot)
            for slot in each.body.slots
            if isinstance(slot, Image)
        ]
        for each in (described, other)
    ]
    if not all(images):
        return
    speaking = {meant: slot for meant, slot in images[0] if slot.alt.strip() and not slot.decorative}
    for meant, slot in images[1]:
        if slot.decorative and meant in speaking:
            yield find(
                "missing-alt",
                slot.location,
                say(
                    "the picture {target} only decorates here; in {path} it says something",
                    target=slot.target,
                    path=speaking[meant].location.short,
                ),
                say("say in the square brackets what it shows, as “{alt}” does there", alt=speaking[meant].alt),
            )


def _compare_words(original: Version, version: Version) -> Iterator[Diagnostic]:
    first, other = original.document, version.document
    if first.speech == other.speech:
        return
    for key, code, ours, theirs, message in (
        ("title", "same-title", other.title, first.title, say("the title is the same as in {path}")),
        ("summary", "same-summary", other.lead, first.lead, say("the summary is the same as in {path}")),
    ):
        if _are_untranslated(ours, theirs):
            path = original.draft.stated[key].location.short
            yield find(
                code,
                version.draft.stated[key].location,
                Text(message.template, (("path", path),)),
                say(
                    "translate it; a phrase that stays as it is is written {example}",
                    example=f"[…]{{lang={first.speech}}}",
                ),
            )


def _are_untranslated(ours: Words, theirs: Words) -> bool:
    """Whether words are the same and no name: three at least, one of them in small letters."""
    if any(run.lang for run in (*ours, *theirs)):
        return False
    words = plain(ours).split()
    same = plain(ours).casefold() == plain(theirs).casefold()
    return same and len(words) > 2 and any(word[0].islower() for word in words)
