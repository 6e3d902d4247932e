"""The pipeline from folders to a published site, top to bottom; with `examine` it alone knows clock, cache and hands.

A build is over early when nothing it depends on has changed since the last one, and no moment has come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256
from typing import Any

from plcsite.cache import compress, decompress, digest, digest_code, digest_fields
from plcsite.codes import find
from plcsite.dates import anchor, zone
from plcsite.diagnostics import Checked, Diagnostic, Location, Severity, say
from plcsite.examine import Examined, Options, Stopwatch, examine, gather, make_clock
from plcsite.execution import Workshop
from plcsite.folders import CONTENT
from plcsite.formats import Copy, Tools
from plcsite.listing import Clock, Withheld
from plcsite.model import Output, Published
from plcsite.moments import RELEASED, moments
from plcsite.paths import Root
from plcsite.site import Place
from plcsite.stages.publish import OutputTaken, Stage, publish
from plcsite.target import Refused
from plcsite.theme import Theme
from plcsite.values import Value, replace
from plcsite.workers import Lost, work

BATCH = 10_000
"""How many views are held at once."""


class Change(Value):
    """An output that was rendered, and why: new, theme, catalogue, code, the fields of its view that differ, or cache:
    nothing differs, but what was rendered before is lost."""

    path: str
    causes: tuple[str, ...]


class Built(Value):
    """What a build made: its outputs as staged, how many per format and language, what it rendered and found."""

    outputs: tuple[Output, ...]
    counts: Mapping[str, Mapping[str, int]]
    changes: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...]


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
    outputs: Mapping[str, Mapping[str, int]]
    withheld: tuple[Withheld, ...]
    translations: Mapping[str, Mapping[str, int]]
    diagnostics: tuple[Diagnostic, ...]
    published: Published | None
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
        examined = examine(root, options, workshop, watch, inputs)
        if stops(examined.diagnostics, options):
            return summarise(examined, None, None, examined.diagnostics)
        built = make(examined, root, stage, workshop, watch)
        found = (*examined.diagnostics, *built.diagnostics)
        if any(each.severity is Severity.ERROR for each in built.diagnostics):
            return summarise(examined, built, None, found)
        try:
            published = release(built, stage, options, watch, durable=durable)
        except OutputTaken as taken:
            return summarise(examined, built, None, (*found, *report_taken(taken)))
        summary = summarise(examined, built, published, found)
        unchanged = Published(0, published.written + published.unchanged, 0, published.exchanged)
        again = summarise(examined, replace(built, changes=()), unchanged, found)
        outputs = {output.path: output for output in built.outputs}
        workshop.cache.remember(_name_build(given, options, outputs, _state_facts(options)), again)
        workshop.cache.prune()
        return summary


def _name_build(given: bytes, options: Options, outputs: Mapping[str, Output], facts: Mapping[str, Any]) -> bytes:
    """The key of a build: what it was made from, beside the clock, and what was published then.

    So the same content on top of another site, as after an edit is undone, is not taken for that build.
    """
    essence = (options.drafts, options.future, options.url, options.hold_broken, options.strict)
    return digest("build", given, essence, outputs, facts)


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


# --- making ----------------------------------------------------------------------------------------------------


class _Origin(Value):
    """What an output was made from, for `--explain`: digests, those of its view's fields by name."""

    code: bytes
    theme: str
    words: str
    fields: Mapping[str, int]

    def compare(self, before: _Origin | None) -> tuple[str, ...]:
        """What differs from before."""
        if before is None:
            return ("new",)
        named = {
            "code": self.code != before.code,
            "catalogue": self.words != before.words,
            "theme": self.theme != before.theme,
        }
        fields = (name for name in self.fields if self.fields[name] != before.fields.get(name))
        return (*(name for name, differs in named.items() if differs), *fields)


class _Kept(Value):
    """What the cache keeps of an output under its key: the digest and size of its bytes, and what it was made from."""

    digest: str
    size: int
    origin: _Origin


class _Job(Value):
    """An output to be rendered: its view, and the key under which what comes of it is kept."""

    place: Place
    view: Any
    key: bytes


class _Made(Value):
    """A rendered and staged output, and its bytes for the cache."""

    output: Output
    packed: bytes
    diagnostics: tuple[Diagnostic, ...]


