"""Whatever is edited, in whatever order: the site that a build brings up to date is the one that it makes from nothing.

How far this goes is set by the environment: about 100 edits as a rule, 500 with PLCSITE_CI, and as many as
PLCSITE_STEPS says where it is set (`PLCSITE_STEPS=5000 pytest tests/test_equivalence.py`).
"""

from __future__ import annotations

import copy
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from plcsite.cache import FILE, FOLDER, Cache
from plcsite.examine import Options, Stopwatch, Unusable, examine
from plcsite.execution import Workshop
from plcsite.paths import Root
from plcsite.states import find_source, write_translates
from plcsite.target import MANIFEST
from plcsite.values import replace
from plcsite.workers import Crew
from tests.conftest import NOW
from tests.looking import draw
from tests.previewing import Preview
from tests.test_properties import Plan, plans
from tests.tiny import SERIAL, THEME, Ran, differ, read_bytes, run, write_words

STEPS = int(os.environ.get("PLCSITE_STEPS") or (500 if os.environ.get("PLCSITE_CI") else 100))
LENGTH = 20 if STEPS < 2_000 else 40

LANGUAGES = ("en", "nl")
# Few, and most of them news, so that entries meet in lists and stand beside each other.
NAMES = [*(f"news/name{number}" for number in range(5)), "events/name0", "events/name1", "guides/name0", "name0"]
CLOCKS = [NOW, *(datetime(*day, 12, tzinfo=UTC) for day in ((2018, 1, 1), (2026, 11, 22), (2026, 12, 2), (2028, 1, 1)))]
HOURS = ("2026-11-22", "2026-11-22T10:00", "2026-11-22T09:00:00Z", "2026-11-22T10:00:00+01:00", "2026-12-01T19:00")
KEYS: Mapping[str, tuple[str | None, ...]] = {
    "title": ("Appel", "Peer", "[Pears]{lang=en} & peren", None),
    "summary": ("Kort.", "Langer dan kort.", None),
    "slug": ("appel", "peer", None, None),
    "date": (*HOURS, "2018-02-27", "2027-01-01", None),
    "start": (*HOURS, "2026-12", "2027-03-01T10:00", None),
    "end": ("21:00", "2026-12-02", None),
    "expires": (*HOURS, None),
    "updated": ("2026-11-20", "2026-11-21T08:00", None),
    "draft": ("true", None, None),
    "aliases": ("/nl/oud/", "/en/old/", None),
    "tags": ("apple", "[apple, pear]", "Plum", None),
    "authors": ("ann", "Bob Free", None),
    "pinned": ("true", "2026-11-25", None),
    "missing": ("link", "page", "hide", None),
    "series": ("walks", None),
    "order": ("1", "2", None),
    "toc": ("true", None),
    "cover": ("/media/dot.png", "{image: /media/dot.png, decorative: true}", None),
    "language": ("en", "nl", None),
    "timezone": ("America/New_York", None),
    "location": ("Town hall", "unknown", None),
    "speakers": ("ann", "Cas Free", None),
    "registration": ("{url: 'https://example.org/', opens: 2026-11-22, closes: 2026-11-30}", None),
    "details_follow": ("true", None),
    "repeats": (
        "{every: week}",
        "{every: month, until: 2027-06}",
        "FREQ=DAILY;COUNT=3",
        "{every: week, on: dinsdag}",
        None,
    ),
    "also_on": ("2026-12-03", "[2026-11-23, 2027-01-01T20:00]", None),
    "skip": ("2026-12-08", "2026-12-01", None),
    "cancelled_on": ("2026-12-08", "2026-11-29", None),
    "changes": (
        "[{on: 2026-12-08, start: 20:00, location: Town hall, title: Other}]",
        "[{on: 2026-11-29, page: events/name1}]",
        None,
    ),
    "translates": ("en", "nl", "en@0123456789ab", None),
    "translated": ("2026-11-22", "2028-01-01", None),
    "key": ("news/name0", None, None),
    "kind": ("page", None, None),
    "nonsense": ("1", None, None),
}
OFTEN = ("title", "summary", "date", "slug", "draft", "missing") * 4
# The last three differ in what their own pages show, and in nothing that others see.
BODIES = (
    "Words.",
    "",
    "## A heading\n\nSee [that](/news/name0.md) and [this](/events/name1.md#a-heading).",
    "![A dot](/media/dot.png)\n\nA note[^1].\n\n[^1]: 'Quoted' -- and more.",
    "[Better]{lang=en} <script>alert(1)</script> <!-- said in silence -->",
    "[A file](/media/paper.pdf), [nowhere](/news/nowhere.md).",
    "\ttabbed\r\nlines   \r\n\r\n* of\n* a list",
    "Words.\n\nMore of them.",
    "Words.\n\nMore, and then some.",
    "Words.\n\n*Fewer* of them.",
)
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "page_size": ("1", "2", "10"),
    "timezone": ('"Europe/Brussels"', '"America/New_York"', '"UTC"'),
    "default_language": ('"en"', '"nl"'),
    "contact": ('"us@example.org"', '"them@example.org"'),
    "slugs": ('"ascii"', '"unicode"'),
}
TITLES: Mapping[str, tuple[str, ...]] = {
    "title": ('"T"', '"Samen"'),
    "tagline": ('"Better"', '"Beter"'),
    "menu": ('["news", "events"]', '["events", "tags", "name1"]'),
    "segments": ('{ news = "nieuws" }', '{ past = "voorbij", tags = "labels" }'),
}
VOCABULARIES = {
    "content/tags.toml": ('[apple]\nen = "Apple"\nnl = "Appel"\n', '[apple]\nen = "Apple"\n[pear]\nnl = "Peer"\n'),
    "content/people.toml": ('[ann]\nname = "Ann"\n', '[ann]\nname = "Anna"\nurl = "https://example.org/"\n'),
    "content/places.toml": ('[town-hall]\nname = { en = "Town hall", nl = "Gemeentehuis" }\n',),
    "content/media/paper.pdf": ("%PDF-1.4", "%PDF-1.5 longer"),
    "static/robots.txt": ("User-agent: *\n", "\n"),
    "static/en/name0/index.html": ("in the way",),
    "content/en/index.md": ("---\ntitle: Home\n---\nWelcome.\n",),
    "content/nl/news/index.md": ("---\ntitle: Nieuws\n---\nAl het nieuws.\n",),
    "themes/tiny/templates/event.html": ("{{ title }}{{ details }}{{ body | html }}",),
}
HOUSE: Mapping[str, tuple[str, ...]] = {
    **{
        f"themes/tiny/templates/{name}.html": tuple(
            THEME[f"themes/tiny/templates/{name}.html"] + words for words in ("", "one", "two")
        )
        for name in ("document", "list", "home")
    },
    **{
        f"themes/tiny/locales/{language}.po": tuple(write_words(language, word) for word in ("Welcome", "Welkom"))
        for language in LANGUAGES
    },
    "themes/tiny/assets/style.css": ("body { color: red }\n", "body { color: blue }\n"),
}


