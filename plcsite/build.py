"""The pipeline from folders to a published site, top to bottom. It alone knows clock, store and stages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from plcsite import addresses
from plcsite.codes import CODES, find, weigh
from plcsite.config import SETTINGS, Config, default_section, read_config
from plcsite.context import Context
from plcsite.dates import anchor, zone
from plcsite.diagnostics import Checked, Diagnostic, Location, Severity, say
from plcsite.execution import Store, run
from plcsite.folders import CONTENT, PICTURES, read_address
from plcsite.formats import Copy, Format, Tools, find_formats
from plcsite.kinds import find_kinds
from plcsite.languages import merge_tables
from plcsite.listing import Clock, is_published
from plcsite.locales import month_names
from plcsite.model import Body, Draft, Entry, Output, Picture, Published
from plcsite.nodes import decode
from plcsite.paths import Root
from plcsite.schema import suggest
from plcsite.site import Library, Site
from plcsite.stages import convert, measure, parse
from plcsite.stages.assemble import Materials, assemble
from plcsite.stages.link import link, use_assets
from plcsite.stages.pair import kinds_by_key, pair
from plcsite.stages.place import place
from plcsite.stages.publish import OutputTaken, Stage, publish
from plcsite.stages.read import Tree, read_tree
from plcsite.target import Refused
from plcsite.theme import Theme, find_theme, load_theme
from plcsite.vocabulary import read_vocabularies


@dataclass(frozen=True)
class Options:
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


@dataclass(frozen=True)
class Examined:
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


@dataclass(frozen=True)
class Built:
    """What a build made: its outputs as staged, per format and language, and what it found."""

    outputs: tuple[Output, ...]
    counts: Mapping[tuple[str, str], int]
    diagnostics: tuple[Diagnostic, ...]


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


# --- reading ---------------------------------------------------------------------------------------------------


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


def examine(root: Root, options: Options, store: Store, watch: Stopwatch) -> Examined:
    """Everything short of making pages, from reading to linking. Raises `Unusable`."""
    kinds, formats = find_kinds(), find_formats()
    with watch.time("read"):
        settings = load_config(root, options.url)
        config = settings.value
        tree = read_tree(root)
        vocabularies = read_vocabularies(tree.value.vocabularies)
    with watch.time("theme"):
        theme = _load_theme(root, config)
    library = Library(config, kinds, vocabularies.value)
    with watch.time("parse"):
        drafts = _parse(tree.value, library)
    with watch.time("convert"):
        bodies = _convert(drafts.value, config, store)
    with watch.time("pair"):
        entries = pair(drafts.value, bodies.value, library)
    with watch.time("measure"):
        pictures = _measure(root, tree.value)
    before: list[Checked[Any]] = [settings, tree, vocabularies, theme, drafts, bodies, entries, pictures]
    found = [diagnostic for checked in before for diagnostic in checked.diagnostics]
    materials = Materials(tree.value.media, tree.value.static, pictures.value)
    clock = Clock(anchor(options.at, zone(config.timezone)), config.timezone, options.drafts, options.future)
    with watch.time("assemble"):
        keys = {draft.path: draft.key for draft in drafts.value}
        held: frozenset[str] = frozenset()
        while True:
            shown = tuple(replace(entry, broken=entry.broken or entry.key in held) for entry in entries.value)
            context = _assemble(shown, materials, library, clock, theme.value, formats)
            judged = _judge((*found, *context.diagnostics), config, drafts.value)
            broken = {keys[item.location.path] for item in judged if _is_error(item) and item.location.path in keys}
            if not options.hold_broken or broken <= held:
                return Examined(context.value, theme.value, formats, shown, judged)
            held |= broken


def _load_theme(root: Root, config: Config) -> Checked[Theme]:
    folders = find_theme(root.folder, config.theme)
    if folders.diagnostics:
        here, named = Location(SETTINGS), config.places.get("theme", Location(SETTINGS))
        found = (replace(each, location=named) if each.location == here else each for each in folders.diagnostics)
        raise Unusable(tuple(found))
    return load_theme(folders.value, tuple(config.languages.values()), config.timezone, config.base, config.options)


def _parse(tree: Tree, library: Library) -> Checked[tuple[Draft, ...]]:
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
    drafts = run(parse.parse, requests)
    return Checked(drafts.value, (*found, *drafts.diagnostics))


def _convert(drafts: Iterable[Draft], config: Config, store: Store) -> Checked[dict[str, Body]]:
    bodies: dict[str, Body] = {}
    found: list[Diagnostic] = []
    for draft in drafts:
        request = convert.Request(draft.path, draft.body, draft.line, draft.speech, config.remote_images)
        converted = convert.convert(request)
        store.put(converted.value.body.digest, converted.value.pieces)
        bodies[draft.path] = converted.value.body
        found += converted.diagnostics
    return Checked(bodies, tuple(found))


def _measure(root: Root, tree: Tree) -> Checked[dict[str, Picture]]:
    requests = (
        measure.Request(path, asset.digest, root.read(path))
        for path, asset in sorted(tree.media.items())
        if path.lower().endswith(PICTURES)
    )
    measured = run(measure.measure, requests)
    return Checked({picture.path: picture for picture in measured.value if picture}, measured.diagnostics)


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
        if not visible or (entry.key == entry.section and section.listed) or entry.key == "index":
            continue
        for language, document in entry.documents.items():
            if is_published(document, clock) and is_published(entry.first, clock):
                yield entry.key, language, addresses.document(config, section, entry, language, document)


# --- judging ---------------------------------------------------------------------------------------------------


def _is_error(found: Diagnostic) -> bool:
    return found.severity is Severity.ERROR


def _judge(found: Iterable[Diagnostic], config: Config, drafts: Iterable[Draft]) -> tuple[Diagnostic, ...]:
    """The findings as settings weigh them and files ignore them, in the order of their places."""
    weighed = [judged for each in found if (judged := weigh(each, config.severities))]
    ignored = {
        (draft.path, item.value): item.location
        for draft in drafts
        if "ignore" in draft.stated
        for item in draft.stated["ignore"].value
    }
    used: set[tuple[str, str]] = set()
    kept: list[Diagnostic] = []
    for each in weighed:
        key = each.location.path, each.code
        if key in ignored and not CODES[each.code].fixed:
            used.add(key)
        else:
            kept.append(each)
    for (path, code), stated in ignored.items():
        if code in CODES and CODES[code].fixed:
            kept.append(find("fixed-code", stated, say("“{code}” can't be ignored", code=code), say("remove it here")))
        elif (path, code) not in used:
            message = say("there is no “{code}” in this file to ignore", code=code)
            kept.append(find("ignored-nothing", stated, message, say("remove it here")))
    return tuple(sorted(dict.fromkeys(kept), key=lambda each: (each.location, each.code, str(each.message))))


# --- making ----------------------------------------------------------------------------------------------------


def make(examined: Examined, root: Root, stage: Stage, store: Store, watch: Stopwatch) -> Built:
    """Every output, rendered and staged."""
    tools = Tools(examined.theme, store.get)
    formats = {format.name: format for format in examined.formats}
    outputs: list[Output] = []
    counts: Counter[tuple[str, str]] = Counter()
    found: list[Diagnostic] = []
    with watch.time("render"):
        for each in examined.context.places.listed:
            format = formats[each.format]
            made = format.render(format.view(each, examined.context), each, tools)
            if isinstance(made, Copy):
                outputs.append(stage.copy(each.path, root.path(made.source), made.digest))
            else:
                found += made.diagnostics
                outputs.append(stage.write(each.path, made.value))
            counts[each.format, each.language] += 1
    return Built(tuple(outputs), counts, tuple(dict.fromkeys(found)))


def release(examined: Examined, built: Built, stage: Stage, options: Options, watch: Stopwatch) -> Published:
    """Publishes what was made, in one step. Raises `Refused`, `PublishFailed`."""
    if options.preview and stage.live and not stage.facts.get("preview"):
        raise Refused(
            say(
                "“{folder}” is a published site, and drafts or scheduled entries must not replace it",
                folder=stage.target.name,
            ),
            say("name another folder: --output {folder}-preview", folder=stage.target.name),
        )
    with watch.time("publish"):
        return publish(stage, built.outputs, {"preview": options.preview})


def report_taken(taken: OutputTaken) -> tuple[Diagnostic, ...]:
    """Files that stand where outputs must go, as findings."""
    return tuple(
        find(
            "output-taken",
            Location(path),
            say("a file that plcsite did not write stands where an output must go"),
            say("move it to static/, or out of the output folder"),
        )
        for path in taken.paths
    )
