"""The pipeline up to where pages are made: from folders to a site with every place and link known, and all findings."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from plcsite import addresses
from plcsite.advice import speech
from plcsite.advice.twins import find_twins
from plcsite.cache import FILE, FOLDER, digest, digest_code, digest_folder, digest_modules
from plcsite.codes import find
from plcsite.config import SETTINGS, Config, default_section, read_config
from plcsite.context import Context
from plcsite.dates import anchor, zone
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.entries import Entries, read_entries
from plcsite.execution import Step, Workshop, report_lost
from plcsite.folders import PICTURES
from plcsite.formats import Format, find_formats
from plcsite.judge import is_error, judge
from plcsite.kinds import find_kinds
from plcsite.languages import merge_tables
from plcsite.listing import Clock, is_published
from plcsite.model import Asset, Entry, Picture, Source
from plcsite.nodes import decode
from plcsite.paths import Root, UnsafePath
from plcsite.site import Library, Site
from plcsite.stages import measure, parse
from plcsite.stages.assemble import Materials, assemble, gives_words
from plcsite.stages.link import link, use_assets
from plcsite.stages.place import place
from plcsite.stages.read import LARGEST_SOURCE, Tree, read_tree
from plcsite.theme import Theme, find_theme, load_theme
from plcsite.values import Value, replace
from plcsite.vocabulary import read_vocabularies


class Options(Value):
    """How to build: at which instant, what to let through, under which address, and what to do about errors.

    `at` without an offset is local time in the site's zone; `guess` has the languages of texts told, which takes
    models and time.
    """

    at: datetime
    drafts: bool = False
    future: bool = False
    url: str | None = None
    hold_broken: bool = False
    strict: bool = False
    guess: bool = False

    @property
    def preview(self) -> bool:
        """Whether the build shows what visitors must not see yet."""
        return self.drafts or self.future


@dataclass(frozen=True)
class Inputs:
    """What was read: settings, content with the digests of its sources by path, and the folders of the theme."""

    settings: Checked[Config]
    tree: Checked[Tree]
    theme: tuple[Path, ...]
    digests: Mapping[str, bytes]

    def digest(self) -> bytes:
        """Stands for everything that a build depends on beside its options and its clock."""
        return digest(self.surroundings, sorted(self.digests.items()))

    @cached_property
    def surroundings(self) -> bytes:
        """Stands for all of that but the sources."""
        tree = self.tree.value
        return digest(
            digest_code(),
            (self.settings.value, self.settings.diagnostics),
            (tree.vocabularies, tree.media, tree.static, self.tree.diagnostics),
            [digest_folder(folder) for folder in self.theme],
        )

    def without_sources(self) -> Inputs:
        """The same when the sources have served: nobody holds all texts to the end."""
        return dataclasses.replace(self, tree=Checked(replace(self.tree.value, sources=()), self.tree.diagnostics))

    @cached_property
    def library(self) -> Checked[Library]:
        """Settings, kinds and vocabularies."""
        vocabularies = read_vocabularies(self.tree.value.vocabularies)
        return Checked(Library(self.settings.value, find_kinds(), vocabularies.value), vocabularies.diagnostics)


class Examined(Value):
    """A site up to the point where pages are made, and everything found on the way.

    `bodies` are the digests of converted bodies, by the paths of their files.
    """

    context: Context
    theme: Theme
    formats: tuple[Format, ...]
    entries: tuple[Entry, ...]
    bodies: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def site(self) -> Site:
        """The assembled site."""
        return self.context.site


class Unusable(Exception):  # noqa: N818 - reads as what the settings are
    """Settings that no site can be made of; the diagnostics say why."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics


