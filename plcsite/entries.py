"""From sources to entries: every file is read once, every entry made once; what nothing touched comes from the cache.

An entry is first known by its face alone: what everything else on the site can see of it. Its values are fetched only
where a site has to be assembled anew.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plcsite.cache import digest, digest_code
from plcsite.clusters import Cluster, File, choose_sources, find_clusters, keeps_place, refresh
from plcsite.diagnostics import Checked, Diagnostic, Location
from plcsite.execution import LOST, BodyLost, Step, Workshop, report_lost
from plcsite.keys import KEYS
from plcsite.kinds import Kind
from plcsite.languages import merge_tables
from plcsite.locales import month_names, unit_names, weekday_names
from plcsite.model import Body, Draft, Entry, Source, settle
from plcsite.schema import stated_by, type_by
from plcsite.site import Library
from plcsite.stages import convert, parse
from plcsite.stages.pair import EMPTY_BODY, pair
from plcsite.values import Value, replace
from plcsite.workers import Lost

BATCH = 2_000
"""How many entries are made at once, so that nobody holds all texts."""
_NOWHERE = Location("")
# For types that are put together while running.
_ROW: Any = tuple


class Face(Value):
    """What the rest of a site can see of an entry, as a digest: everything but the text of its bodies.

    `bodies` are the digests of those by path; `rows` what the cache made the entry of. Of an entry with findings
    everything counts, for their places move with the text.
    """

    seen: bytes
    bodies: tuple[tuple[str, str], ...]
    rows: tuple[bytes, ...]


class Made(Value):
    """What came of a cluster: its entry, all that was found in its files, and the rows of the cache it rests on."""

    entry: Entry
    diagnostics: tuple[Diagnostic, ...]
    rows: tuple[bytes, ...]

    @property
    def face(self) -> Face:
        """What the rest of the site can see of it."""
        bodies = tuple((each.path, each.body.digest) for each in self.entry.documents.values())
        return Face(self.entry.seen, bodies, self.rows)

    @property
    def is_lost(self) -> bool:
        """Whether a worker died over one of its files: then nothing of it is kept."""
        return any(found.code == LOST for found in self.diagnostics)


@dataclass(frozen=True)
class Entries:
    """The entries of a site: known by their faces, and fetched when `fetch` is asked for them.

    `names` are the keys of the clusters in the cache, in the order of `clusters`, as are `faces`.
    """

    clusters: tuple[Cluster, ...]
    names: tuple[bytes, ...]
    faces: tuple[Face, ...]
    diagnostics: tuple[Diagnostic, ...]
    _desk: _Desk
    _made: Mapping[bytes, Made]

    @property
    def bodies(self) -> dict[str, str]:
        """The digests of all bodies, by the paths of their files."""
        return {path: body for face in self.faces for path, body in face.bodies}

    @property
    def keys(self) -> dict[str, str]:
        """The key of each file's entry, by its path."""
        return {file.path: cluster.key for cluster in self.clusters for file in cluster.files}

    @property
    def names_by_path(self) -> dict[str, bytes]:
        """The name of each file's entry in the cache, which any edit changes, by its path."""
        clusters = zip(self.names, self.clusters, strict=True)
        return {file.path: name for name, cluster in clusters for file in cluster.files}

    @property
    def seen(self) -> bytes:
        """Stands for all that a site shows of its entries beside the text of their bodies."""
        return digest(self.diagnostics, [(each.seen, [path for path, _ in each.bodies]) for each in self.faces])

    def find_files(self, found: Iterable[Diagnostic]) -> tuple[tuple[str, bytes], ...]:
        """The files of these entries in which something was found, each with its entry's name."""
        paths = {each.location.path for each in found}
        return tuple((path, name) for path, name in self.names_by_path.items() if path in paths) if paths else ()

    def fetch(self) -> Checked[tuple[Entry, ...]]:
        """All entries in the order of their keys, and what was found in each. Raises `BodyLost`."""
        made = self.hold()._made.values()
        return Checked(tuple(each.entry for each in made), tuple(found for each in made for found in each.diagnostics))

    def hold(self) -> Entries:
        """The same with all their values at hand, so that no cache is asked for them. Raises `BodyLost`."""
        made: dict[bytes, Made] = {}
        for name, cluster in zip(self.names, self.clusters, strict=True):
            known = self._made.get(name) or self._desk.recall(name, cluster)
            if known is None:
                raise BodyLost(cluster.key)
            made[name] = known
        return dataclasses.replace(self, _made=made)

    def revise(
        self, edited: Collection[str], read: Callable[[Iterable[str]], Iterable[Source] | None], workshop: Workshop
    ) -> Entries | None:
        """These entries after an edit of some of their files, made again where they have them.

        None where more depends on the edit: a file isn't theirs or can't be read, or it states another key or kind.
        """
        touched = {each.key: each for each in self.clusters if any(file.path in edited for file in each.files)}
        paths = {file.path for cluster in touched.values() for file in cluster.files}
        sources = read(paths) if paths.issuperset(edited) else None
        if sources is None:
            return None
        desk = dataclasses.replace(self._desk, workshop=workshop, sources={each.path: each for each in sources})
        for key, cluster in touched.items():
            touched[key] = refresh(cluster, desk.sources)
            if not keeps_place(touched[key], desk.sources, desk.read_key):
                return None
        renamed = {key: desk.name(cluster) for key, cluster in touched.items()}
        made = {**self._made, **desk.make(list(touched.values()))}
        clusters = tuple(touched.get(each.key, each) for each in self.clusters)
        names = tuple(renamed.get(each.key, name) for each, name in zip(clusters, self.names, strict=True))
        faces = {
            **dict(zip(self.names, self.faces, strict=True)),
            **{name: made[name].face for name in renamed.values()},
        }
        kept = {name: made[name] for name in names if name in made}
        shown = tuple(faces[name] for name in names)
        desk = dataclasses.replace(desk, sources={})
        return Entries(clusters, names, shown, self.diagnostics, desk, kept)


