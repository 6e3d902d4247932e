"""The theme's script in a real browser: it picks a language once, never against a choice, and knows what is over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plcsite.config import Language
from plcsite.theme import Theme, load_theme
from tests import sample_views
from tests.validators import require

pytestmark = pytest.mark.browser
COMMUNITY = Path(__file__).parents[2] / "themes/community"
SITE = "http://plc.test"


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_theme([COMMUNITY], [Language("en", "en_GB", ""), Language("nl", "nl_BE", "")], "Europe/Brussels").value


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="it comes with the extra `browser`")
    path = require("chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(path), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def visit(theme: Theme, chromium: Any) -> Iterator[Any]:
    """Opens a visitor's browser: `visit(locale, now)` gives a page; all of them see one small site."""
    pages = {
        "/": ("choice.html", sample_views.choice(), "en"),
        "/en/": ("home.html", sample_views.home("en"), "en"),
        "/nl/": ("home.html", sample_views.home("nl"), "nl"),
        "/en/events/": ("list.html", sample_views.agenda("en"), "en"),
        "/en/event/": ("event.html", sample_views.event("en"), "en"),
    }
    site = {
        path: theme.render(template, view, lang, sample_views.bodies).value
        for path, (template, view, lang) in pages.items()
    }
    assets = {f"/{asset.path}": asset.data for asset in theme.assets.values()}
    kinds = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2"}
    contexts: list[Any] = []

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(SITE)
        if path in site:
            route.fulfill(body=site[path], content_type="text/html; charset=utf-8")
        elif path in assets:
            route.fulfill(body=assets[path], content_type=kinds.get(Path(path).suffix, "text/plain"))
        else:
            route.fulfill(status=404, body="")

    def open_page(locale: str = "en-GB", now: str = "2026-10-01T12:00:00+02:00") -> Any:
        context = chromium.new_context(locale=locale)
        contexts.append(context)
        context.route("**/*", answer)
        page = context.new_page()
        page.clock.set_fixed_time(now)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_a_first_visitor_gets_the_language_the_browser_asks_for(visit: Any) -> None:
    for locale, path in (("nl-BE", "/nl/"), ("en-US", "/en/")):
        page = visit(locale)
        page.goto(f"{SITE}/")
        page.wait_for_url(f"{SITE}{path}")


def test_a_browser_that_asks_for_another_language_chooses_for_itself(visit: Any) -> None:
    page = visit("fr-FR")
    page.goto(f"{SITE}/")
    page.wait_for_load_state("networkidle")
    assert page.url == f"{SITE}/"
    assert page.locator("[data-choice] a").all_inner_texts() == ["English", "Nederlands"]


def test_a_choice_holds_against_the_browsers_language(visit: Any) -> None:
    page = visit("nl-BE")
    page.goto(f"{SITE}/")
    page.wait_for_url(f"{SITE}/nl/")
    page.locator(".switch a").click()
    page.wait_for_url(f"{SITE}/en/")
    page.goto(f"{SITE}/")
    page.wait_for_url(f"{SITE}/en/")


def test_nobody_is_sent_on_twice_without_having_chosen(visit: Any) -> None:
    page = visit("nl-BE")
    page.goto(f"{SITE}/")
    page.wait_for_url(f"{SITE}/nl/")
    page.goto(f"{SITE}/")
    page.wait_for_load_state("networkidle")
    assert page.url == f"{SITE}/"


def test_someone_who_comes_from_the_site_may_choose_anew(visit: Any) -> None:
    page = visit("nl-BE")
    page.goto(f"{SITE}/nl/")
    page.locator(".switch a").click()
    page.wait_for_url(f"{SITE}/en/")
    page.evaluate("location.href = '/'")
    page.wait_for_url(f"{SITE}/")
    page.wait_for_load_state("networkidle")
    assert page.url == f"{SITE}/"


@pytest.mark.parametrize(
    ("now", "coming"),
    [("2026-10-21T20:59:00+02:00", True), ("2026-10-21T21:01:00+02:00", False)],
    ids=["a minute before the end", "a minute after"],
)
def test_an_event_leaves_what_is_coming_when_it_is_over(visit: Any, now: str, coming: bool) -> None:
    """By the visitor's clock, whatever the day of the build: lists let go of it, its own page says so."""
    page = visit(now=now)
    page.goto(f"{SITE}/en/events/")
    assert page.locator(".agenda li").first.is_visible() is coming
    assert page.locator(".group").first.is_visible() is coming
    assert page.locator("[data-empty]").is_visible() is not coming
    page.goto(f"{SITE}/en/event/")
    assert page.get_by_text("This event is over.").is_visible() is not coming
    assert page.get_by_role("link", name="Register").is_visible() is coming


@pytest.mark.parametrize("width", [280, 390, 1280])
def test_no_page_is_wider_than_its_window(visit: Any, width: int) -> None:
    page = visit()
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("/en/", "/en/events/", "/en/event/"):
        page.goto(f"{SITE}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_a_finger_must_hit_is_large_enough(visit: Any) -> None:
    """WCAG 2.2, success criterion 2.5.8: 24 by 24 pixels for links that stand on their own."""
    page = visit()
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{SITE}/en/event/")
    alone = page.locator(".switch a, .menu a, .kicker a, .button, .tags a, .share a, .foot a")
    small = alone.evaluate_all(
        "links => links.filter(a => a.getBoundingClientRect().height < 24).map(a => a.outerHTML)"
    )
    assert small == []
