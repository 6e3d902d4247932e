"""What lies on the desk: the entries of a site as their files state them, before anything is assembled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from plcsite.examine import Options, Stopwatch, gather, make_clock, read
from plcsite.execution import Workshop
from plcsite.judge import is_error, judge
from plcsite.listing import Clock
from plcsite.model import Document, Entry
from plcsite.paths import Root
from plcsite.site import Library
from plcsite.values import replace


@dataclass(frozen=True)
class Papers:
    """The entries, those with errors in their files marked `broken`; `vocabularies` are the texts of the site's own."""

    library: Library
    vocabularies: Mapping[str, str]
    clock: Clock
    entries: tuple[Entry, ...]

    @cached_property
    def by_path(self) -> Mapping[str, tuple[Entry, Document]]:
        """The entry and the document of each file."""
        return {each.path: (entry, each) for entry in self.entries for each in entry.documents.values()}


def lay_out(root: Root, options: Options, workshop: Workshop, watch: Stopwatch) -> Papers:
    """The papers of the site in a folder. Raises `Unusable`, and `BodyLost` where the cache is damaged."""
    inputs = gather(root, options, workshop, watch)
    entries = read(inputs, workshop, watch)
    fetched = entries.fetch()
    config = inputs.settings.value
    documents = [document for entry in fetched.value for document in entry.documents.values() if document.ignore]
    judged = judge((*entries.diagnostics, *fetched.diagnostics), config.severities, documents)
    keys = entries.keys
    broken = {keys.get(each.location.path) for each in judged if is_error(each)}
    shown = tuple(replace(entry, broken=True) if entry.key in broken else entry for entry in fetched.value)
    return Papers(inputs.library.value, inputs.tree.value.vocabularies, make_clock(options, config), shown)
