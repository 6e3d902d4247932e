"""The site of this repository, built once as visitors get it: what must be true of it before it is handed over."""

from __future__ import annotations

import mimetypes
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crawl import Crawl, find_bytes
from tests.validators import html5lib_errors, lychee_errors, nu_errors, require

ROOT = Path(__file__).parents[1]
AT = "2026-11-21T12:00:00+01:00"
HERE, THERE = "https://plc.example.org/", "https://example.org/sub/"


@dataclass(frozen=True)
class Site:
    """A build of the repository's content, and what the command said of it."""

    folder: Path
    said: str
    crawl: Crawl

    def page(self, address: str) -> str:
        return (self.folder / address.strip("/") / "index.html").read_text("utf-8")


def build(folder: Path, url: str, **surroundings: str) -> Site:
    """Runs the command as CI does, in surroundings that shouldn't matter."""
    command = [sys.executable, "-m", "plcsite", "--site", str(ROOT), "build", "--output", str(folder), "--at", AT]
    done = subprocess.run(
        [*command, "--url", url],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **surroundings},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Site(folder, done.stdout + done.stderr, Crawl(folder, url))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site at its own address."""
    return build(tmp_path_factory.mktemp("first") / "public", HERE, PYTHONHASHSEED="1", TZ="Asia/Tokyo")


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same under a path of another host."""
    return build(tmp_path_factory.mktemp("moved") / "public", THERE, PYTHONHASHSEED="2")


@pytest.fixture(scope="module", params=["first", "moved"])
def either(request: pytest.FixtureRequest) -> Site:
    """One, then the other."""
    return request.getfixturevalue(request.param)


# --- the five pages --------------------------------------------------------------------------------------------


def test_the_build_finds_nothing_to_warn_of(first: Site) -> None:
    """The site that shows how it is done is done right."""
    assert not re.findall(r"(?:error|warning)\[[\w-]+\]", first.said)


def test_the_pair_of_2018_is_linked_both_ways_under_its_long_date(first: Site) -> None:
    """Dates as CLDR writes them, hreflang and switch mutual."""
    english, dutch = "/en/news/year-of-learning/", "/nl/nieuws/een-jaar-samen-leren/"
    assert "Tuesday, 27 February 2018" in first.page(english)
    assert "dinsdag 27 februari 2018" in first.page(dutch)
    alternates = {"en": HERE + english[1:], "nl": HERE + dutch[1:], "x-default": HERE + english[1:]}
    for own, other in ((english, dutch), (dutch, english)):
        assert first.crawl.pages[own].alternates == alternates
        switch = first.page(own).partition('class="switch"')[2].partition("</ul>")[0]
        assert f'href="{other}"' in switch
    assert '<span lang="en">' in first.page(dutch)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/en/news/year-of-learning/", ['class="kicker"', 'class="subtitle"', "<abbr", 'class="cover"']),
        ("/nl/nieuws/een-jaar-samen-leren/", ['class="kicker"', 'class="subtitle"', "<abbr", 'class="cover"']),
        ("/en/news/gold-award/", ["<blockquote>", "<h2", "/en/events/symposium/", 'class="cover"']),
        ("/en/blog/six-ways/", ["<ol>", "<strong>", "/en/people/sara-sample/", "mailto:comments@"]),
        ("/nl/agenda/webinar/", ["2027-10-21", 'hreflang="en"', "<h2"]),
    ],
)
def test_the_pages_that_the_project_grew_out_of_are_there(first: Site, address: str, shown: list[str]) -> None:
    """Each with what it asked of the tool."""
    page = first.page(address)
    assert [each for each in shown if each not in page] == []


@pytest.mark.parametrize(
    ("list_", "href", "label"),
    [("/nl/nieuws/", "/en/news/gold-award/", "in het Engels"), ("/en/events/", "/nl/agenda/webinar/", "in Dutch")],
)
def test_what_only_the_other_language_has_is_listed_with_a_label(
    first: Site, list_: str, href: str, label: str
) -> None:
    """Title in its own language, label in the reader's."""
    item = re.search(rf'<a href="{href}"([^>]*)>.*?</a>(.*)', first.page(list_))
    assert item
    language = href[1:3]
    assert f'lang="{language}"' in item[1]
    assert label in item[2]


def test_the_choice_of_a_language_names_both_in_themselves(first: Site) -> None:
    """And it lists the same alternates as the home pages."""
    page = first.page("/")
    assert re.search(r'lang="nl"[^>]*>\s*Nederlands', page)
    assert re.search(r'lang="en"[^>]*>\s*English', page)
    assert first.crawl.pages["/"].alternates == first.crawl.pages["/en/"].alternates
    assert first.crawl.pages["/"].alternates["x-default"] == HERE


