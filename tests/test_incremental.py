"""The incremental build: what an edit renders again, exactly, and why; all else keeps its bytes and its file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from plcsite.cache import FILE, FOLDER, Cache
from plcsite.cli.build import command
from plcsite.cli.session import Session
from plcsite.examine import Options
from plcsite.making import Last
from plcsite.target import MANIFEST, read_manifest
from plcsite.values import replace
from plcsite.workers import Crew
from tests.conftest import NOW, TestSite
from tests.publishing import identify
from tests.tiny import TINY, Ran, differ, read_bytes, run, write_words

POST_EN = "---\ntitle: First\ndate: 2018-02-27\nauthors: ann\ntags: school\nsummary: In short.\n---\nHello, *world*.\n"
POST_NL = "---\ntitle: Eerste\nslug: eerste\nsummary: In het kort.\n---\nDag, *wereld*.\n"
SECOND = "---\ntitle: Second\ndate: 2018-03-01\nauthors: bob\nsummary: More.\n---\nSee [the first](first.md).\n"
SOLO = "---\ntitle: Alleen\ndate: 2017-05-05\nmissing: hide\nsummary: Stil.\n---\nNiets.\n"
EVENT = "---\ntitle: Evening\nstart: 2026-12-01T19:00\nend: 21:00\nsummary: Come.\n---\nWelcome.\n"
ABOUT = "---\ntitle: About\nmissing: hide\nsummary: Us.\n---\nWe are.\n"
TAGS = '[school]\nen = "School"\nnl = "School"\n\n[garden]\nen = "Garden"\nnl = "Tuin"\n'
PEOPLE = '[ann]\nname = "Ann Example"\n\n[bob]\nname = "Bob Example"\n'

RICH = {
    **TINY,
    "plcsite.toml": TINY["plcsite.toml"].replace("title =", 'menu = ["news", "events"]\ntitle ='),
    "content/tags.toml": TAGS,
    "content/people.toml": PEOPLE,
    "content/en/news/first.md": POST_EN,
    "content/nl/news/first.md": POST_NL,
    "content/en/news/second.md": SECOND,
    "content/nl/news/solo.md": SOLO,
    "content/en/events/evening.md": EVENT,
    "content/en/about.md": ABOUT,
    "static/robots.txt": "User-agent: *\n",
}


@dataclass(frozen=True)
class Desk:
    """A site that was built once, and is built again after edits."""

    site: TestSite

    def build(self, crew: Crew | None = None, **options: object) -> Ran:
        """One more build; it must not differ from one from nothing."""
        chosen = replace(Options(NOW), **options)  # type: ignore[arg-type]
        ran = run(self.site.folder, self.site.public, chosen, self.site.folder, crew or Crew(1))
        fresh = self.site.folder.parent / "fresh" / "public"
        shutil.rmtree(fresh.parent, ignore_errors=True)
        again = run(self.site.folder, fresh, chosen, None)
        assert differ(self.site.public, fresh) == []
        assert again.summary.diagnostics == ran.summary.diagnostics
        assert again.summary.next_change == ran.summary.next_change
        return ran

    def edit(self, path: str, old: str, new: str) -> None:
        """Replaces words in a file, where they stand once or more."""
        text = (self.site.folder / path).read_text("utf-8")
        assert old in text
        self.site.write({path: text.replace(old, new)})


@pytest.fixture
def desk(site: Callable[..., TestSite]) -> Desk:
    """A small bilingual site with all that depends on each other, built once."""
    made = Desk(site(RICH))
    assert made.build().summary.diagnostics == ()
    return made


# What lists the first post, in each language, and what shows it beside its own text.
LISTS_EN = {"en/news/", "en/news/2018/", "en/people/ann-example/", "en/tags/school/"}
LISTS_NL = {"nl/nieuws/", "nl/nieuws/2018/", "nl/mensen/ann-example/", "nl/onderwerpen/school/"}
ALL_EN = {
    *LISTS_EN,
    *("en/", "en/404.html", "en/about/", "en/events/", "en/events/evening/", "en/events/past/"),
    *("en/news/first/", "en/news/second/", "en/people/", "en/people/bob-example/", "en/tags/"),
}
ALL_NL = {
    *LISTS_NL,
    *("nl/", "nl/404.html", "nl/agenda/", "nl/agenda/voorbij/", "nl/nieuws/2017/", "nl/nieuws/eerste/"),
    *("nl/nieuws/solo/", "nl/mensen/", "nl/onderwerpen/"),
}
ALL = {*ALL_EN, *ALL_NL, "", "404.html"}
STYLE = "assets/style.b4d5deb2f19a.css"

FIRST, EERSTE = "content/en/news/first.md", "content/nl/news/first.md"
THIRD = {"content/en/news/third.md": "---\ntitle: Third\ndate: 2018-04-01\nsummary: S.\n---\nWords.\n"}
TWEEDE = {"content/nl/news/second.md": "---\ntitle: Tweede\nsummary: Meer.\n---\nWoorden.\n"}

Edit = Callable[[Desk], object]
Expected = Mapping[str, set[str]]
"""The addresses that are rendered again, under the causes that `--explain` gives."""


def replacing(path: str, old: str, new: str) -> Edit:
    """An edit of some words in a file."""
    return lambda desk: desk.edit(path, old, new)


def writing(files: Mapping[str, str]) -> Edit:
    """New files."""
    return lambda desk: desk.site.write(files)


# Each edit with how many files are parsed and converted again, and with what is rendered again.
EDITS: Mapping[str, tuple[Edit, tuple[int, int], Expected]] = {
    "a body": (replacing(FIRST, "world", "whole world"), (1, 1), {"body": {"en/news/first/"}}),
    "white space": (replacing(FIRST, "*.\n", "*.\n\n\n"), (1, 1), {}),
    "a title": (
        replacing(FIRST, "First", "Very first"),
        (1, 0),
        {
            "head title share": {"en/news/first/"},
            "groups": LISTS_EN,
            "news": {"en/"},
            "recent": {"en/news/second/"},
        },
    ),
    "a summary": (
        replacing(FIRST, "In short", "In a word"),
        (1, 0),
        {"head summary": {"en/news/first/"}, "groups": LISTS_EN, "news": {"en/"}, "recent": {"en/news/second/"}},
    ),
    "a date": (
        replacing(FIRST, "2018-02-27", "2018-02-28"),
        (1, 0),
        {
            "date": {"en/news/first/", "nl/nieuws/eerste/"},
            "groups": LISTS_EN | LISTS_NL,
            "news": {"en/", "nl/"},
            "recent": {"en/news/second/", "nl/nieuws/solo/"},
        },
    ),
    "a date, so that another post leads": (
        replacing(FIRST, "2018-02-27", "2018-03-27"),
        (1, 0),
        {
            "date": {"en/news/first/", "nl/nieuws/eerste/"},
            "groups": LISTS_EN | LISTS_NL,
            "lead news": {"en/", "nl/"},
            "recent": {"en/news/second/", "nl/nieuws/solo/"},
        },
    ),
    "a tag": (
        replacing(FIRST, "tags: school", "tags: [school, garden]"),
        (1, 0),
        {
            "tags": {"en/news/first/", "nl/nieuws/eerste/"},
            "new": {"en/tags/garden/", "nl/onderwerpen/tuin/"},
            "terms": {"en/tags/", "nl/onderwerpen/"},
        },
    ),
    "a new post": (
        writing(THIRD),
        (1, 1),
        {
            "new": {"en/news/third/"},
            "groups": {"en/news/", "en/news/2018/", "nl/nieuws/", "nl/nieuws/2018/"},
            "lead news": {"en/", "nl/"},
            "recent": {"en/news/first/", "en/news/second/", "nl/nieuws/eerste/", "nl/nieuws/solo/"},
        },
    ),
    "a deleted post": (
        lambda desk: (desk.site.folder / "content/en/news/second.md").unlink(),
        (0, 0),
        {
            "groups": {"en/news/", "en/news/2018/", "nl/nieuws/", "nl/nieuws/2018/"},
            "lead news": {"en/", "nl/"},
            "recent": {"en/news/first/", "nl/nieuws/eerste/", "nl/nieuws/solo/"},
            "terms": {"en/people/"},
        },
    ),
    "a slug": (
        replacing(EERSTE, "slug: eerste", "slug: allereerste"),
        (1, 0),
        {
            "new": {"nl/nieuws/allereerste/"},
            "head": {"en/news/first/"},
            "groups": LISTS_NL,
            "news": {"nl/"},
            "recent": {"nl/nieuws/solo/"},
        },
    ),
    "a translation": (
        writing(TWEEDE),
        (1, 1),
        {
            "new": {"nl/nieuws/second/", "nl/mensen/bob-example/"},
            "head": {"en/news/second/", "en/people/bob-example/"},
            "groups": {"nl/nieuws/", "nl/nieuws/2018/"},
            "lead": {"nl/"},
            "recent": {"nl/nieuws/eerste/", "nl/nieuws/solo/"},
            "terms": {"nl/mensen/"},
        },
    ),
    # More than half of the Dutch lists would be foreign now, and they end with “more in English”.
    "a translation that becomes a draft": (
        replacing(EERSTE, "slug: eerste", "slug: eerste\ndraft: true"),
        (1, 1),
        {
            "head": {
                *("en/news/2018/", "en/news/first/", "en/people/", "en/people/ann-example/"),
                *("en/people/bob-example/", "en/tags/", "en/tags/school/"),
            },
            "lead news news_more": {"nl/"},
            "years": {"nl/nieuws/2017/"},
            "groups more years": {"nl/nieuws/"},
            "recent": {"nl/nieuws/solo/"},
        },
    ),
    "an alias": (replacing(EERSTE, "slug: eerste", "slug: eerste\naliases: /nl/oud/"), (1, 1), {}),
    "a word that no page shows": (replacing("content/tags.toml", '"Tuin"', '"Moestuin"'), (0, 0), {}),
    "a word of the vocabulary": (
        replacing("content/tags.toml", 'nl = "School"', 'nl = "Onderwijs"'),
        (0, 0),
        {
            "new": {"nl/onderwerpen/onderwijs/"},
            "head": {"en/tags/school/"},
            "tags": {"nl/nieuws/eerste/"},
            "terms": {"nl/onderwerpen/"},
        },
    ),
    "an author's name": (
        replacing("content/people.toml", "Ann Example", "Anna Example"),
        (0, 0),
        {
            "new": {"en/people/anna-example/", "nl/mensen/anna-example/"},
            "authors": {"en/news/first/", "nl/nieuws/eerste/"},
            "groups": {*LISTS_EN, *LISTS_NL} - {"en/people/ann-example/", "nl/mensen/ann-example/"},
            "news": {"en/", "nl/"},
            "recent": {"en/news/second/", "nl/nieuws/solo/"},
            "terms": {"en/people/", "nl/mensen/"},
        },
    ),
    "a template": (
        replacing("themes/tiny/templates/list.html", "<!doctype html>", "<!doctype html>\n"),
        (0, 0),
        {"theme": {*ALL, STYLE}},
    ),
    "a word of a catalogue": (
        writing({"themes/tiny/locales/nl.po": write_words("nl", "Hallo")}),
        (0, 0),
        {"catalogue": {*ALL, STYLE}},
    ),
    "a language's title": (
        replacing("plcsite.toml", "Samen leren", "Samen sterk"),
        (0, 0),
        {
            "site": ALL_NL - {"nl/", "nl/404.html"},
            "site head": {"nl/"},
            "site head apologies": {"nl/404.html"},
            "apologies": {"404.html"},
            "choices": {""},
        },
    ),
    "a menu": (
        replacing("plcsite.toml", '"events"]\ntitle = "Samen', '"events", "about"]\ntitle = "Samen'),
        (0, 0),
        {},
    ),
    "the order of a menu": (
        replacing("plcsite.toml", '["news", "events"]\ntitle = "Samen', '["events", "news"]\ntitle = "Samen'),
        (0, 0),
        {"site": ALL_NL - {"nl/404.html"}, "site apologies": {"nl/404.html"}, "apologies": {"404.html"}},
    ),
    "the length of lists": (
        replacing("plcsite.toml", "[site]", "[site]\npage_size = 1"),
        (0, 0),
        {
            "groups pager": {"en/news/", "nl/nieuws/"},
            "new": {"en/news/page/2/", "nl/nieuws/page/2/", "nl/nieuws/page/3/"},
        },
    ),
    "a file that is copied": (replacing("static/robots.txt", "*", "x"), (0, 0), {}),
}


def outputs(addresses: set[str]) -> set[str]:
    """The paths of addresses."""
    return {f"{path}index.html" if path.endswith("/") or not path else path for path in addresses}


def group_by_causes(ran: Ran) -> dict[str, set[str]]:
    """The outputs that a build rendered, under why."""
    grouped: dict[str, set[str]] = {}
    for path, causes in ran.changes.items():
        grouped.setdefault(" ".join(causes), set()).add(path)
    return grouped


def test_the_first_build_renders_everything_as_new(desk: Desk) -> None:
    """The control: all pages that the tests below speak of, and no other, are there."""
    first = run(desk.site.folder, desk.site.folder / "elsewhere", Options(NOW), None)
    assert group_by_causes(first) == {"new": outputs({*ALL, STYLE})}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_renders_what_shows_it_and_nothing_else(edit: str, desk: Desk) -> None:
    """By path, with the fields that changed; files of all other outputs are the same files as before."""
    change, (parsed, converted), expected = EDITS[edit]
    before, bytes_before = identify(desk.site.public), read_bytes(desk.site.public)
    change(desk)
    ran = desk.build()
    assert group_by_causes(ran) == {causes: outputs(paths) for causes, paths in expected.items()}
    assert (ran.misses.get("parse", 0), ran.misses.get("convert", 0)) == (parsed, converted)
    after, bytes_after = identify(desk.site.public), read_bytes(desk.site.public)
    touched = {path for path in before.keys() & after.keys() if before[path] != after[path]} - {MANIFEST}
    assert touched == {path for path in before.keys() & after.keys() if bytes_before[path] != bytes_after[path]} - {
        MANIFEST
    }


def test_words_that_no_other_page_sees_assemble_nothing(desk: Desk) -> None:
    """The site stands as it was planned, and the body goes into the view of the last time."""
    desk.edit(FIRST, "world", "whole world")
    ran = desk.build()
    assert ran.changes == {"en/news/first/index.html": ("body",)}
    assert "assemble" not in ran.stages


@pytest.mark.parametrize("path", [FIRST, EERSTE])
def test_a_finding_in_a_file_that_was_touched_moves_with_it(desk: Desk, path: str) -> None:
    """Of a file with findings everything counts, also where only lines shift."""
    desk.edit(path, "*.", "*.\n\n<blink>Now</blink>")
    (before,) = desk.build().summary.diagnostics
    desk.edit(path, "*.\n\n<", "*.\n\nMore.\n\n<")
    (after,) = desk.build().summary.diagnostics
    assert after.location == replace(before.location, line=before.location.line + 2)


def test_a_plan_whose_views_are_lost_is_drawn_up_anew(desk: Desk) -> None:
    """The cache may lose any row at any time."""
    with closing(sqlite3.connect(desk.site.folder / FOLDER / FILE)) as rows, rows:
        assert rows.execute("DELETE FROM rows WHERE substr(key, 1, 4) = CAST('view' AS BLOB)").rowcount > 0
    desk.edit(FIRST, "world", "whole world")
    ran = desk.build()
    assert "assemble" in ran.stages
    assert ran.changes == {"en/news/first/index.html": ("body",)}


def test_theme_and_catalogue_are_told_apart(desk: Desk) -> None:
    """Who changed a template and a word is told of both."""
    for edit in ("a template", "a word of a catalogue"):
        EDITS[edit][0](desk)
    assert set(desk.build().changes.values()) == {("catalogue", "theme")}


def test_an_edit_that_is_undone_costs_nothing_to_make_again(desk: Desk) -> None:
    """What the site was before is known: it stands there again, and nothing is parsed or rendered for it."""
    before = read_bytes(desk.site.public)
    desk.edit(FIRST, "First", "Very first")
    desk.build()
    desk.edit(FIRST, "Very first", "First")
    ran = desk.build()
    assert (ran.misses, ran.changes, read_bytes(desk.site.public)) == ({}, {}, before)


def test_causes_are_told_against_what_is_published(desk: Desk) -> None:
    """After an edit was undone it is no cause of a later rendering."""
    desk.edit(FIRST, "First", "Very first")
    desk.build()
    desk.edit(FIRST, "Very first", "First")
    desk.build()
    desk.edit(FIRST, "world", "whole world")
    assert group_by_causes(desk.build()) == {"body": {"en/news/first/index.html"}}


# --- time ------------------------------------------------------------------------------------------------------


def at(text: str) -> datetime:
    """An instant."""
    return datetime.fromisoformat(text)


PASSED: Expected = {
    "details": {"en/events/evening/"},
    "head groups past": {"en/events/"},
    "head groups": {"en/events/past/"},
    "events": {"en/"},
    "more": {"nl/agenda/", "nl/agenda/voorbij/"},
    "events_more": {"nl/"},
}


def test_an_event_moves_when_its_end_has_come(desk: Desk) -> None:
    """Until the second before, the build is over early; at the end, the agendas and the event change, and no more."""
    assert desk.build(at=at("2026-12-01T20:59:59+01:00")).early
    ran = desk.build(at=at("2026-12-01T21:00:00+01:00"))
    assert group_by_causes(ran) == {causes: outputs(paths) for causes, paths in PASSED.items()}
    assert set(ran.misses) == {"render"}


def test_a_clock_that_goes_back_shows_what_was(desk: Desk) -> None:
    """A build as of an earlier moment is a build like any other, from what is known."""
    before = read_bytes(desk.site.public)
    desk.build(at=at("2026-12-02T00:00:00+01:00"))
    assert read_bytes(desk.site.public) != before
    ran = desk.build(at=at("2026-11-01T00:00:00+01:00"))
    assert (ran.misses, read_bytes(desk.site.public)) == ({}, before)


def test_a_draft_in_a_preview_moves_with_the_clock_too(desk: Desk) -> None:
    """With --drafts, what happens to a draft event at its end is shown like any other's."""
    desk.edit("content/en/events/evening.md", "title: Evening", "title: Evening\ndraft: true")
    preview = desk.site.folder / "preview"
    options = Options(NOW, drafts=True)
    run(desk.site.folder, preview, options, desk.site.folder)
    later = replace(options, at=at("2026-12-02T00:00:00+01:00"))
    run(desk.site.folder, preview, later, desk.site.folder)
    run(desk.site.folder, desk.site.folder / "fresh", later, None)
    assert differ(preview, desk.site.folder / "fresh") == []


