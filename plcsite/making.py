"""From a site to its outputs: which there are, what decides the bytes of each, and those bytes, made or as they were.

A plan holds all of that but the views themselves: while nothing that pages can see of each other differs, it holds for
the next build too, and a body that was edited is rendered into the view of the last time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from itertools import islice
from typing import Any

from plcsite.cache import compress, decompress, digest, digest_code, digest_fields
from plcsite.codes import find
from plcsite.diagnostics import Checked, Diagnostic, Location, say
from plcsite.examine import Examined
from plcsite.execution import Workshop
from plcsite.formats import Copy, Format, Tools, find_formats
from plcsite.paths import Root
from plcsite.site import Place
from plcsite.stages.publish import Stage
from plcsite.target import Output
from plcsite.theme import Theme
from plcsite.values import Value
from plcsite.workers import Lost, work

BATCH = 5_000
"""How many views are held at once."""


class Change(Value):
    """An output that was rendered, and why: new, theme, catalogue, code, the fields of its view that differ, or cache:
    nothing differs, but what was rendered before is lost."""

    path: str
    causes: tuple[str, ...]


class Page(Value):
    """An output made of a view: where it goes, and what decides its bytes beside theme and code.

    `view` is the digest of its view, which names bodies by the paths of their files; those are in `bodies`. `essence`
    stands for what decides its view, where that is known without making it.
    """

    path: str
    format: str
    language: str
    source: str
    kind: str
    view: bytes
    bodies: tuple[str, ...]
    essence: bytes = b""


class Copied(Value):
    """An output that is a file of the site."""

    path: str
    format: str
    language: str
    file: Copy


class Sheet(Value):
    """An output of a plan, and how to make its view where there is a way but the cache."""

    output: Page | Copied
    make_view: Callable[[], Any] | None = None


class Plan(Value):
    """All outputs of a site."""

    pages: tuple[Page, ...]
    copies: tuple[Copied, ...]

    @property
    def sheets(self) -> Iterator[Sheet]:
        """All of them, without their views."""
        yield from (Sheet(page) for page in self.pages)
        yield from (Sheet(copied) for copied in self.copies)


class Last(Value):
    """What a page was when it was last made for an output folder: its key in the cache, and its bytes' digest."""

    path: str
    key: bytes
    digest: str
    size: int


class Built(Value):
    """What a build made: its outputs as staged, how many per format and language, what it rendered and found."""

    outputs: tuple[Output, ...]
    counts: Mapping[str, Mapping[str, int]]
    changes: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...]
    plan: Plan
    last: tuple[Last, ...]


class ViewLost(Exception):  # noqa: N818 - reads as what happened
    """A view that a plan counts on is not in the cache: the site has to be assembled."""


def draw_up(examined: Examined, before: Plan | None = None) -> Iterator[Sheet]:
    """Every output of a site, one after the other, so that nobody holds all views at once.

    Of those whose essence is that of a plan `before`, no view is made.
    """
    formats = {format.name: format for format in find_formats()}
    weigh = {name: format.weigh(examined.context) for name, format in formats.items()}
    known = {page.path: page for page in before.pages} if before else {}
    for place in examined.context.places.listed:
        weighed = weigh[place.format](place)
        essence = digest(weighed) if weighed else b""
        make_view = partial(formats[place.format].view, place, examined.context)
        page = known.get(place.path)
        if page and essence and page.essence == essence:
            yield Sheet(page, make_view)
        else:
            yield draw(place, make_view(), essence)


def draw(place: Place, view: Any, essence: bytes = b"") -> Sheet:
    """One output, by its view."""
    if isinstance(view, Copy):
        return Sheet(Copied(place.path, place.format, place.language, view))
    body = getattr(view, "body", None)
    bodies = (body.path,) if body else ()
    kind = getattr(view, "kind", "")
    page = Page(place.path, place.format, place.language, place.source, kind, digest(view), bodies, essence)
    return Sheet(page, partial(_give, view))


def _give(view: Any) -> Any:
    return view


# --- the press -------------------------------------------------------------------------------------------------


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
    """An output to be rendered: its page and view, and the key under which what comes of it is kept."""

    page: Page
    view: Any
    key: bytes


class _Made(Value):
    """A rendered and staged output, and its bytes for the cache."""

    output: Output
    packed: bytes
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Press:
    """What views are rendered with: a theme, loaded when a page needs it, and the bodies by the paths of their files.

    `settled` stands for theme and code.
    """

    settled: bytes
    load: Callable[[], Theme]
    bodies: Mapping[str, str]
    workshop: Workshop

    @cached_property
    def theme(self) -> Theme:
        """The theme."""
        return self.load()

    @cached_property
    def formats(self) -> Mapping[str, Format]:
        """All formats by name."""
        return {format.name: format for format in find_formats()}

    def name(self, page: Page) -> bytes:
        """The key of what comes of a page."""
        bodies = [self.bodies[path] for path in page.bodies]
        return digest(self.settled, page.format, page.language, page.view, bodies)

    def render(self, page: Page, view: Any) -> Checked[bytes]:
        """The bytes of a page."""
        tools = Tools(self.theme, lambda path: self.workshop.body(self.bodies[path]))
        place = Place(page.path, "", page.format, "", page.language, page.source)
        made = self.formats[page.format].render(view, place, tools)
        assert isinstance(made, Checked)
        return made

    def recall(self, page: Page) -> Any:
        """The view of a page, as it was. Raises `ViewLost`."""
        view = self.workshop.cache.recall(_view_key(page), self.formats[page.format].type(page.kind))
        if view is None:
            raise ViewLost(page.path)
        return view


