"""The pipeline from folders to a published site, top to bottom; with `examine` it alone knows clock, cache and hands.

A build is over early when nothing it depends on has changed since the last one, and no moment has come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from plcsite.cache import digest
from plcsite.codes import find
from plcsite.dates import anchor, zone
from plcsite.diagnostics import Diagnostic, Location, Severity, say
from plcsite.entries import Entries
from plcsite.examine import Examined, Inputs, Options, Stopwatch, examine, gather, load, make_clock, read
from plcsite.execution import Workshop
from plcsite.folders import CONTENT
from plcsite.listing import Clock, Withheld
from plcsite.making import Built, Change, Plan, Press, ViewLost, make, make_site, remember, settle
from plcsite.moments import RELEASED, moments
from plcsite.paths import Root
from plcsite.stages.publish import OutputTaken, Stage, publish
from plcsite.target import Output, Published, Refused
from plcsite.values import Value, replace


class NextChange(Value):
    """The earliest moment after the clock at which an output would differ, why, and which file it concerns."""

    at: datetime
    reason: str
    path: str


class Summary(Value):
    """What a build has to say: counts per language (and format), what is withheld, what was found and published."""

    at: datetime
    next_change: NextChange | None
    documents: Mapping[str, int]
    pages: Mapping[str, int]
    withheld: tuple[Withheld, ...]
    translations: Mapping[str, Mapping[str, int]]
    diagnostics: tuple[Diagnostic, ...]
    outputs: Mapping[str, Mapping[str, int]] = {}
    published: Published | None = None
    changes: tuple[Change, ...] = ()


OpenStage = Callable[[], AbstractContextManager[Stage]]


def build(
    root: Root,
    options: Options,
    open_stage: OpenStage,
    workshop: Workshop,
    watch: Stopwatch,
    *,
    durable: bool = True,
) -> Summary:
    """Builds and publishes, unless errors forbid it. Raises `Unusable`, `Refused`, `PublishFailed`, `BodyLost`."""
    inputs = gather(root, options, workshop, watch)
    clock = make_clock(options, inputs.settings.value)
    with open_stage() as stage:
        given = inputs.digest()
        last: Summary | None = workshop.cache.recall(_name_build(given, options, stage.live, stage.facts), Summary)
        if last and _still_holds(last, clock.now) and stage.intact():
            return _tell(last, clock)
        entries = read(inputs, workshop, watch)
        inputs = inputs.without_sources()
        under_way = _UnderWay(root, options, inputs, entries, stage, clock, workshop, watch)
        told, built = under_way.follow_plan() or under_way.assemble()
        if built is None:
            return told
        told = replace(told, outputs=built.counts, diagnostics=(*told.diagnostics, *built.diagnostics))
        if any(each.severity is Severity.ERROR for each in built.diagnostics):
            return replace(told, changes=built.changes)
        try:
            published = release(built, stage, options, watch, durable=durable)
        except OutputTaken as taken:
            return replace(told, changes=built.changes, diagnostics=(*told.diagnostics, *report_taken(taken)))
        remember(built, stage, workshop)
        unchanged = Published(0, published.written + published.unchanged, 0, published.exchanged)
        outputs = {output.path: output for output in built.outputs}
        again = replace(told, published=unchanged)
        workshop.cache.remember(_name_build(given, options, outputs, _state_facts(options)), again)
        workshop.cache.prune()
        return replace(told, published=published, changes=built.changes)


class _Drawn(Value):
    """A plan that an earlier build drew up, and all that it had to say.

    `seen` stands for all that its pages could see of each other, `settled` for theme and code; `noted` are the files
    with findings, each with its entry's name in the cache.
    """

    seen: bytes
    settled: bytes
    plan: Plan
    summary: Summary
    noted: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class _UnderWay:
    """A build between reading and publishing."""

    root: Root
    options: Options
    inputs: Inputs
    entries: Entries
    stage: Stage
    clock: Clock
    workshop: Workshop
    watch: Stopwatch

    @cached_property
    def seen(self) -> bytes:
        """Stands for all that pages can see of each other, beside the clock."""
        return digest(self.inputs.surroundings, self.entries.seen)

    @cached_property
    def drawn(self) -> _Drawn | None:
        """What the last build with these options drew up."""
        drawn: _Drawn | None = self.workshop.cache.recall(self._name, _Drawn)
        return drawn

    @property
    def _name(self) -> bytes:
        return digest("plan", _essence(self.options))

    def follow_plan(self) -> tuple[Summary, Built] | None:
        """The outputs by the last build's plan, where it still holds: then nothing needs to be assembled."""
        drawn = self.drawn
        if drawn is None or drawn.seen != self.seen or not _still_holds(drawn.summary, self.clock.now):
            return None
        names = self.entries.names_by_path if drawn.noted else {}
        if any(names.get(path) != name for path, name in drawn.noted):
            # A file with findings was touched: their places may have moved.
            return None
        press = Press(drawn.settled, lambda: load(self.inputs, self.watch).value, self.entries.bodies, self.workshop)
        try:
            with self.watch.time("render"):
                return _tell(drawn.summary, self.clock), make(drawn.plan.sheets, press, self.root, self.stage)
        except ViewLost:
            self.stage.clear()
            return None

    def assemble(self) -> tuple[Summary, Built | None]:
        """The outputs of the whole site, and the plan of it for the next build; none where errors forbid them."""
        examined = examine(self.root, self.options, self.workshop, self.watch, self.inputs, self.entries)
        told = summarise(examined)
        if stops(told.diagnostics, self.options):
            return told, None
        with self.watch.time("render"):
            before = self.drawn.plan if self.drawn else None
            built = make_site(examined, self.root, self.stage, self.workshop, before)
        if not built.diagnostics:
            noted = self.entries.find_files(told.diagnostics)
            drawn = _Drawn(self.seen, settle(examined.theme), built.plan, told, noted)
            self.workshop.cache.remember(self._name, drawn)
        return told, built