# --- nothing changed -------------------------------------------------------------------------------------------


def test_when_nothing_changed_the_build_is_over_early_and_touches_nothing(desk: Desk) -> None:
    """No step is run, and every file keeps its bytes, inode and time."""
    before, bytes_before = identify(desk.site.public), read_bytes(desk.site.public)
    ran = desk.build()
    assert (ran.early, ran.changes) == (True, {})
    assert (ran.summary.published and ran.summary.published.written) == 0
    assert (identify(desk.site.public), read_bytes(desk.site.public)) == (before, bytes_before)


def test_new_times_of_sources_change_nothing(desk: Desk) -> None:
    """Text is compared by digest, so that a fresh clone is nothing new."""
    for path in (desk.site.folder / "content").rglob("*.md"):
        os.utime(path, (1, 1))
    assert desk.build().early


def remove(path: Path) -> object:
    return path.unlink()


def append(path: Path) -> object:
    return path.write_bytes(path.read_bytes() + b"<!-- extra -->")


def swap_letters(path: Path) -> object:
    """Other bytes of the same number."""
    return path.write_bytes(path.read_bytes().replace(b"First", b"Fourt"))


def replace_with_link(path: Path) -> object:
    path.unlink()
    return path.symlink_to("/etc/hostname")


@pytest.mark.parametrize("tamper", [remove, append, swap_letters, replace_with_link], ids=lambda each: each.__name__)
def test_a_file_that_someone_changed_is_mended(tamper: Callable[[Path], object], desk: Desk) -> None:
    """The published site is what the content says; the page comes from the cache, and all else keeps its file."""
    page = desk.site.public / "en/news/first/index.html"
    before, bytes_before = identify(desk.site.public), read_bytes(desk.site.public)
    tamper(page)
    ran = desk.build()
    assert (ran.early, ran.misses, ran.changes) == (False, {}, {})
    assert read_bytes(desk.site.public) == bytes_before
    after = identify(desk.site.public)
    assert {path for path in before if before[path] != after[path]} <= {"en/news/first/index.html", MANIFEST}