def settle(theme: Theme) -> bytes:
    """Stands for what all pages are made with."""
    return digest("render", digest_code(), theme.digest, theme.words)


def make_site(examined: Examined, root: Root, stage: Stage, workshop: Workshop, before: Plan | None = None) -> Built:
    """Every output of a site, staged. A plan `before` spares making views."""
    press = Press(settle(examined.theme), lambda: examined.theme, examined.bodies, workshop)
    return make(draw_up(examined, before), press, root, stage)


def make(sheets: Iterable[Sheet], press: Press, root: Root, stage: Stage) -> Built:
    """Every output, staged: as it was where what decides its bytes is unchanged, else rendered. Raises `ViewLost`."""
    workshop = press.workshop
    last = {each.path: each for each in workshop.cache.recall(_last_key(stage), list[Last]) or ()}
    pages: list[Page] = []
    copies: list[Copied] = []
    outputs: list[Output] = []
    now: list[Last] = []
    changes: list[Change] = []
    found: list[Diagnostic] = []

    def render(job: _Job) -> _Made:
        made = press.render(job.page, job.view)
        return _Made(stage.write(job.page.path, made.value), compress(made.value), made.diagnostics)

    waiting = iter(sheets)
    while batch := list(islice(waiting, BATCH)):
        jobs = []
        for sheet in batch:
            if isinstance(sheet.output, Copied):
                copies.append(sheet.output)
                file = sheet.output.file
                outputs.append(stage.copy(sheet.output.path, root.path(file.source), file.digest))
                continue
            page = sheet.output
            pages.append(page)
            key = press.name(page)
            known = _reuse(page, key, last.get(page.path), stage, workshop)
            if known:
                outputs.append(known)
                now.append(Last(page.path, key, known.digest, known.size))
            else:
                view = sheet.make_view() if sheet.make_view else press.recall(page)
                jobs.append(_Job(page, view, key))
        workshop.count("render", hits=len(batch) - len(jobs), misses=len(jobs))
        # Nothing is put into the cache while workers read it: they have its file from this process.
        for index, made in list(work(render, jobs, workshop.crew)):
            job = jobs[index]
            if isinstance(made, Lost):
                found.append(_report_lost(job.page, hung=made.hung))
                continue
            outputs.append(made.output)
            found += made.diagnostics
            changes.append(_keep(job, made, last.get(job.page.path), press))
            now.append(Last(job.page.path, job.key, made.output.digest, made.output.size))
    counts: dict[str, Counter[str]] = {}
    listed: list[Page | Copied] = [*pages, *copies]
    for each in listed:
        counts.setdefault(each.format, Counter())[each.language] += 1
    plan = Plan(tuple(pages), tuple(copies))
    return Built(tuple(outputs), counts, tuple(changes), tuple(dict.fromkeys(found)), plan, tuple(now))


def remember(built: Built, stage: Stage, workshop: Workshop) -> None:
    """Notes what is published now, so that the next build need not ask for each page."""
    workshop.cache.remember(_last_key(stage), built.last)


def _keep(job: _Job, made: _Made, last: Last | None, press: Press) -> Change:
    """Keeps a rendered output; why it was rendered, by what it was made from the last time."""
    cache, page = press.workshop.cache, job.page
    fields = digest_fields(job.view)
    if page.bodies:
        texts = [press.bodies[path] for path in page.bodies]
        fields["body"] = int.from_bytes(digest(fields.get("body"), texts)[:8])
        cache.remember(_view_key(page), job.view)
    origin = _Origin(digest_code(), press.theme.digest, press.theme.words, fields)
    before: _Kept | None = cache.recall(last.key, _Kept) if last else None
    if not made.diagnostics:
        cache.remember(job.key, _Kept(made.output.digest, made.output.size, origin))
        cache.put(_bytes_key(made.output.digest), made.packed)
    return Change(page.path, origin.compare(before.origin if before else None) or ("cache",))


def _reuse(page: Page, key: bytes, last: Last | None, stage: Stage, workshop: Workshop) -> Output | None:
    """The output that a page gave before: the published file where it still stands, else its bytes from the cache."""
    cache = workshop.cache
    known: _Kept | Last | None = last if last and last.key == key else cache.recall(key, _Kept)
    if known is None:
        return None
    output = Output(page.path, known.digest, known.size)
    workshop.touch(key, _bytes_key(output.digest), _view_key(page))
    try:
        return stage.keep(output)
    except LookupError:
        packed = cache.get(_bytes_key(output.digest))
        data = decompress(packed) if packed else None
        # What a row says of itself is not taken on trust: a page that is not what it was is rendered again.
        if data is None or sha256(data).hexdigest() != output.digest:
            return None
        return stage.write(output.path, data)


def _last_key(stage: Stage) -> bytes:
    return digest("last", stage.target.name)


def _view_key(page: Page) -> bytes:
    return b"view" + page.view


def _bytes_key(digest_of_bytes: str) -> bytes:
    return b"page" + bytes.fromhex(digest_of_bytes)[:16]


def _report_lost(page: Page, *, hung: bool) -> Diagnostic:
    return find(
        "processing-failed",
        Location(page.source),
        say("making {path} took too long", path=page.path)
        if hung
        else say("making {path} ended the process that did it", path=page.path),
    )