@dataclass
class File:
    """A file of content: lines of front matter by key, and a body."""

    meta: dict[str, str]
    body: str

    def write(self, path: Path) -> None:
        """Writes it where it goes."""
        lines = [f"{key}: {value}" for key, value in self.meta.items()]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["---", *lines, "---", self.body, ""]), encoding="utf-8", newline="")


def draw_other(data: st.DataObject, values: Sequence[Any], now: Any) -> Any:
    """Another of some values than the one that stands."""
    return data.draw(st.sampled_from([value for value in values if value != now]))


def read_plan(plan: Plan) -> tuple[dict[str, File], dict[str, str]]:
    """The files of a plan: those of content, taken apart, and the others."""
    content, others = {}, {}
    for path, text in plan.files():
        if path.endswith(".md"):
            _, head, body = text.split("---\n", 2)
            content[path] = File(dict(line.split(": ", 1) for line in head.splitlines()), body)
        else:
            others[path] = text.replace("[site]", '[site]\ntheme = "tiny"')
    # So that most edits give a site.
    others["plcsite.toml"] += '[diagnostics]\nbroken-link = "warning"\nmissing-alt = "off"\n'
    return content, others


def take_line(site: Path, options: Options, path: str) -> str:
    """What a translation that is up to date says under `translates`; empty where there is nothing to say."""
    workshop = Workshop(Cache(None))
    try:
        entries = examine(Root(site), options, workshop, Stopwatch(float)).entries
    except Unusable:
        return ""
    finally:
        workshop.close()
    for entry in entries:
        for document in entry.documents.values():
            if document.path == path and document.translates:
                return write_translates(find_source(document, entry.documents, entry.original)).partition(": ")[2]
    return ""


@dataclass
class Line:
    """A place that is built into again and again, with a cache of its own, by one process or by several."""

    folder: Path
    crew: Crew
    ran: Ran | None = None

    def build(self, site: Path, options: Options) -> Ran:
        """One more build there."""
        self.folder.mkdir(exist_ok=True)
        self.ran = run(site, self.target(options), options, self.folder, self.crew)
        return self.ran

    def target(self, options: Options) -> Path:
        """Where it publishes: previews never replace a published site."""
        return self.folder / ("preview" if options.preview else "public")

    @property
    def cache(self) -> Path:
        """The file of its cache."""
        return self.folder / FOLDER / FILE


