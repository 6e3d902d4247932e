"""Addresses: what each file becomes, and that every page prints its links under the path of the site."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.conftest import SETTINGS, TestSite
from tests.looking import BARE_SETTINGS, FRENCH, draw, event, lay, post

Site = Callable[..., TestSite]


def address_of(site: Site, path: str, text: str, settings: str = "") -> str:
    """The address of the page that comes of a file."""
    seen = lay(site, {path: text}, settings)
    (address,) = (place.address for place in seen.examined.context.places.listed if place.source == path)
    return address


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("content/nl/news/a.md", "/nl/nieuws/a/"),
        ("content/nl/news/2018/a.md", "/nl/nieuws/a/"),
        ("content/nl/news/2018/02/a.md", "/nl/nieuws/a/"),
        ("content/nl/news/2018/schools/a.md", "/nl/nieuws/schools/a/"),
        ("content/nl/news/schools/Élan Vital/a.md", "/nl/nieuws/schools/elan-vital/a/"),
        ("content/nl/news/2018-02-27-a-walk.md", "/nl/nieuws/a-walk/"),
        ("content/nl/news/a/index.md", "/nl/nieuws/a/"),
        ("content/nl/news/De ÜBERRASCHUNG!.md", "/nl/nieuws/de-uberraschung/"),
        ("content/nl/news/[[.md", "/nl/nieuws/u5b-u5b/"),
        ("content/nl/about.md", "/nl/about/"),
        ("content/nl/guides/lesson.md", "/nl/guides/lesson/"),
        ("content/nl/guides/2018/lesson.md", "/nl/guides/lesson/"),
    ],
)
def test_a_file_becomes_an_address_in_its_language(site: Site, path: str, address: str) -> None:
    """Sections under their word in that language; years and months dropped; other folders and the name kept."""
    assert address_of(site, path, post("A", "2018-02-27")) == address


def test_a_stated_slug_takes_the_place_of_the_files_name(site: Site) -> None:
    """Each language has its own."""
    seen = lay(
        site,
        {"content/en/news/a.md": post("A"), "content/nl/news/a.md": post("A", "", "slug: het-eerste")},
    )
    assert {"/en/news/a/", "/nl/nieuws/het-eerste/"} <= set(seen.addresses)


def test_slugs_may_keep_the_letters_of_any_script(site: Site) -> None:
    """`slugs = "unicode"` keeps what the file's name says."""
    settings = BARE_SETTINGS.replace("[site]", '[site]\nslugs = "unicode"')
    seen = lay(site, {"content/en/news/Élan.md": post("A"), "plcsite.toml": settings})
    assert "/en/news/élan/" in seen.addresses


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("{section}/{slug}", "/en/news/walk/"),
        ("{section}/{year}/{month}/{slug}", "/en/news/2018/02/walk/"),
        ("{section}/{year}/{month}/{day}/{folders}/{slug}", "/en/news/2018/02/27/schools/walk/"),
        ("archive/{slug}", "/en/archive/walk/"),
    ],
)
def test_a_section_may_have_a_pattern_of_its_own(site: Site, pattern: str, address: str) -> None:
    """The words in braces are filled in; everything else stands as it is."""
    settings = f'\n[sections.news]\naddress = "{pattern}"\n'
    assert address_of(site, "content/en/news/2018/schools/walk.md", post("Walk", "2018-02-27"), settings) == address


def test_an_events_pattern_is_filled_with_its_day(site: Site) -> None:
    """An event without an announcement has the day on which it starts."""
    settings = '\n[sections.events]\naddress = "{section}/{year}/{slug}"\n'
    assert address_of(site, "content/nl/events/a.md", event("A", "2026-12-01"), settings) == "/nl/agenda/2026/a/"


def test_the_entries_of_a_section_live_under_its_folder_whatever_their_kind(site: Site) -> None:
    """An event among the news stays there, and the agenda gathers it."""
    seen = lay(
        site,
        {
            "content/en/news/evening.md": event("Evening", "2026-12-01", "kind: event"),
            "content/en/events/other.md": event("Other", "2026-12-02"),
        },
    )
    assert seen.listed("/en/events/") == ["/en/news/evening/", "/en/events/other/"]


def test_parts_stand_below_their_event_in_each_language(site: Site) -> None:
    """A talk's address continues its event's."""
    seen = lay(
        site,
        {
            "content/en/events/day/index.md": event("Day"),
            "content/nl/events/day/index.md": event("Dag", "", "slug: dag"),
            "content/en/events/day/programme/talk.md": post("Talk", ""),
            "content/nl/events/day/programme/talk.md": post("Praatje", "", "slug: praatje"),
        },
    )
    assert {"/en/events/day/talk/", "/nl/agenda/dag/praatje/"} <= set(seen.addresses)