def test_another_site_of_ours_in_the_output_folder_is_replaced(desk: Desk) -> None:
    """A folder that is whole, but is not what this content gives, is not taken for it."""
    before = read_bytes(desk.site.public)
    desk.edit(FIRST, "First", "Very first")
    run(desk.site.folder, desk.site.folder / "other", Options(NOW), None)
    desk.edit(FIRST, "Very first", "First")
    shutil.rmtree(desk.site.public)
    (desk.site.folder / "other").rename(desk.site.public)
    desk.build()
    assert read_bytes(desk.site.public) == before


def test_a_fresh_clone_with_the_cache_makes_nothing_again(desk: Desk, tmp_path: Path) -> None:
    """In another folder, with new times and without what was published, every result comes from the cache."""
    clone = tmp_path / "elsewhere" / "clone"
    shutil.copytree(desk.site.folder, clone, ignore=shutil.ignore_patterns("public", ".public.plcsite"))
    for path in clone.rglob("*.md"):
        os.utime(path)
    ran = Desk(TestSite(clone)).build()
    assert (ran.misses, ran.changes) == ({}, {})
    assert ran.tallies["render"].hits == len({*ALL, STYLE, "robots.txt"})
    assert differ(clone / "public", desk.site.public) == []


def test_without_the_cache_everything_is_made_again(desk: Desk) -> None:
    """And the bytes are the same."""
    before = read_bytes(desk.site.public)
    shutil.rmtree(desk.site.folder / FOLDER)
    ran = desk.build()
    assert ran.misses == {"parse": 6, "convert": 6, "render": len(ALL) + 1}
    assert read_bytes(desk.site.public) == before