def test_drafts_and_scheduled_posts_are_in_no_output(first: Site) -> None:
    """Neither a page nor a word, an address or a picture of theirs."""
    assert "mentor-handbook" in first.said
    assert find_bytes(first.folder, "mentor-handbook") == []
    assert find_bytes(first.folder, "diary-2027") == []


# --- the whole -------------------------------------------------------------------------------------------------


def test_every_page_is_in_the_language_of_its_folder(first: Site) -> None:
    """Said in the page itself, so that it is read with the right voice."""
    wrong = {
        address: page.lang
        for address, page in first.crawl.pages.items()
        if address[1:4] in ("en/", "nl/") and page.lang != address[1:3]
    }
    assert wrong == {}
    assert len(first.crawl.pages) > 100


def test_every_link_anchor_and_alternate_resolves(either: Site) -> None:
    """At the site's own address and under a path."""
    assert either.crawl.broken() == []


def test_alternates_are_mutual_with_self_and_default(either: Site) -> None:
    """On every page that has any."""
    assert either.crawl.unmutual() == []


def test_no_page_asks_a_third_party_for_anything(first: Site) -> None:
    """No style, script, font, frame or picture of another host, and none in style sheets."""
    assert first.crawl.third_parties() == []
    for sheet in first.folder.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", sheet.read_text("utf-8")), sheet


def test_a_link_checker_finds_nothing_broken(either: Site) -> None:
    """Fragments too; one that is not ours."""
    assert lychee_errors(either.folder, either.crawl.url) == []


def test_every_page_parses_strictly(first: Site) -> None:
    """As a parser reads that forgives nothing."""
    wrong = {
        path.relative_to(first.folder).as_posix(): errors
        for path in sorted(first.folder.rglob("*.html"))
        if (errors := html5lib_errors(path.read_text("utf-8")))
    }
    assert wrong == {}


@pytest.mark.slow
def test_the_nu_checker_finds_no_error(first: Site) -> None:
    """On any page."""
    assert nu_errors(first.folder) == []


@pytest.mark.slow
def test_the_same_commit_gives_the_same_bytes_in_other_surroundings(first: Site, tmp_path: Path) -> None:
    """Another hash seed, time zone and locale."""
    again = build(tmp_path / "public", HERE, PYTHONHASHSEED="77", TZ="America/New_York", LC_ALL="C")
    trees = [
        {path.relative_to(site.folder): path.read_bytes() for path in site.folder.rglob("*") if path.is_file()}
        for site in (first, again)
    ]
    assert trees[0] == trees[1]


# --- in a browser ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="it comes with the extra `browser`")
    path = require("chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(path), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def serve(context: Any, site: Site, asked: list[str]) -> None:
    """Answers a browser's requests from a published folder, and notes those for anything else."""

    def answer(route: Any) -> None:
        url = route.request.url.partition("#")[0].partition("?")[0]
        path = site.folder / url.removeprefix(site.crawl.url)
        path = path / "index.html" if url.endswith("/") else path
        if url.startswith(site.crawl.url) and path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "font/woff2"
            route.fulfill(body=path.read_bytes(), content_type=kind + ("; charset=utf-8" if "text" in kind else ""))
        else:
            asked.append(url)
            route.fulfill(status=404, body="")

    context.route("**/*", answer)


WALK = ("", "en/", "nl/nieuws/", "en/events/", "nl/agenda/webinar/", "en/news/year-of-learning/", "404.html")


@pytest.mark.browser
def test_without_script_every_link_answers(moved: Site, chromium: Any) -> None:
    """Each link of the pages people arrive at answers, under a path of the host."""
    context = chromium.new_context(java_script_enabled=False)
    asked: list[str] = []
    serve(context, moved, asked)
    page = context.new_page()
    links: set[str] = set()
    for start in ("", "nl/", "nl/agenda/webinar/", "en/news/year-of-learning/"):
        page.goto(THERE + start, wait_until="domcontentloaded")
        found = [link.get_attribute("href") for link in page.locator("a[href]").all()]
        links |= {href.partition("#")[0] for href in found if href.startswith("/")}
    assert len(links) > 30
    for href in sorted(links - {"/sub/"}):
        if not href.startswith("/sub/media/"):
            answered = page.goto("https://example.org" + href, wait_until="domcontentloaded")
            assert answered.ok, href
    context.close()
    assert asked == []


@pytest.mark.browser
def test_the_console_of_a_browser_stays_empty(first: Site, chromium: Any) -> None:
    """No error, no warning, no request for what isn't there."""
    context = chromium.new_context(locale="nl-BE")
    asked: list[str] = []
    said: list[str] = []
    serve(context, first, asked)
    page = context.new_page()
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    for start in WALK:
        page.goto(HERE + start)
        page.wait_for_load_state("networkidle")
    context.close()
    assert (said, asked) == ([], [])