def read_entries(
    sources: Iterable[Source],
    vocabularies: Mapping[str, str],
    digests: Mapping[str, bytes],
    library: Library,
    workshop: Workshop,
) -> Entries:
    """The entries of sources; what the cache doesn't know of them is parsed, converted and paired."""
    known, found = choose_sources(sources, library.config)
    desk = _Desk(vocabularies, library, workshop, {source.path: source for source in known})
    clusters = find_clusters(known, digests, library, desk.read_key)
    names = tuple(desk.name(cluster) for cluster in clusters)
    faces: dict[bytes, Face] = dict(workshop.cache.recall(_FACES, list[tuple[bytes, Face]]) or ())
    missing = [cluster for cluster, name in zip(clusters, names, strict=True) if name not in faces]
    count = sum(len(cluster.files) for cluster in clusters) - sum(len(cluster.files) for cluster in missing)
    for step in ("parse", "convert"):
        workshop.count(step, hits=count)
    made: dict[bytes, Made] = {}
    for start in range(0, len(missing), BATCH):
        made |= desk.make(missing[start : start + BATCH])
    shown = tuple(faces.get(name) or made[name].face for name in names)
    for name, face in zip(names, shown, strict=True):
        workshop.touch(name, *face.rows)
        for _, body in face.bodies:
            workshop.touch_body(body)
    if made or len(faces) != len(names):
        kept = {
            name: face for name, face in zip(names, shown, strict=True) if name not in made or not made[name].is_lost
        }
        workshop.cache.remember(_FACES, list(kept.items()))
    return Entries(clusters, names, shown, found, dataclasses.replace(desk, sources={}), made)


_FACES = digest("faces")


def _shed(entry: Entry) -> Entry:
    """An entry without the headings that no page lists: they are half of what is known of its bodies."""
    documents = {
        code: each if each.toc else replace(each, body=replace(each.body, headings=()))
        for code, each in entry.documents.items()
    }
    return replace(entry, documents=documents)


def _see(entry: Entry) -> bytes:
    """Stands for all of an entry that the rest of the site can see."""
    blank = {code: replace(each, body=_blank(each.body), fingerprint="") for code, each in entry.documents.items()}
    return digest(replace(entry, documents=blank))


def _blank(body: Body) -> Body:
    """A body without what only its own pages show, and without places, which only findings tell."""
    slots = tuple(settle(slot, slot.target, _NOWHERE) for slot in body.slots)
    # An excerpt is seen as the summary of its document, or not at all.
    return replace(body, digest=body.digest and "…", slots=slots, count=body.minutes, excerpt=(), words="")