class Edits(RuleBasedStateMachine):
    """A site under edits. After each, two builds that know the one before are held against one that knows nothing."""

    content: dict[str, File]
    before: tuple[dict[str, File], dict[str, dict[str, str]], dict[str, bytes], Options] | None = None

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp(prefix="plcsite-"))
        self.site = self.base / "site"
        self.lines = [Line(self.base / "alone", SERIAL), Line(self.base / "two", Crew(2, threshold=0))]
        self.preview = Preview(self.site)
        self.options = Options(NOW, hold_broken=True)
        self.settings: dict[str, dict[str, str]] = {}
        self.now = self.before

    def teardown(self) -> None:
        """Leaves nothing behind."""
        shutil.rmtree(self.base)

    @initialize(plan=plans(languages=LANGUAGES).filter(lambda plan: len(plan.entries) > 2))
    def begin(self, plan: Plan) -> None:
        """A random site."""
        self.content, others = read_plan(plan)
        for line in others["plcsite.toml"].splitlines():
            if line.startswith("["):
                own = self.settings.setdefault(line.strip("[]"), {})
            else:
                own.update([line.split(" = ", 1)])
        for path, text in {**THEME, **others}.items():
            self.write(path, text)
        self.write("content/media/dot.png", draw(4, 3))
        for path, file in self.content.items():
            file.write(self.site / path)

    def write(self, path: str, data: str | bytes) -> None:
        """A file of the site."""
        target = self.site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)

    def choose(self, data: st.DataObject) -> str:
        """A file of content."""
        return data.draw(st.sampled_from(sorted(self.content)))

    def rewrite(self, data: st.DataObject, path: str, texts: Sequence[str | None]) -> None:
        """Another text in a file of the site, None for no file."""
        now = (self.site / path).read_text("utf-8") if (self.site / path).exists() else None
        text = draw_other(data, texts, now)
        if text is None:
            (self.site / path).unlink(missing_ok=True)
        else:
            self.write(path, text)

    # --- content -----------------------------------------------------------------------------------------------

    @rule(
        language=st.sampled_from(LANGUAGES),
        name=st.sampled_from(NAMES),
        bundle=st.booleans(),
        day=st.sampled_from(HOURS),
        body=st.sampled_from(BODIES),
    )
    def add(self, language: str, name: str, bundle: bool, day: str, body: str) -> None:
        """A new file, or another in its place."""
        meta = {"title": f"{name} {language}"}
        if name.startswith(("news", "events")):
            meta["date" if name.startswith("news") else "start"] = day
        path = f"content/{language}/{name}{'/index' if bundle else ''}.md"
        self.content[path] = File(meta, body)
        self.content[path].write(self.site / path)

    @precondition(lambda self: self.content)
    @rule(data=st.data(), key=st.sampled_from((*sorted(KEYS), *OFTEN)))
    def change_a_key(self, data: st.DataObject, key: str) -> None:
        """A line of front matter written, changed or taken out."""
        path = self.choose(data)
        file = self.content[path]
        value = draw_other(data, KEYS[key], file.meta.get(key))
        file.meta.pop(key, None)
        if value is not None:
            file.meta[key] = value
        file.write(self.site / path)

    @precondition(lambda self: self.content)
    @rule(data=st.data())
    def change_a_body(self, data: st.DataObject) -> None:
        """Other words."""
        path = self.choose(data)
        file = self.content[path]
        file.body = draw_other(data, BODIES, file.body)
        file.write(self.site / path)

    @precondition(lambda self: self.content)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        """A file goes."""
        path = self.choose(data)
        del self.content[path]
        (self.site / path).unlink()

    @precondition(lambda self: self.content)
    @rule(data=st.data(), name=st.sampled_from(NAMES))
    def rename(self, data: st.DataObject, name: str) -> None:
        """A file moves, perhaps to another section."""
        old = self.choose(data)
        new = f"content/{old.split('/')[1]}/{name}.md"
        self.content[new] = self.content.pop(old)
        (self.site / old).unlink()
        self.content[new].write(self.site / new)

    @precondition(lambda self: self.content)
    @rule(data=st.data(), draft=st.booleans())
    def translate(self, data: st.DataObject, draft: bool) -> None:
        """A file in the other language joins."""
        path = self.choose(data)
        language = path.split("/")[1]
        other = path.replace(f"/{language}/", "/nl/" if language == "en" else "/en/", 1)
        meta = {"title": "Vertaald", "translates": language, **({"draft": "true"} if draft else {})}
        self.content[other] = File(meta, self.content[path].body)
        self.content[other].write(self.site / other)

    @precondition(lambda self: any("translates" in file.meta for file in self.content.values()))
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        """A translation is stamped with the words that its original has now."""
        path = data.draw(
            st.sampled_from(sorted(path for path, file in self.content.items() if "translates" in file.meta))
        )
        file = self.content[path]
        file.meta["translates"] = take_line(self.site, self.options, path) or file.meta["translates"]
        file.write(self.site / path)

    @rule(data=st.data(), path=st.sampled_from(sorted(VOCABULARIES)))
    def change_another_file(self, data: st.DataObject, path: str) -> None:
        """Vocabularies, media, words for generated pages: written, changed or taken away."""
        self.rewrite(data, path, (*VOCABULARIES[path], None))

    @rule(width=st.integers(1, 3))
    def change_a_picture(self, width: int) -> None:
        """Other pixels under the same name."""
        self.write("content/media/dot.png", draw(width, 3))

    # --- the house ---------------------------------------------------------------------------------------------

    @rule(data=st.data(), path=st.sampled_from(sorted(HOUSE)))
    def change_the_theme(self, data: st.DataObject, path: str) -> None:
        """A page looks otherwise, an interface word is another, a style sheet gets another address."""
        self.rewrite(data, path, HOUSE[path])

    @rule(data=st.data(), key=st.sampled_from(sorted(SETTINGS)))
    def change_a_setting(self, data: st.DataObject, key: str) -> None:
        """A line of the site's table."""
        self.set("site", key, data.draw(st.sampled_from(SETTINGS[key])))

    @rule(data=st.data(), language=st.sampled_from(LANGUAGES), key=st.sampled_from(sorted(TITLES)))
    def change_a_language(self, data: st.DataObject, language: str, key: str) -> None:
        """A line of a language's table."""
        self.set(f"languages.{language}", key, data.draw(st.sampled_from(TITLES[key])))

    def set(self, table: str, key: str, value: str) -> None:
        """Writes a line of a table in the place of the one before."""
        self.settings[table] = {**self.settings[table], key: value}
        lines = (
            f"[{table}]\n" + "".join(f"{key} = {value}\n" for key, value in each.items())
            for table, each in self.settings.items()
        )
        self.write("plcsite.toml", "\n".join(lines))

    @precondition(lambda self: self.before)
    @rule()
    def undo(self) -> None:
        """All is as it was before the last edit."""
        assert self.before is not None
        self.content, self.settings, files, self.options = copy.deepcopy(self.before)
        shutil.rmtree(self.site)
        for path, data in files.items():
            self.write(path, data)

    # --- how it is built ---------------------------------------------------------------------------------------

    @rule(flag=st.sampled_from(("drafts", "future", "hold_broken")))
    def turn_a_flag(self, flag: str) -> None:
        """On or off."""
        turned: dict[str, Any] = {flag: not getattr(self.options, flag)}
        self.options = replace(self.options, **turned)

    @rule()
    def change_the_address(self) -> None:
        """The site is built for another host, or for its own again."""
        self.options = replace(self.options, url=None if self.options.url else "https://example.org/sub/")

    @rule(at=st.sampled_from(CLOCKS))
    def set_the_clock(self, at: datetime) -> None:
        """Forward or back."""
        self.options = replace(self.options, at=at)

    @rule(seconds=st.integers(-1, 1))
    def wait_for_the_next_change(self, seconds: int) -> None:
        """To the moment that was announced, or the second before or after."""
        coming = self.lines[0].ran and self.lines[0].ran.summary.next_change
        if coming:
            self.options = replace(self.options, at=coming.at + timedelta(seconds=seconds))

    @rule(data=st.data(), how=st.sampled_from(("folder", "workspace", "file", "bytes", "letters")))
    def tamper_with_what_is_published(self, data: st.DataObject, how: str) -> None:
        """Someone removes or changes what a build wrote."""
        for line in self.lines:
            target = line.target(self.options)
            if how == "folder":
                shutil.rmtree(target, ignore_errors=True)
            elif how == "workspace":
                shutil.rmtree(line.folder / f".{target.name}.plcsite", ignore_errors=True)
        targets = [line.target(self.options) for line in self.lines]
        paths = sorted(set.intersection(*(set(read_bytes(target)) for target in targets)) - {MANIFEST})
        if how in ("file", "bytes", "letters") and paths:
            path = data.draw(st.sampled_from(paths))
            for target in targets:
                TAMPERINGS[how](target / path)

    @rule(data=st.data(), how=st.sampled_from(("removed", "cut", "flipped")))
    def lose_the_cache(self, data: st.DataObject, how: str) -> None:
        """It is gone, or no longer what it was."""
        for line in self.lines:
            if not line.cache.exists():
                continue
            raw = bytearray(line.cache.read_bytes())
            if how == "removed":
                line.cache.unlink()
            elif raw and how == "cut":
                line.cache.write_bytes(raw[: len(raw) // 2])
            elif raw:
                for place in data.draw(st.lists(st.integers(0, 10**6), min_size=1, max_size=8)):
                    raw[place % len(raw)] ^= 0xFF
                line.cache.write_bytes(raw)

    @rule()
    def change_nothing(self) -> None:
        """One more build of the same."""

    # --- what must hold ----------------------------------------------------------------------------------------

    @invariant()
    def a_build_from_nothing_gives_the_same(self) -> None:
        """Bytes, findings, what is withheld and what comes next; with errors, what was published stays.

        The preview, which keeps the site in memory, shows the same.
        """
        if not self.settings:
            return
        self.before, self.now = (
            self.now,
            copy.deepcopy((self.content, self.settings, read_bytes(self.site), self.options)),
        )
        fresh = self.base / "fresh" / self.lines[0].target(self.options).name
        shutil.rmtree(fresh.parent, ignore_errors=True)
        expected = run(self.site, fresh, self.options, None)
        for line in self.lines:
            target = line.target(self.options)
            before = read_bytes(target)
            ran = line.build(self.site, self.options)
            assert replace(ran.summary, published=None, changes=()) == replace(
                expected.summary, published=None, changes=()
            )
            if expected.summary.published is None:
                assert read_bytes(target) == before
            else:
                assert differ(target, fresh) == []
        shown = self.preview.update(replace(self.options, hold_broken=True))
        if expected.summary.published:
            found = shown.examined.diagnostics
            assert found == expected.summary.diagnostics[: len(found)]
            published = {path: data for path, data in read_bytes(fresh).items() if path != MANIFEST}
            assert dict(shown.pages) == published


TAMPERINGS: Mapping[str, Callable[[Path], object]] = {
    "file": lambda path: path.unlink(),
    "bytes": lambda path: path.write_bytes(path.read_bytes() + b" "),
    "letters": lambda path: path.write_bytes(path.read_bytes()[::-1]),
}


@settings(max_examples=max(3, STEPS // 10), suppress_health_check=list(HealthCheck))
@given(plans(languages=LANGUAGES), st.data())
def test_nothing_differs_before_the_next_change_and_something_does_at_it(plan: Plan, data: st.DataObject) -> None:
    """Up to the second before the moment that is announced, a build from nothing gives the same bytes; then others."""
    content, others = read_plan(plan)
    for path, file in content.items():
        if data.draw(st.booleans()):
            file.meta["expires"] = data.draw(st.sampled_from(HOURS))
        if data.draw(st.booleans()):
            file.meta["pinned"] = "2026-11-25"
        if "start" in file.meta:
            file.meta["start"] = data.draw(st.sampled_from([each for each in KEYS["start"] if each]))
            file.meta["registration"] = str(KEYS["registration"][0])
        note(f"{path}: {file.meta}")
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        for path, text in {**THEME, **others}.items():
            (base / "site" / path).parent.mkdir(parents=True, exist_ok=True)
            (base / "site" / path).write_text(text, encoding="utf-8")
        for path, file in content.items():
            file.write(base / "site" / path)

        def build(name: str, at: datetime) -> Ran:
            return run(base / "site", base / name / "public", Options(at, hold_broken=True), None)

        at = data.draw(st.sampled_from(CLOCKS))
        coming = build("now", at).summary.next_change
        last = coming.at - timedelta(seconds=1) if coming else datetime(2080, 1, 1, tzinfo=UTC)
        build("before", last)
        assert differ(base / "now" / "public", base / "before" / "public") == []
        if coming:
            build("then", coming.at)
            # A pin may end on an entry that is in no list.
            assert coming.reason == "pinned" or differ(base / "now" / "public", base / "then" / "public") != []


@pytest.mark.timeout(0 if STEPS > 500 else 300)
def test_an_edited_site_is_the_one_that_is_built_from_nothing() -> None:
    """After each of many random edits, with one process and with two, byte for byte."""
    run_state_machine_as_test(
        Edits,
        settings=settings(
            settings(),
            max_examples=max(1, STEPS // LENGTH),
            stateful_step_count=LENGTH,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        ),
    )
