"""Which earlier version of an original a translation was made of: the one with the fingerprint that it states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from plcsite.cache import Cache, digest
from plcsite.desk.diff import Change, compare, list_sentences
from plcsite.desk.history import LACKS, read_history
from plcsite.desk.papers import Papers
from plcsite.diagnostics import Text, say
from plcsite.entries import read_entries
from plcsite.execution import BodyLost, Workshop
from plcsite.model import Document, Entry, Source, State
from plcsite.paths import Root
from plcsite.states import find_source, write_translates
from plcsite.values import Value, replace

Sentences = Mapping[str, tuple[str, ...]]


class Compared(Value):
    """A translation beside the original that it names: what changed since, None where what the original said then
    can't be told, and what that `needs`. `stated` is the fingerprint that it states, `line` what is true now."""

    path: str
    state: State
    source: str
    stated: str
    line: str
    changes: tuple[Change, ...] | None
    needs: Text | None = None

    @property
    def settled(self) -> bool:
        """Whether it states the fingerprint that the original has now."""
        return bool(self.stated) and self.line.endswith(f"@{self.stated}")


def look_back(papers: Papers, root: Root, entry: Entry, document: Document, environment: Mapping[str, str]) -> Compared:
    """What changed in an original since a translation of it was made; only where something did, history is read."""
    source = find_source(document, entry.documents, entry.original)
    stated = document.translates.fingerprint if document.translates else ""
    compared = Compared(
        document.path, entry.states[document.language], source.path, stated, write_translates(source), None, _UNSTATED
    )
    if not stated or compared.settled:
        return replace(compared, changes=(), needs=None) if stated else compared
    history = read_history(root.folder, source.path, environment)
    changes = _find_changes(papers, root, entry, source, history.versions, stated)
    return replace(compared, changes=changes, needs=LACKS[history.lack] if changes is None else None)


_UNSTATED = say("It doesn’t say which words it was made from, so what changed since can’t be told.")


def _find_changes(
    papers: Papers, root: Root, entry: Entry, source: Document, versions: Iterable[bytes], fingerprint: str
) -> tuple[Change, ...] | None:
    """What changed in `source` since it had a fingerprint; None where no version has it."""
    around = _read_around(papers, root, entry)
    now = _read_version(papers, around, source.path, around[source.path])
    for data in versions:
        then = _read_version(papers, around, source.path, data)
        if then and now and then[0] == fingerprint:
            return compare(then[1], now[1])
    return None


def _read_around(papers: Papers, root: Root, entry: Entry) -> dict[str, bytes]:
    """The files that decide how a file of an entry is read: those of its key, and of what it is a part of."""
    above = [each for each in papers.entries if each.key in (entry.key, entry.parent)]
    return {each.path: root.read(each.path) for listed in above for each in listed.documents.values()}


def _read_version(papers: Papers, around: Mapping[str, bytes], path: str, data: bytes) -> tuple[str, Sentences] | None:
    """The fingerprint and the sentences of a file, had it said this."""
    sources = tuple(Source(name, data if name == path else other) for name, other in around.items())
    digests = {source.path: digest(source.data) for source in sources}
    workshop = Workshop(Cache(None))
    try:
        entries = read_entries(sources, papers.vocabularies, digests, papers.library, workshop).fetch()
        for entry in entries.value:
            for document in entry.documents.values():
                if document.path == path:
                    return document.fingerprint, list_sentences(document, workshop.body(document.body.digest))
    except BodyLost:
        return None
    finally:
        workshop.close()
    return None