# --- making them -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Desk:
    """Makes entries of clusters, from `sources` by path."""

    vocabularies: Mapping[str, str]
    library: Library
    workshop: Workshop
    sources: Mapping[str, Source]

    @cached_property
    def _settled(self) -> bytes:
        """Stands for what all entries depend on beside their own files."""
        return digest("entry", digest_code(), self.library.config, self.vocabularies, sorted(self.library.kinds))

    def name(self, cluster: Cluster) -> bytes:
        """The key of a cluster's entry in the cache."""
        return digest(self._settled, cluster)

    def recall(self, name: bytes, cluster: Cluster) -> Made | None:
        """What the cache knows of a cluster's entry."""
        row = self.workshop.cache.recall(name, self._types[cluster.files[0].kind])
        return row and Made(_unpack(row[0]), row[1], row[2])

    def make(self, clusters: Sequence[Cluster]) -> dict[bytes, Made]:
        """The entries of clusters, by their names in the cache."""
        files = [file for cluster in clusters for file in cluster.files]
        requests = {file.path: self._request(file) for file in files}
        drafts = dict(zip(requests, self.workshop.run(self._parsing, requests.values()), strict=True))
        texts = {path: self._ask(draft.value) for path, draft in drafts.items()}
        bodies = dict(zip(texts, self.workshop.run(self._converting, texts.values()), strict=True))
        made: dict[bytes, Made] = {}
        for cluster in clusters:
            paths = [file.path for file in cluster.files]
            parts = {path: bodies[path].value for path in paths}
            entry = pair(cluster.key, cluster.parent, [drafts[path].value for path in paths], parts, self.library)
            found = [item for path in paths for each in (drafts[path], bodies[path]) for item in each.diagnostics]
            rows = [self._parsing.name_of(requests[path]) for path in paths]
            rows += [self._converting.name_of(texts[path]) for path in paths]
            name = self.name(cluster)
            found += entry.diagnostics
            whole = _shed(entry.value)
            whole = replace(whole, seen=name if found else _see(whole))
            made[name] = Made(whole, tuple(found), tuple(rows))
            if not made[name].is_lost:
                each = made[name]
                self.workshop.cache.remember(name, (_pack(each.entry), each.diagnostics, each.rows))
        return made

    def read_key(self, file: File) -> str:
        """The key of a file that may state one of its own."""
        return self.workshop.run(self._parsing, [self._request(file)])[0].value.key

    def _request(self, file: File) -> parse.Request:
        library = self.library
        kind, unicode = library.kinds[file.kind], library.config.unicode_slugs
        return parse.Request(self.sources[file.path], kind, tuple(library.kinds), *self._names, self._words, unicode)

    def _ask(self, draft: Draft) -> convert.Request:
        return convert.Request(draft.path, draft.body, draft.line, draft.speech, self.library.config.remote_images)

    @cached_property
    def _names(self) -> tuple[Mapping[str, int], Mapping[str, str], Mapping[str, int]]:
        """What the site's languages call the days of the week, stretches of time, and the months."""
        locales = [language.locale for language in self.library.config.languages.values()]
        return (
            {name: day for locale in locales for name, day in weekday_names(locale).items()},
            {name: unit for locale in locales for name, unit in unit_names(locale).items()},
            {name: number for locale in locales for name, number in month_names(locale).items()},
        )

    @cached_property
    def _words(self) -> Mapping[str, str]:
        return merge_tables("keys")

    @cached_property
    def _stated(self) -> Mapping[str, Any]:
        """The types of what files of each kind state."""
        return {name: stated_by((*KEYS, *kind.fields)) for name, kind in self.library.kinds.items()}

    @cached_property
    def _types(self) -> Mapping[str, Any]:
        """The types of what the cache keeps of entries, by kind."""
        return {
            name: tuple[_type_of_entry(kind), tuple[Diagnostic, ...], tuple[bytes, ...]]  # type: ignore[misc]
            for name, kind in self.library.kinds.items()
        }

    @cached_property
    def _parsing(self) -> Step[parse.Request, Draft, Draft]:
        return Step(
            "parse",
            parse.parse,
            key=lambda item: (item.source.path, item.kind.name, item.source.data),
            settled=digest(
                digest_code(),
                sorted(self.library.kinds),
                [sorted(names.items()) for names in self._names],
                self.library.config.unicode_slugs,
            ),
            keep=lambda draft: draft,
            lost=_lose_draft,
            gives=lambda item: _ROW[Draft, self._stated[item.kind.name]],
            pack=lambda draft: (replace(draft, stated={}), draft.stated),
            unpack=lambda packed: replace(packed[0], stated=packed[1]),
        )

    @cached_property
    def _converting(self) -> Step[convert.Request, convert.Converted, Body]:
        def keep(converted: convert.Converted) -> Body:
            self.workshop.keep_body(converted.body.digest, converted.pieces)
            return converted.body

        return Step(
            "convert",
            convert.convert,
            key=lambda item: item,
            settled=digest_code(),
            keep=keep,
            lost=lambda lost: Checked(EMPTY_BODY, (report_lost(lost.item.path, hung=lost.hung),)),
            gives=lambda item: Body,
        )


def _lose_draft(lost: Lost[parse.Request]) -> Checked[Draft]:
    path = lost.item.source.path
    empty = parse.parse(replace(lost.item, source=Source(path, b"")))
    return Checked(empty.value, (report_lost(path, hung=lost.hung),))


# What only the kind of an entry knows the types of is kept beside it.


def _type_of_entry(kind: Kind) -> Any:
    worded: Any = dict
    return _ROW[Entry, kind.details, worded[str, type_by(item for item in kind.fields if not item.shared)]]


def _pack(entry: Entry) -> Any:
    worded = {code: each.worded for code, each in entry.documents.items() if each.worded}
    bare = {code: replace(each, worded={}) for code, each in entry.documents.items()} if worded else entry.documents
    return replace(entry, documents=bare, details=None), entry.details, worded


def _unpack(packed: Any) -> Entry:
    entry: Entry
    entry, details, worded = packed
    if not worded and details is None:
        return entry
    documents = {code: replace(each, worded=worded.get(code, {})) for code, each in entry.documents.items()}
    return replace(entry, documents=documents, details=details)