def _name_build(given: bytes, options: Options, outputs: Mapping[str, Output], facts: Mapping[str, Any]) -> bytes:
    """The key of a build: what it was made from, beside the clock, and what was published then.

    So the same content on top of another site, as after an edit is undone, is not taken for that build.
    """
    return digest("build", given, _essence(options), outputs, facts)


def _essence(options: Options) -> tuple[Any, ...]:
    """All options but the clock."""
    return options.drafts, options.future, options.url, options.hold_broken, options.strict


def _still_holds(last: Summary, now: datetime) -> bool:
    return last.at <= now and (last.next_change is None or now < last.next_change.at)


def _tell(last: Summary, clock: Clock) -> Summary:
    """What an earlier build said, as of now. The cache keeps instants, not the offsets they were told with."""
    site, coming = zone(clock.timezone), last.next_change
    return replace(
        last,
        at=clock.now,
        next_change=coming and replace(coming, at=anchor(coming.at, site)),
        withheld=tuple(replace(each, until=each.until and anchor(each.until, site)) for each in last.withheld),
    )


def stops(found: Iterable[Diagnostic], options: Options) -> bool:
    """Whether findings stop a build before anything is written."""
    listed = list(found)
    errors = [each for each in listed if each.severity is Severity.ERROR]
    if options.hold_broken:
        errors = [each for each in errors if not _concerns_content(each)]
    return bool(errors) or (options.strict and any(each.severity is Severity.WARNING for each in listed))


def _concerns_content(found: Diagnostic) -> bool:
    """Whether an error lies in a file of the content, and not in what all entries share."""
    path = found.location.path
    return path.startswith(f"{CONTENT}/") and not path.endswith(".toml")


def release(built: Built, stage: Stage, options: Options, watch: Stopwatch, *, durable: bool = True) -> Published:
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
        return publish(stage, built.outputs, _state_facts(options), durable=durable)


def _state_facts(options: Options) -> dict[str, Any]:
    """What the manifest says of a build beside its outputs."""
    return {"preview": options.preview}


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


# --- summing up ------------------------------------------------------------------------------------------------


def summarise(examined: Examined) -> Summary:
    """What there is to say of a site before any output is made."""
    site = examined.site
    languages = tuple(site.config.languages)
    documents = Counter(language for entry in examined.entries for language in entry.documents)
    pages = Counter(language for _, language in site.pages)
    states = {language: Counter(str(entry.states[language]) for entry in examined.entries) for language in languages}
    return Summary(
        at=site.clock.now,
        next_change=find_next_change(examined, site.clock.now),
        documents={language: documents[language] for language in languages},
        pages={language: pages[language] for language in languages},
        withheld=site.withheld,
        translations=states,
        diagnostics=examined.diagnostics,
    )


def find_next_change(examined: Examined, at: datetime) -> NextChange | None:
    """The earliest moment after the clock at which any output would differ; drafts that are held back have none."""
    return min(_list_changes(examined, at), key=lambda change: (change.at, change.path, change.reason), default=None)


def _list_changes(examined: Examined, at: datetime) -> Iterator[NextChange]:
    site, timezone = examined.site, examined.site.config.timezone
    for entry in examined.entries:
        if site.clock.drafts or not entry.first.draft:
            for moment in moments(entry, timezone, at):
                # Of what is held back, and of words for a generated page, nothing but the release will be seen.
                if moment.at > at and (entry.key in site.entries or moment.reason == RELEASED):
                    yield NextChange(anchor(moment.at, zone(timezone)), moment.reason, entry.first.path)