def test_generated_pages_stand_where_the_contract_says(site: Site) -> None:
    """The addresses of SPEC section 7, each under its word in the language."""
    files = {
        "content/nl/news/a.md": post("A", "2018-02-27", "tags: Samen lezen", "authors: Sara Sample"),
        "content/nl/events/b.md": event("B"),
    }
    pages = {
        *("/", "/404.html", "/en/", "/nl/", "/en/404.html", "/nl/404.html"),
        *("/nl/nieuws/", "/nl/nieuws/2018/", "/nl/agenda/", "/nl/agenda/voorbij/"),
        *("/nl/onderwerpen/", "/nl/onderwerpen/samen-lezen/", "/nl/mensen/", "/nl/mensen/sara-sample/"),
    }
    assert pages <= set(lay(site, files).addresses)


# --- long lists ------------------------------------------------------------------------------------------------


def test_a_long_list_continues_on_numbered_pages(site: Site) -> None:
    """Newest first, ten to a page, each page leading to its neighbours and to all."""
    files = {f"content/en/news/p{day:02}.md": post(f"P{day}", f"2026-10-{day:02}") for day in range(1, 24)}
    seen = lay(site, files)
    pages = ["/en/news/", "/en/news/page/2/", "/en/news/page/3/"]
    assert [len(seen.listed(address)) for address in pages] == [10, 10, 3]
    assert seen.listed("/en/news/")[0] == "/en/news/p23/"
    assert seen.listed("/en/news/page/3/")[-1] == "/en/news/p01/"
    pager = seen.view("/en/news/page/2/").pager
    assert (pager.newer, pager.older, [each.href for each in pager.pages]) == (pages[0], pages[2], pages)
    assert "/en/news/page/1/" not in seen.addresses


def test_numbered_pages_are_each_others_counterparts_where_both_languages_have_them(site: Site) -> None:
    """The switch of a page without a counterpart leads to the list's beginning, or the nearest there is."""
    files = {f"content/en/news/p{day:02}.md": post(f"P{day}", f"2026-10-{day:02}") for day in range(1, 24)}
    files |= {f"content/nl/news/p{day:02}.md": post(f"P{day}", "") for day in range(1, 13)}
    settings = BARE_SETTINGS.replace("[site]", "[site]\npage_size = 12") + '\n[sections.news]\nmissing = "hide"\n'
    seen = lay(site, {**files, "plcsite.toml": settings})
    assert seen.switch("/en/news/page/2/")["nl"] == ("/nl/nieuws/", False)
    assert seen.switch("/en/news/")["nl"] == ("/nl/nieuws/", True)


def test_each_year_has_its_archive_and_lists_lead_to_all_of_them(site: Site) -> None:
    """Newest year first."""
    files = {f"content/en/news/y{year}.md": post(f"Y{year}", f"{year}-05-01") for year in (2016, 2018, 2026)}
    seen = lay(site, files)
    assert [each.title for each in seen.view("/en/news/").years] == ["2026", "2018", "2016"]
    assert seen.listed("/en/news/2018/") == ["/en/news/y2018/"]
    assert [each.title for each in seen.view("/en/news/2018/").years if each.current] == ["2018"]


# --- under a path ----------------------------------------------------------------------------------------------

RICH = {
    "content/en/news/a.md": post(
        "A",
        "2018-02-27",
        "tags: [school]",
        "authors: Sara Sample",
        "cover: {image: ../../media/x.png, alt: A square}",
        body="[b](../events/b.md) [file](../../media/form.txt) [list](/en/news/) ![x](../../media/x.png)\n\n# Here",
    ),
    "content/nl/news/a.md": post("A", ""),
    "content/nl/events/b.md": event("B", "2026-12-01", "missing: page"),
    "content/media/form.txt": "A form.",
}


def test_under_a_path_every_address_a_page_prints_starts_with_it(site: Site) -> None:
    """With --url https://example.org/sub/ nothing points to the host's root, in any page, style or script."""
    made = site({"plcsite.toml": SETTINGS, **RICH, "content/media/x.png": draw()})
    built, _ = made.build(url="https://example.org/sub/")
    assert [each for each in built.diagnostics if each.severity == "error"] == []
    pages = sorted(made.public.rglob("*.html"))
    assert len(pages) > 15
    for page in pages:
        text = page.read_text("utf-8")
        printed = re.findall(r'\b(?:href|src|srcset|action|content|poster|data-[\w-]+)="(/[^"]*|https?://[^"]*)"', text)
        strays = [each for each in printed if not each.startswith(("/sub/", "https://example.org/sub/"))]
        assert [each for each in strays if "plc.example.org" in each or each.startswith("/")] == [], page


def test_the_identity_of_a_site_stays_when_its_address_is_replaced(site: Site) -> None:
    """`id` comes from the settings, never from --url."""
    seen = lay(site, RICH, url="https://example.org/sub/")
    config = seen.examined.site.config
    assert (config.id, config.url, config.base) == ("plc.example.org", "https://example.org/sub/", "/sub/")


def test_a_third_languages_segments_are_its_own(site: Site) -> None:
    """No language is special in addresses either."""
    seen = lay(site, {"content/fr/news/a.md": post("A"), "content/en/news/a.md": post("A", "")}, FRENCH)
    assert {"/fr/actualites/a/", "/en/news/a/"} <= set(seen.addresses)