@dataclass
class Stopwatch:
    """Seconds per stage, by the timer it is given."""

    timer: Callable[[], float]
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Adds what the block takes to a stage."""
        start = self.timer()
        try:
            yield
        finally:
            self.seconds[stage] = round(self.seconds.get(stage, 0.0) + self.timer() - start, 6)


def load_config(root: Root, url: str | None = None) -> Checked[Config]:
    """The settings of the site in a folder. Raises `Unusable`."""
    if not root.exists(SETTINGS):
        message = say("there is no {file} here", file=SETTINGS)
        hint = say("go to the folder of a site, or name it with --site")
        raise Unusable((find("settings-missing", Location(SETTINGS), message, hint),))
    text = decode(root.read(SETTINGS), SETTINGS)
    if text.diagnostics and not text.value:
        raise Unusable(text.diagnostics)
    read = read_config(text.value, find_kinds(), url=url, words_for_keys=merge_tables("keys"))
    found = (*text.diagnostics, *read.diagnostics)
    if read.value is None:
        raise Unusable(found)
    return Checked(read.value, found)


def gather(root: Root, options: Options, workshop: Workshop, watch: Stopwatch) -> Inputs:
    """Reads everything that a build depends on beside its clock. Raises `Unusable`."""
    with watch.time("read"):
        settings = load_config(root, options.url)
        settings = Checked(settings.value, (*settings.diagnostics, *_find_tracked(root)))
        theme = _find_theme(root, settings.value)
        tree = read_tree(root, lambda path, stat: _digest_asset(root, path, stat, workshop))
        digests = {source.path: digest(source.data) for source in tree.value.sources}
    return Inputs(settings, tree, theme, digests)


def read_texts(root: Root, paths: Iterable[str]) -> tuple[Source, ...] | None:
    """The texts at some paths as they are now; None where one of them can't be read."""
    listed = sorted(set(paths))
    try:
        read = [(path, data) for path, data in root.read_each(listed, LARGEST_SOURCE) if isinstance(data, bytes)]
    except UnsafePath:
        return None
    return tuple(Source(path, data) for path, data in read) if len(read) == len(listed) else None


def _find_tracked(root: Root) -> tuple[Diagnostic, ...]:
    """The cache in the index of the repository that the site lies in, as far as its bytes can be read as they are."""
    repository = next((folder for folder in (root.folder, *root.folder.parents) if (folder / ".git").is_dir()), None)
    if repository is None:
        return ()
    tracked = (root.folder / FOLDER).relative_to(repository).as_posix()
    try:
        index = (repository / ".git" / "index").read_bytes()
    except OSError:
        return ()
    # In an index a path follows its own length, which tells it from the end of another.
    paths = re.finditer(rb"(?s)(..)(" + re.escape(f"{tracked}/".encode()) + rb"[^\0]*)", index)
    if not any(int.from_bytes(path[1]) & 0xFFF == min(len(path[2]), 0xFFF) for path in paths):
        return ()
    message = say("Git tracks the cache in {folder}, which belongs to one machine", folder=f"{FOLDER}/")
    hint = say("git rm -r --cached {folder}, and name it in .gitignore", folder=FOLDER)
    return (find("cache-tracked", Location(f"{FOLDER}/{FILE}"), message, hint),)


def _digest_asset(root: Root, path: str, stat: os.stat_result, workshop: Workshop) -> str:
    """The digest of a picture or file, known from an earlier build while size, time and inode are the same."""
    key = digest("asset", path, stat.st_size, stat.st_mtime_ns, stat.st_ino)
    known: str | None = workshop.cache.recall(key, str)
    if known is None:
        known = root.digest(path)
        workshop.cache.remember(key, known)
    return known


def examine(
    root: Root,
    options: Options,
    workshop: Workshop,
    watch: Stopwatch,
    inputs: Inputs | None = None,
    entries: Entries | None = None,
) -> Examined:
    """Everything short of making pages, from reading (unless that is at hand) to linking. Raises `Unusable`."""
    inputs = inputs or gather(root, options, workshop, watch)
    entries = entries or read(inputs, workshop, watch)
    settings, tree, library = inputs.settings, inputs.tree, inputs.library.value
    config, formats, theme = settings.value, find_formats(), load(inputs, watch)
    with watch.time("pair"):
        paired = entries.fetch()
    with watch.time("measure"):
        pictures = _measure(root, tree.value, workshop)
    before: list[Checked[Any]] = [settings, tree, inputs.library, theme, paired, pictures]
    found = [*entries.diagnostics, *(diagnostic for checked in before for diagnostic in checked.diagnostics)]
    found += find_twins(paired.value, tuple(dict.fromkeys((config.default_language, *config.languages))))
    if options.guess:
        mixed = {each.location.path for each in found if each.code == speech.MIXED}
        found += _judge_speech(tree.value, paired.value, mixed, config, workshop)
    materials = Materials(tree.value.media, tree.value.static, pictures.value)
    clock = make_clock(options, config)
    documents = [document for entry in paired.value for document in entry.documents.values() if document.ignore]
    with watch.time("assemble"):
        held: frozenset[str] = frozenset()
        while True:
            shown = tuple(replace(entry, broken=True) if entry.key in held else entry for entry in paired.value)
            context = _assemble(shown, materials, library, clock, theme.value, formats)
            judged = judge((*found, *context.diagnostics), config.severities, documents)
            errors = {item.location.path for item in judged if is_error(item)}
            broken = {key for path, key in entries.keys.items() if path in errors} if errors else set()
            if not options.hold_broken or broken <= held:
                return Examined(context.value, theme.value, formats, shown, entries.bodies, judged)
            held |= broken


