"""The preview's site from one change to the next: an edit of a text is followed, all else is read as a whole."""

from __future__ import annotations

import dataclasses
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from plcsite.build import NextChange, find_next_change
from plcsite.cache import Cache
from plcsite.entries import Entries
from plcsite.examine import Examined, Inputs, Options, Stopwatch, examine, gather, make_clock, read, read_texts
from plcsite.execution import Workshop, use
from plcsite.paths import Root
from plcsite.preview.pages import Desk, Pages
from plcsite.values import replace
from plcsite.workers import Crew


@dataclass(frozen=True)
class Standing:
    """A site as it stands: what was read, the entries made of it, and the pages these give.

    `at` is the clock that it was assembled by, `next_change` when it would be another.
    """

    inputs: Inputs
    entries: Entries
    pages: Pages
    at: datetime
    next_change: NextChange | None

    @property
    def examined(self) -> Examined:
        """The site, and all that was found."""
        return self.pages.examined

    def holds(self, now: datetime) -> bool:
        """Whether it is the same by another clock."""
        return self.at <= now and (self.next_change is None or now < self.next_change.at)

    def concerns(self, path: str) -> bool:
        """Whether a path is of any meaning: a passing file of an editor, gone by now, has none."""
        if os.path.lexists(self.pages.root.folder / path) or not path.startswith("content/"):
            return True
        tree = self.inputs.tree.value
        found = (each.location.path for each in self.examined.diagnostics)
        known = {*self.entries.keys, *tree.media, *tree.vocabularies, *found}
        return path in known or any(each.startswith(f"{path}/") for each in known)


def update(
    before: Standing | None,
    changed: Iterable[Path],
    root: Root,
    options: Options,
    desk: Desk,
    watch: Stopwatch,
) -> Standing:
    """The site after files changed; the same value where that means nothing. Raises `Unusable`."""

    def attempt(workshop: Workshop) -> Standing:
        followed = before and _follow(before, changed, options, workshop, watch)
        return followed or _begin(before, root, options, desk, workshop, watch)

    return use(Cache(root.folder), Crew(), attempt)


def _begin(
    before: Standing | None, root: Root, options: Options, desk: Desk, workshop: Workshop, watch: Stopwatch
) -> Standing:
    inputs = gather(root, options, workshop, watch)
    entries = read(inputs, workshop, watch).hold()
    examined = examine(root, options, workshop, watch, inputs, entries)
    desk.take(examined.bodies, workshop)
    pages = before.pages.follow(examined) if before else Pages(root, examined, desk)
    return _stand(inputs.without_sources(), entries, pages)


def _stand(inputs: Inputs, entries: Entries, pages: Pages) -> Standing:
    now = pages.examined.site.clock.now
    return Standing(inputs, entries, pages, now, find_next_change(pages.examined, now))


def _follow(
    before: Standing, changed: Iterable[Path], options: Options, workshop: Workshop, watch: Stopwatch
) -> Standing | None:
    """The site after edits of texts that it knows; None where the changes are of any other sort."""
    pages, root = before.pages, before.pages.root
    paths = {path for path in (_name(each, root) for each in changed) if before.concerns(path)}
    holds = before.holds(make_clock(options, before.inputs.settings.value).now)
    if not paths and holds:
        return before
    entries = before.entries.revise(paths, partial(read_texts, root), workshop)
    if entries is None:
        return None
    same = holds and _shows_the_same(before, entries)
    examined = (
        replace(pages.examined, bodies=entries.bodies)
        if same
        else examine(root, options, workshop, watch, before.inputs, entries)
    )
    pages.desk.take(examined.bodies, workshop)
    following = pages.follow(examined)
    if same:
        return dataclasses.replace(before, entries=entries, pages=following)
    return _stand(before.inputs, entries, following)


def _shows_the_same(before: Standing, entries: Entries) -> bool:
    """Whether only bodies differ, and none in which something was found."""
    found = before.examined.diagnostics
    return entries.seen == before.entries.seen and entries.find_files(found) == before.entries.find_files(found)


def _name(path: Path, root: Root) -> str:
    return unicodedata.normalize("NFC", path.relative_to(root.folder).as_posix())
