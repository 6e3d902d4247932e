"""Entries in one language each that seem to be one entry in two."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain

from plcsite.codes import find
from plcsite.diagnostics import Diagnostic, Location, say
from plcsite.markup.words import plain
from plcsite.model import Entry, Image, Link, State

ALIKE = 0.5
"""How much of all that two entries have they must share: of pictures and links, of titles, or of slugs."""

CROWD = 20
"""Entries of a day that share a sign, such as a link to the same host, beyond which it tells nothing."""

_WORD = re.compile(r"[^\W_]{3,}")


def find_twins(entries: Iterable[Entry], languages: Sequence[str]) -> Iterator[Diagnostic]:
    """Look-alikes, each said once, at the one in the later of `languages`, which begin with the default."""
    by_day: dict[tuple[str, date], list[Entry]] = defaultdict(list)
    for entry in entries:
        if State.MISSING in entry.states.values() and (day := _find_day(entry)):
            by_day[entry.kind, day].append(entry)
    order = {language: number for number, language in enumerate(languages)}
    for group in by_day.values():
        if len({entry.original for entry in group}) > 1:
            yield from _compare(sorted(group, key=lambda entry: order[entry.original]))


def _find_day(entry: Entry) -> date | None:
    """The day of an event, of a post; of nothing else there is one."""
    schedule = entry.traits.schedule
    when = schedule.start if schedule else entry.date
    return when.day if when and not entry.parent and not entry.broken else None


def _compare(group: Sequence[Entry]) -> Iterator[Diagnostic]:
    """The entries of one day, in the order of their languages: each with the best of those before it, once."""
    signs = [_list_signs(entry) for entry in group]
    holders: dict[str, list[int]] = defaultdict(list)
    taken: set[int] = set()
    for number, entry in enumerate(group):
        known = [holders[sign] for sign in sorted(chain(*signs[number]))]
        near = {other for listed in known if len(listed) <= CROWD for other in listed} - taken
        scored = [
            (max(_share(*pair) for pair in zip(signs[number], signs[other], strict=True)), -other)
            for other in near
            if not group[other].documents.keys() & entry.documents.keys()
        ]
        score, best = max(scored, default=(0.0, 0))
        if score >= ALIKE:
            taken.add(-best)
            yield _report(entry, group[-best])
            continue
        for sign in chain(*signs[number]):
            holders[sign].append(number)


def _share(some: frozenset[str], others: frozenset[str]) -> float:
    return len(some & others) / (len(some | others) or 1)


def _list_signs(entry: Entry) -> tuple[frozenset[str], ...]:
    """What may show that two entries are one: pictures by their names with links to elsewhere, the words of the title,
    those of the slug."""
    document = entry.first
    pictures = {slot.target for slot in document.body.slots if isinstance(slot, Image)}
    pictures |= {document.cover.target} if document.cover else set()
    links = {slot.target for slot in document.body.slots if isinstance(slot, Link) and "//" in slot.target}
    things = {f"/{target.rpartition('/')[2].lower()}" for target in pictures} | links
    words = (_WORD.findall(text.casefold()) for text in (plain(document.title), document.slug))
    return (frozenset(things), *(frozenset(each) for each in words))


def _report(entry: Entry, twin: Entry) -> Diagnostic:
    return find(
        "looks-paired",
        Location(entry.first.path, 1),
        say("this seems to be {path} in another language", path=Location(twin.first.path, 1).short),
        say("if it is, add the line key: {key}", key=twin.key),
    )