def test_a_page_that_the_cache_has_lost_is_rendered_again_and_says_so(desk: Desk) -> None:
    """Nothing of it changed, so that the cache is the cause."""
    shutil.rmtree(desk.site.public)
    with closing(sqlite3.connect(desk.site.folder / FOLDER / FILE, isolation_level=None)) as rows:
        rows.execute("DELETE FROM rows WHERE substr(key, 1, 4) = CAST('page' AS BLOB)")
    assert group_by_causes(desk.build()) == {"cache": outputs({*ALL, STYLE})}


# --- by the command --------------------------------------------------------------------------------------------


def call(desk: Desk, *arguments: str, code: int = 0) -> str:
    """What `plcsite build` prints."""
    done = CliRunner().invoke(command, ["--at", "2026-11-21T12:00Z", *arguments], obj=Session(site=desk.site.folder))
    assert done.exit_code == code, done.output
    return done.output


def test_explain_names_each_output_with_its_causes(desk: Desk) -> None:
    """A line for each output that was rendered again; none when nothing was."""
    desk.edit(FIRST, "First", "Very first")
    said = [line for line in call(desk, "--explain").splitlines() if ".html: " in line]
    assert len(said) == 7
    assert "en/news/first/index.html: head, title, share" in said
    assert not [line for line in call(desk, "--explain").splitlines() if ".html: " in line]