def make(examined: Examined, root: Root, stage: Stage, workshop: Workshop, watch: Stopwatch) -> Built:
    """Every output, staged: as it was where its view is unchanged, else rendered."""
    tools = Tools(examined.theme, workshop.body)
    formats = {format.name: format for format in examined.formats}
    theme = examined.theme
    settled = digest("render", digest_code(), theme.digest, theme.words)
    outputs: list[Output] = []
    counts: dict[str, Counter[str]] = {}
    changes: list[Change] = []
    found: list[Diagnostic] = []

    def render(job: _Job) -> _Made:
        made = formats[job.place.format].render(job.view, job.place, tools)
        assert isinstance(made, Checked)
        return _Made(stage.write(job.place.path, made.value), compress(made.value), made.diagnostics)

    with watch.time("render"):
        for places in _batches(examined.context.places.listed):
            jobs = []
            for place in places:
                counts.setdefault(place.format, Counter())[place.language] += 1
                view = formats[place.format].view(place, examined.context)
                if isinstance(view, Copy):
                    outputs.append(stage.copy(place.path, root.path(view.source), view.digest))
                    continue
                job = _Job(place, view, digest(settled, place.format, place.language, view))
                known = _reuse(job, stage, workshop)
                if known:
                    outputs.append(known)
                else:
                    jobs.append(job)
            workshop.count("render", hits=len(places) - len(jobs), misses=len(jobs))
            # Nothing is put into the cache while workers read it: they have its file from this process.
            for index, made in list(work(render, jobs, workshop.crew)):
                if isinstance(made, Lost):
                    found.append(_report_lost(jobs[index].place, hung=made.hung))
                    continue
                outputs.append(made.output)
                found += made.diagnostics
                changes.append(_keep(jobs[index], made, theme, stage, workshop))
    return Built(tuple(outputs), counts, tuple(changes), tuple(dict.fromkeys(found)))


def _keep(job: _Job, made: _Made, theme: Theme, stage: Stage, workshop: Workshop) -> Change:
    """Keeps a rendered output; why it was rendered, by what it was made from the last time."""
    origin = _Origin(digest_code(), theme.digest, theme.words, digest_fields(job.view))
    last: bytes | None = workshop.cache.recall(_origin_key(job.place.path, stage), bytes)
    before: _Kept | None = workshop.cache.recall(last, _Kept) if last else None
    if not made.diagnostics:
        workshop.cache.remember(_origin_key(job.place.path, stage), job.key)
        workshop.cache.remember(job.key, _Kept(made.output.digest, made.output.size, origin))
        workshop.cache.put(_bytes_key(made.output.digest), made.packed)
    return Change(job.place.path, origin.compare(before.origin if before else None) or ("cache",))


def _batches(places: tuple[Place, ...]) -> Iterator[tuple[Place, ...]]:
    return (places[start : start + BATCH] for start in range(0, len(places), BATCH))


def _reuse(job: _Job, stage: Stage, workshop: Workshop) -> Output | None:
    """The output that a view gave before: the published file where it still stands, else its bytes from the cache."""
    known: _Kept | None = workshop.cache.recall(job.key, _Kept)
    if known is None:
        return None
    output = Output(job.place.path, known.digest, known.size)
    workshop.cache.touch(_bytes_key(output.digest))
    workshop.cache.touch(_origin_key(output.path, stage))
    try:
        return stage.keep(output)
    except LookupError:
        packed = workshop.cache.get(_bytes_key(output.digest))
        data = decompress(packed) if packed else None
        # What a row says of itself is not taken on trust: a page that is not what it was is rendered again.
        if data is None or sha256(data).hexdigest() != output.digest:
            return None
        workshop.cache.remember(_origin_key(output.path, stage), job.key)
        return stage.write(output.path, data)


def _origin_key(path: str, stage: Stage) -> bytes:
    return digest("origin", stage.target.name, path)


def _bytes_key(digest_of_bytes: str) -> bytes:
    return b"page" + bytes.fromhex(digest_of_bytes)[:16]


def _report_lost(place: Place, *, hung: bool) -> Diagnostic:
    return find(
        "processing-failed",
        Location(place.source),
        say("making {path} took too long", path=place.path)
        if hung
        else say("making {path} ended the process that did it", path=place.path),
    )


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


def summarise(
    examined: Examined, built: Built | None, published: Published | None, found: tuple[Diagnostic, ...]
) -> Summary:
    """What a build has to say for itself."""
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
        outputs=built.counts if built else {},
        withheld=site.withheld,
        translations=states,
        diagnostics=found,
        published=published,
        changes=built.changes if built else (),
    )


def find_next_change(examined: Examined, at: datetime) -> NextChange | None:
    """The earliest moment after the clock at which any output would differ; drafts that are held back have none."""
    return min(_list_changes(examined, at), key=lambda change: (change.at, change.path, change.reason), default=None)


def _list_changes(examined: Examined, at: datetime) -> Iterator[NextChange]:
    site, timezone = examined.site, examined.site.config.timezone
    for entry in examined.entries:
        if site.clock.drafts or not entry.first.draft:
            for moment in moments(entry, timezone):
                # Of what is held back, and of words for a generated page, nothing but the release will be seen.
                if moment.at > at and (entry.key in site.entries or moment.reason == RELEASED):
                    yield NextChange(anchor(moment.at, zone(timezone)), moment.reason, entry.first.path)
