"""Placing: no two outputs on one address, and none on a generated one's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import TestSite
from tests.looking import FRENCH, event, lay, post

Site = Callable[..., TestSite]


def test_two_files_on_one_address_are_refused_naming_both(site: Site) -> None:
    """The hint is the line that gives one of them a slug of its own."""
    seen = lay(
        site, {"content/en/news/2018/walk.md": post("Walk", "2018-05-01"), "content/en/news/2019/walk.md": post("W")}
    )
    (taken,) = seen.found
    assert (taken.code, taken.location.path) == ("address-taken", "content/en/news/2019/walk.md")
    assert "content/en/news/2018/walk.md:1" in str(taken.message)
    assert "slug: walk-2" in str(taken.hint)


def test_the_stated_slug_is_where_a_collision_is_shown(site: Site) -> None:
    """An editor mends the line that caused it."""
    seen = lay(site, {"content/en/news/a.md": post("A"), "content/en/news/b.md": post("B", "2026-10-01", "slug: a")})
    assert seen.errors == ["address-taken content/en/news/b.md:4:7"]


def test_addresses_that_differ_in_case_alone_are_one(site: Site) -> None:
    """Some hosts and laptops don't tell them apart."""
    files = {"static/EN/news/index.html": "Mine.", "content/en/news/a.md": post("A")}
    assert [error.split()[0] for error in lay(site, files).errors] == ["address-taken"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("content/en/news/page.md", post("Page")),
        ("content/en/news/2027.md", post("Year")),
        ("content/nl/events/voorbij.md", event("Past")),
        ("content/nl/zoeken.md", post("A", "2026-10-01", "slug: search")),
        ("content/nl/onderwerpen.md", post("Tags")),
        ("content/nl/about.md", post("A", "2026-10-01", "slug: nieuws")),
    ],
)
def test_a_slug_that_would_take_a_generated_pages_address_is_refused(site: Site, path: str, text: str) -> None:
    """Also before the generated page is there: an address that works today must work next year."""
    settings = '\n[sections.news]\nkind = "post"\n'
    seen = lay(site, {path: text}, settings)
    assert [error.split()[0] for error in seen.errors] == ["address-taken"]
    assert "slug:" in str(seen.found[0].hint)


def test_where_no_generated_page_is_nothing_is_kept(site: Site) -> None:
    """Below a folder of its own, in a section without a list, or under another pattern, a slug is free."""
    files = {
        "content/en/guides/2018.md": post("A"),
        "content/en/news/schools/page.md": post("B"),
        "content/en/blog/page.md": post("C"),
    }
    settings = '\n[sections.blog]\nkind = "post"\naddress = "{section}/entry/{slug}"\n'
    seen = lay(site, files, settings)
    assert seen.errors == []
    assert {"/en/guides/2018/", "/en/news/schools/page/", "/en/blog/entry/page/"} <= set(seen.addresses)


def test_folders_that_are_dropped_from_the_address_keep_nothing_free(site: Site) -> None:
    """A year's folder is no part of the address, so the page lands where page numbers go."""
    assert lay(site, {"content/en/news/2018/page.md": post("A")}).codes == ["address-taken"]


def test_a_file_of_static_may_not_hide_a_page(site: Site) -> None:
    """What editors copy and what we make are told apart by name."""
    seen = lay(site, {"static/en/news/index.html": "Mine.", "content/en/news/a.md": post("A")})
    (taken,) = seen.found
    assert (taken.code, taken.location.path) == ("address-taken", "static/en/news/index.html")
    assert "“News”, made of plcsite.toml" in str(taken.message)


def test_a_file_may_not_stand_where_a_folder_must_be(site: Site) -> None:
    """A web server would serve only one of the two."""
    assert [
        error.split()[0] for error in lay(site, {"static/en": "A file.", "content/en/news/a.md": post("A")}).errors
    ].count("address-taken") > 0


def test_places_of_one_subject_are_found_in_every_language(site: Site) -> None:
    """What the switch and hreflang go by."""
    files = {f"content/{language}/news/a.md": post("A", "2026-10-01") for language in ("en", "nl", "fr")}
    seen = lay(site, files, FRENCH)
    places = seen.examined.context.places
    for subject in ("home", "section:news", "section:news:year:2026", "entry:news/a"):
        assert {language for found, language in places.by_subject if found == subject} == {"en", "nl", "fr"}
