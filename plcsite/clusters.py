"""Which files make one entry, by their paths and the keys they state, before anything is made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from plcsite.cache import digest
from plcsite.codes import find
from plcsite.config import Config
from plcsite.diagnostics import Diagnostic, Location, say
from plcsite.folders import CONTENT, read_address
from plcsite.model import Source
from plcsite.schema import suggest
from plcsite.site import Library
from plcsite.stages.pair import find_parent, kinds_by_key
from plcsite.stages.parse import stated_kind
from plcsite.values import Value, replace


class File(Value):
    """One file of an entry: its kind by the whole site's files, the one it states itself, and its bytes' digest."""

    path: str
    kind: str
    stated: str
    digest: bytes


class Cluster(Value):
    """All that an entry is made of, beside settings and vocabularies: the files of one key in the order of their paths,
    and the entry it is a part of."""

    key: str
    parent: str
    files: tuple[File, ...]


def choose_sources(sources: Iterable[Source], config: Config) -> tuple[list[Source], tuple[Diagnostic, ...]]:
    """The sources of configured languages; the others are findings."""
    known, found = [], list[Diagnostic]()
    for source in sources:
        language = source.path.split("/", 2)[1]
        if language in config.languages and source.path.count("/") > 1:
            known.append(source)
            continue
        meant = suggest(language, config.languages)
        found.append(
            find(
                "language-unknown",
                Location(source.path),
                say("“{folder}” is not a language of the settings", folder=f"{CONTENT}/{language}")
                if source.path.count("/") > 1
                else say("the file lies in no language’s folder"),
                say("did you mean {meant}?", meant=meant)
                if meant
                else say(
                    "move the file below one of {folders}",
                    folders=", ".join(f"{CONTENT}/{code}/" for code in config.languages),
                ),
            )
        )
    return known, tuple(found)


def find_clusters(
    sources: Sequence[Source], digests: Mapping[str, bytes], library: Library, read_key: Callable[[File], str]
) -> tuple[Cluster, ...]:
    """The files of each key, in the order of keys. A file that may state a key of its own is parsed to know it."""
    at = {source.path: read_address(source.path) for source in sources}
    stated = {source.path: stated_kind(source) for source in sources}
    placed = ((place.key, place.section, stated[path], place.bundle) for path, place in at.items())
    kinds = kinds_by_key(placed, library.config, library.kinds)
    files = [File(path, kinds[address.key], stated[path], digests[path]) for path, address in at.items()]
    keys = {path: address.key for path, address in at.items()}
    for file, source in zip(files, sources, strict=True):
        if _may_state_key(source):
            keys[file.path] = read_key(file)
    by_key: dict[str, list[File]] = defaultdict(list)
    for file in sorted(files, key=lambda file: file.path):
        by_key[keys[file.path]].append(file)
    bundles: dict[str, set[str]] = defaultdict(set)
    for file in files:
        if at[file.path].bundle:
            bundles[keys[file.path]].add(library.kinds[file.kind].below)
    return tuple(
        Cluster(key, find_parent(key, by_key[key][0].kind, bundles), tuple(by_key[key])) for key in sorted(by_key)
    )


def _may_state_key(source: Source) -> bool:
    # YAML may write a letter of the word as an escape.
    return b"key" in source.data or b"\\" in source.data


def refresh(cluster: Cluster, sources: Mapping[str, Source]) -> Cluster:
    """A cluster with the digests of its files as they are now."""
    files = (replace(file, digest=digest(sources[file.path].data)) for file in cluster.files)
    return replace(cluster, files=tuple(files))


def keeps_place(cluster: Cluster, sources: Mapping[str, Source], read_key: Callable[[File], str]) -> bool:
    """Whether the files of a cluster still state the key and the kinds by which all clusters were found."""
    for file in cluster.files:
        source = sources[file.path]
        key = read_key(file) if _may_state_key(source) else read_address(file.path).key
        if key != cluster.key or stated_kind(source) != file.stated:
            return False
    return True
