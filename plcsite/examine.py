"""The pipeline up to where pages are made: from folders to a site with every place and link known, and all findings."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from plcsite import addresses
from plcsite.cache import FILE, FOLDER, digest, digest_code, digest_folder, digest_modules
from plcsite.codes import find
from plcsite.config import SETTINGS, Config, default_section, read_config
from plcsite.context import Context
from plcsite.dates import anchor, zone
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.execution import Step, Workshop
from plcsite.folders import CONTENT, PICTURES, read_address
from plcsite.formats import Format, find_formats
from plcsite.judge import is_error, judge
from plcsite.keys import KEYS
from plcsite.kinds import find_kinds
from plcsite.languages import merge_tables
from plcsite.listing import Clock, is_published
from plcsite.locales import month_names
from plcsite.model import Asset, Body, Draft, Entry, Picture, Source
from plcsite.nodes import decode
from plcsite.paths import Root
from plcsite.schema import stated_by, suggest
from plcsite.site import Library, Site
from plcsite.stages import convert, measure, parse
from plcsite.stages.assemble import Materials, assemble, gives_words
from plcsite.stages.link import link, use_assets
from plcsite.stages.pair import EMPTY_BODY, kinds_by_key, pair
from plcsite.stages.place import place
from plcsite.stages.read import Tree, read_tree
from plcsite.theme import Theme, find_theme, load_theme
from plcsite.values import Value, replace
from plcsite.vocabulary import read_vocabularies
from plcsite.workers import Lost


class Options(Value):
    """How to build: at which instant, what to let through, under which address, and what to do about errors.

    `at` without an offset is local time in the site's zone.
    """

    at: datetime
    drafts: bool = False
    future: bool = False
    url: str | None = None
    hold_broken: bool = False
    strict: bool = False

    @property
    def preview(self) -> bool:
        """Whether the build shows what visitors must not see yet."""
        return self.drafts or self.future


class Inputs(Value):
    """What was read: settings, content, and the folders of the theme."""

    settings: Checked[Config]
    tree: Checked[Tree]
    theme: tuple[Path, ...]

    def digest(self) -> bytes:
        """Stands for everything that a build depends on beside its options and its clock."""
        tree = self.tree.value
        return digest(
            digest_code(),
            (self.settings.value, self.settings.diagnostics),
            [(source.path, digest(source.data)) for source in tree.sources],
            (tree.vocabularies, tree.media, tree.static, self.tree.diagnostics),
            [digest_folder(folder) for folder in self.theme],
        )


class Examined(Value):
    """A site up to the point where pages are made, and everything found on the way."""

    context: Context
    theme: Theme
    formats: tuple[Format, ...]
    entries: tuple[Entry, ...]
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
    return Inputs(settings, tree, theme)


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
    root: Root, options: Options, workshop: Workshop, watch: Stopwatch, inputs: Inputs | None = None
) -> Examined:
    """Everything short of making pages, from reading (unless `inputs` are at hand) to linking. Raises `Unusable`."""
    inputs = inputs or gather(root, options, workshop, watch)
    settings, tree = inputs.settings, inputs.tree
    config, kinds, formats = settings.value, find_kinds(), find_formats()
    vocabularies = read_vocabularies(tree.value.vocabularies)
    library = Library(config, kinds, vocabularies.value)
    with watch.time("theme"):
        languages = tuple(config.languages.values())
        theme = load_theme(inputs.theme, languages, config.timezone, config.base, config.options)
    with watch.time("parse"):
        drafts = _parse(tree.value, library, workshop)
    with watch.time("convert"):
        bodies = _convert(drafts.value, config, workshop)
    with watch.time("pair"):
        # Their Markdown has served: nobody holds all texts at once.
        drafts = Checked(tuple(replace(draft, body="") for draft in drafts.value), drafts.diagnostics)
        entries = pair(drafts.value, bodies.value, library)
    with watch.time("measure"):
        pictures = _measure(root, tree.value, workshop)
    before: list[Checked[Any]] = [settings, tree, vocabularies, theme, drafts, bodies, entries, pictures]
    found = [diagnostic for checked in before for diagnostic in checked.diagnostics]
    materials = Materials(tree.value.media, tree.value.static, pictures.value)
    clock = make_clock(options, config)
    with watch.time("assemble"):
        keys = {draft.path: draft.key for draft in drafts.value}
        held: frozenset[str] = frozenset()
        while True:
            shown = tuple(replace(entry, broken=True) if entry.key in held else entry for entry in entries.value)
            context = _assemble(shown, materials, library, clock, theme.value, formats)
            judged = judge((*found, *context.diagnostics), config.severities, drafts.value)
            broken = {keys[item.location.path] for item in judged if is_error(item) and item.location.path in keys}
            if not options.hold_broken or broken <= held:
                return Examined(context.value, theme.value, formats, shown, judged)
            held |= broken


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


def _parse(tree: Tree, library: Library, workshop: Workshop) -> Checked[tuple[Draft, ...]]:
    """The drafts of all sources of a configured language, each by the kind of its entry."""
    config = library.config
    known, found = [], list[Diagnostic]()
    for source in tree.sources:
        language = source.path.split("/")[1]
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
                    folders=", ".join(f"{CONTENT}/{c}/" for c in config.languages),
                ),
            )
        )
    addressed = [(source, read_address(source.path)) for source in known]
    kinds = kinds_by_key(
        ((at.key, at.section, parse.stated_kind(source), at.bundle) for source, at in addressed), config, library.kinds
    )
    months = {name: number for each in config.languages.values() for name, number in month_names(each.locale).items()}
    words = merge_tables("keys")
    requests = (
        parse.Request(source, library.kinds[kinds[at.key]], tuple(library.kinds), months, words, config.unicode_slugs)
        for source, at in addressed
    )
    types: dict[str, Any] = {
        name: tuple[Draft, stated_by((*KEYS, *kind.fields))]  # type: ignore[misc]
        for name, kind in library.kinds.items()
    }
    step = Step(
        "parse",
        parse.parse,
        key=lambda item: (item.source.path, item.kind.name, item.source.data),
        settled=digest(digest_code(), sorted(library.kinds), sorted(months.items()), config.unicode_slugs),
        keep=lambda draft: draft,
        lost=_lose_draft,
        gives=lambda item: types[item.kind.name],
        pack=lambda draft: (replace(draft, stated={}), draft.stated),
        unpack=lambda packed: replace(packed[0], stated=packed[1]),
    )
    drafts = workshop.run(step, requests)
    found += (diagnostic for draft in drafts for diagnostic in draft.diagnostics)
    return Checked(tuple(draft.value for draft in drafts), tuple(found))


def _lose_draft(lost: Lost[parse.Request]) -> Checked[Draft]:
    path = lost.item.source.path
    empty = parse.parse(replace(lost.item, source=Source(path, b"")))
    return Checked(empty.value, (_report_lost(path, hung=lost.hung),))


def _convert(drafts: Iterable[Draft], config: Config, workshop: Workshop) -> Checked[dict[str, Body]]:
    """The bodies of drafts, by path; their pieces go to the store."""
    requests = [
        convert.Request(draft.path, draft.body, draft.line, draft.speech, config.remote_images) for draft in drafts
    ]

    def keep(converted: convert.Converted) -> Body:
        workshop.keep_body(converted.body.digest, converted.pieces)
        return converted.body

    step = Step(
        "convert",
        convert.convert,
        key=lambda item: item,
        settled=digest_code(),
        keep=keep,
        lost=_lose_body,
        gives=lambda item: Body,
    )
    bodies = workshop.run(step, requests)
    for body in bodies:
        workshop.touch_body(body.value.digest)
    found = tuple(diagnostic for body in bodies for diagnostic in body.diagnostics)
    return Checked({request.path: body.value for request, body in zip(requests, bodies, strict=True)}, found)


def _lose_body(lost: Lost[convert.Request]) -> Checked[Body]:
    return Checked(EMPTY_BODY, (_report_lost(lost.item.path, hung=lost.hung),))


def _report_lost(path: str, *, hung: bool) -> Diagnostic:
    return find(
        "processing-failed",
        Location(path),
        say("reading this file took too long") if hung else say("reading this file ended the process that did it"),
        say("take out the part written last, and tell the makers of plcsite what it was"),
    )


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
        lost=lambda lost: Checked(None, (_report_lost(lost.item.path, hung=lost.hung),)),
        gives=lambda asset: Picture | None,
    )
    measured = workshop.run(step, assets)
    found = tuple(diagnostic for checked in measured for diagnostic in checked.diagnostics)
    return Checked({checked.value.path: checked.value for checked in measured if checked.value}, found)


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