def test_no_cache_neither_reads_nor_writes_one(desk: Desk) -> None:
    """Everything is rendered, the file of the cache stays as it is, and so does the site."""
    before, cached = identify(desk.site.public), (desk.site.folder / FOLDER / FILE).read_bytes()
    said = call(desk, "--no-cache", "--explain")
    assert said.count(".html: new") == len(ALL)
    assert (desk.site.folder / FOLDER / FILE).read_bytes() == cached
    assert identify(desk.site.public) == before


def poison(desk: Desk) -> tuple[str, str]:
    """Lets two pages of the cache be each other's, under seals that hold, and takes the published site away."""
    manifest = read_manifest(desk.site.public)
    assert manifest is not None
    chosen = ("en/about/index.html", "nl/nieuws/solo/index.html")
    one, other = (next(output for output in manifest.outputs if output.path == path) for path in chosen)
    swapped = {(one.digest, one.size): other, (other.digest, other.size): one}
    with closing(sqlite3.connect(desk.site.folder / FOLDER / FILE)) as rows:
        keys = [key for (key,) in rows.execute("SELECT key FROM rows WHERE length(key) = 16").fetchall()]
    cache, count = Cache(desk.site.folder), 0
    for key in keys:
        known: list[Last] = cache.recall(key, list[Last]) or []
        lies = [(each, swapped.get((each.digest, each.size))) for each in known]
        if any(output for _, output in lies):
            cache.remember(
                key,
                [Last(each.path, each.key, (output or each).digest, (output or each).size) for each, output in lies],
            )
            count += 1
    cache.close()
    assert count == 1
    shutil.rmtree(desk.site.public)
    return chosen