def load(inputs: Inputs, watch: Stopwatch) -> Checked[Theme]:
    """The theme of what was gathered."""
    config = inputs.settings.value
    with watch.time("theme"):
        return load_theme(inputs.theme, tuple(config.languages.values()), config.timezone, config.base, config.options)


def read(inputs: Inputs, workshop: Workshop, watch: Stopwatch) -> Entries:
    """The entries of what was gathered."""
    with watch.time("entries"):
        tree = inputs.tree.value
        return read_entries(tree.sources, tree.vocabularies, inputs.digests, inputs.library.value, workshop)


def make_clock(options: Options, config: Config) -> Clock:
    """The one clock of a build; a moment without offset is the site's own time."""
    return Clock(anchor(options.at, zone(config.timezone)), config.timezone, options.drafts, options.future)


def _find_theme(root: Root, config: Config) -> tuple[Path, ...]:
    folders = find_theme(root.folder, config.theme)
    if folders.diagnostics:
        here, named = Location(SETTINGS), config.places.get("theme", Location(SETTINGS))
        found = (replace(each, location=named) if each.location == here else each for each in folders.diagnostics)
        raise Unusable(tuple(found))
    return folders.value


def _measure(root: Root, tree: Tree, workshop: Workshop) -> Checked[dict[str, Picture]]:
    """The pictures of the content, by path; only those that the cache does not know are opened."""
    assets = [asset for path, asset in sorted(tree.media.items()) if path.lower().endswith(PICTURES)]

    def measure_asset(asset: Asset) -> Checked[Picture | None]:
        return measure.measure(measure.Request(asset.path, asset.digest, root.read(asset.path)))

    step: Step[Asset, Picture | None, Picture | None] = Step(
        "measure",
        measure_asset,
        key=lambda asset: asset,
        settled=digest_modules(measure),
        keep=lambda picture: picture,
        lost=lambda lost: Checked(None, (report_lost(lost.item.path, hung=lost.hung),)),
        gives=lambda asset: Picture | None,
    )
    measured = workshop.run(step, assets)
    found = tuple(diagnostic for checked in measured for diagnostic in checked.diagnostics)
    return Checked({checked.value.path: checked.value for checked in measured if checked.value}, found)


def _judge_speech(
    tree: Tree, entries: Iterable[Entry], mixed: Collection[str], config: Config, workshop: Workshop
) -> tuple[Diagnostic, ...]:
    """The texts that are in another language than they should be, where models to tell it are installed; not those of
    which it is known that they are `mixed`."""
    if not speech.is_installed():
        return ()
    locales = tuple((code, language.locale) for code, language in config.languages.items())
    sources = {source.path: source for source in tree.sources}
    documents = [document for entry in entries if not entry.broken for document in entry.documents.values()]
    documents = [document for document in documents if document.path not in mixed]
    requests = [
        speech.Request(each.path, *parse.find_body(sources[each.path]), each.speech, locales) for each in documents
    ]
    step: Step[speech.Request, bool, bool] = Step(
        "speech",
        speech.judge_speech,
        key=lambda item: item,
        settled=digest_code(),
        keep=lambda right: right,
        lost=lambda lost: Checked(True, (report_lost(lost.item.path, hung=lost.hung),)),
        gives=lambda item: bool,
    )
    return tuple(found for judged in workshop.run(step, requests) for found in judged.diagnostics)


def _assemble(
    entries: tuple[Entry, ...],
    materials: Materials,
    library: Library,
    clock: Clock,
    theme: Theme,
    formats: tuple[Format, ...],
) -> Checked[Context]:
    """From entries to the context of all views: the site, every place, every link."""
    site = assemble(entries, materials, library, clock)
    assets = {name: asset.path for name, asset in theme.assets.items()}
    used = use_assets(site.value, assets, _find_correcting(entries, library, clock))
    places = place(used, formats)
    context = link(used, places.value, theme.options)
    return Checked(context.value, (*site.diagnostics, *places.diagnostics, *context.diagnostics))


def _find_correcting(entries: Iterable[Entry], library: Library, clock: Clock) -> Iterator[tuple[str, str, str]]:
    """The addresses of what is held back for its errors alone; drafts and scheduled entries stay unseen."""
    config = library.config
    for entry in entries:
        section = config.sections.get(entry.section) or default_section(entry.section, library.kinds)
        visible = entry.broken and not entry.parent and clock.phase(entry).released
        if not visible or gives_words(entry.key, library):
            continue
        for language, document in entry.documents.items():
            if is_published(document, clock) and is_published(entry.first, clock):
                yield entry.key, language, addresses.document(config, section, entry, language, document)