def test_verify_finds_what_a_build_from_nothing_would_give_otherwise(desk: Desk) -> None:
    """A cache that lies unnoticed is an error at each path, also in the report."""
    planted = poison(desk)
    report = desk.site.folder / "report.json"
    said = call(desk, "--verify", "--report", str(report), code=1)
    assert [line.split(": ")[0] for line in said.splitlines() if "build-differs" in line] == list(planted)
    assert report.read_text().count("build-differs") == 2


def test_verify_has_nothing_to_say_of_a_sound_build(desk: Desk) -> None:
    """The control: the same edit without the lie."""
    desk.edit(FIRST, "First", "Very first")
    assert "build-differs" not in call(desk, "--verify")


def test_a_body_that_the_cache_has_lost_costs_one_build(desk: Desk) -> None:
    """The build is right; the cache is begun again, so that the next is over early."""
    with closing(sqlite3.connect(desk.site.folder / FOLDER / FILE, isolation_level=None)) as rows:
        rows.execute("DELETE FROM rows WHERE substr(key, 1, 4) = CAST('body' AS BLOB)")
    desk.edit("themes/tiny/templates/document.html", "<!doctype html>", "<!doctype html>\n")
    call(desk)
    desk.build()
    before = (desk.site.folder / FOLDER / FILE).read_bytes()
    assert desk.build().early
    assert (desk.site.folder / FOLDER / FILE).read_bytes() == before


def test_workers_make_the_same_of_an_edit(desk: Desk) -> None:
    """Two hands render, parse and convert again exactly what one does."""
    desk.edit(FIRST, "Hello", "Good day")
    desk.edit("plcsite.toml", "Samen leren", "Samen sterk")
    ran = desk.build(Crew(2, threshold=0))
    assert ran.misses == {"parse": 1, "convert": 1, "render": len(ALL_NL) + 3}
