"""Linking: what the links, pictures and files of a document become for readers of each language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plcsite.diagnostics import Severity
from plcsite.views import ImageFilling, LinkFilling
from tests.conftest import TestSite
from tests.looking import BARE, Looked, draw, event, lay, post, spell

Site = Callable[..., TestSite]

TARGETS = {
    "content/en/news/both.md": post("Both", body="# Here\n\nWords."),
    "content/nl/news/both.md": post("Beide", "", "slug: beide", body="# Hier\n\nWoorden."),
    "content/nl/events/avond.md": event("Avond", body="# Programma\n\nWoorden."),
    "content/en/events/own.md": event("Own"),
    "content/media/form.pdf": b"%PDF-1.4 a form",
    "content/media/red.png": draw(4, 2),
}


def follow(site: Site, link: str, language: str = "en", files: dict[str, Any] | None = None) -> tuple[Any, Looked]:
    """What one link in a post becomes for readers of a language."""
    body = link if link.startswith("!") else f"[words]({link})"
    text = post("From", "2026-10-02", "missing: page", body=body)
    seen = lay(site, {**TARGETS, "content/en/news/from.md": text, **(files or {})})
    address = {"en": "/en/news/from/", "nl": "/nl/nieuws/from/"}[language]
    (filling,) = seen.view(address).body.fillings
    return filling, seen


# --- links -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "language", "expected"),
    [
        ("both.md", "en", LinkFilling("/en/news/both/")),
        ("both.md", "nl", LinkFilling("/nl/nieuws/beide/")),
        ("both.md#here", "en", LinkFilling("/en/news/both/#c-here")),
        ("../events/avond.md", "en", LinkFilling("/nl/agenda/avond/", "nl")),
        ("../events/avond.md", "nl", LinkFilling("/nl/agenda/avond/")),
        ("../events/own.md", "nl", LinkFilling("/en/events/own/", "en")),
        ("/nl/nieuws/beide/", "en", LinkFilling("/nl/nieuws/beide/", "nl")),
        ("/en/news", "en", LinkFilling("/en/news/")),
        ("https://plc.example.org/en/events/", "en", LinkFilling("/en/events/")),
        ("https://example.org/", "en", LinkFilling("https://example.org/", external=True)),
        ("mailto:a@example.org", "en", LinkFilling("mailto:a@example.org")),
    ],
)
def test_a_link_leads_to_the_readers_language_else_to_the_version_that_exists(
    site: Site, link: str, language: str, expected: LinkFilling
) -> None:
    """What is in another language is marked as such."""
    filling, seen = follow(site, link, language)
    prefix = _prefix(seen)
    href = filling.href.replace(prefix, "c-") if prefix else filling.href
    assert (href, filling.lang, filling.external) == (expected.href, expected.lang, expected.external)
    assert seen.errors == []


def _prefix(seen: Looked) -> str:
    """What stands before the ids of editors, so that they can't equal the theme's."""
    (anchor,) = seen.entries["news/both"].documents["en"].body.anchors
    return anchor.removesuffix("here")


@pytest.mark.parametrize(
    "link",
    ["missing.md", "both.md#nowhere", "/en/nowhere/", "../../media/other.pdf", "https://plc.example.org/nowhere/"],
)
def test_a_link_to_nowhere_is_an_error_with_its_place(site: Site, link: str) -> None:
    """The line is the file's, front matter counted, and the column is where the address begins."""
    _, seen = follow(site, link)
    assert seen.errors == ["broken-link content/en/news/from.md:6:9"]


def test_a_broken_link_lowered_to_a_warning_is_shown_as_its_text(site: Site) -> None:
    """Nothing on a published page leads nowhere."""
    text = post("From", body="[words](missing.md) ![A cup](missing.png)")
    files = {**BARE, "plcsite.toml": BARE["plcsite.toml"] + '\n[diagnostics]\nbroken-link = "warning"\n'}
    seen = lay(site, {**files, "content/en/news/from.md": text})
    link, image = seen.view("/en/news/from/").body.fillings
    assert (link.href, image.picture, image.href, image.alt) == ("", None, "", "A cup")
    assert {each.severity for each in seen.found} == {Severity.WARNING}


@pytest.mark.parametrize(
    "text",
    [event("Held", "2026-12-01", "draft: true"), event("Held", "2027-12-01", "date: 2027-01-01")],
    ids=["draft", "scheduled"],
)
def test_a_link_to_what_is_withheld_is_its_text_with_a_warning(site: Site, text: str) -> None:
    """It becomes a link when the entry appears."""
    filling, seen = follow(site, "../events/held.md", files={"content/en/events/held.md": text})
    assert filling.href == ""
    assert [(each.code, each.severity) for each in seen.found] == [("link-withheld", Severity.WARNING)]


def test_a_link_to_what_is_hidden_from_its_readers_is_its_text(site: Site) -> None:
    """In the language that has the entry it is a link."""
    files = {
        "content/en/news/hidden.md": post("Hidden", "2026-10-01", "missing: hide"),
        "content/en/news/from.md": post("From", body="[words](hidden.md)"),
        "content/nl/news/from.md": post("Van", "", body="[woorden](hidden.md)"),
    }
    seen = lay(site, files)
    assert seen.view("/en/news/from/").body.fillings[0].href == "/en/news/hidden/"
    assert seen.view("/nl/nieuws/from/").body.fillings[0].href == ""
    assert [str(each.location.path) for each in seen.found] == ["content/nl/news/from.md"]


def test_a_link_to_an_expired_page_stays_a_link(site: Site) -> None:
    """It keeps its address."""
    old = post("Old", "2020-01-01", "expires: 2021-01-01")
    filling, seen = follow(site, "old.md", files={"content/en/news/old.md": old})
    assert (filling.href, seen.codes) == ("/en/news/old/", [])


def test_links_to_a_generated_page_may_name_the_file_with_its_words(site: Site) -> None:
    """Each reader gets their own language's list."""
    words = {"content/en/news/index.md": "---\ntitle: All news\n---\nX.\n"}
    assert follow(site, "index.md", files=words)[0].href == "/en/news/"
    assert follow(site, "index.md", "nl", files=words)[0].href == "/nl/nieuws/"


# --- aliases ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("link", ["/old/evening/", "/old/evening", "https://plc.example.org/old/evening/"])
def test_a_link_to_an_alias_is_rewritten_to_what_moved(site: Site, link: str) -> None:
    """To the reader's language where it has a version."""
    moved = {
        "content/en/news/moved.md": post("Moved", "2026-10-01", "aliases: /old/evening/"),
        "content/nl/news/moved.md": post("Verhuisd", ""),
    }
    assert follow(site, link, files=moved)[0].href == "/en/news/moved/"
    assert follow(site, link, "nl", files=moved)[0].href == "/nl/nieuws/moved/"


def test_the_address_of_a_borrowed_page_stays_an_alias_when_the_translation_comes(site: Site) -> None:
    """Under `page` it stood there with the original's slug; links to it lead to the translation."""
    lent = {"content/en/news/lent.md": post("Lent", "2026-10-01", "missing: page")}
    assert follow(site, "/nl/nieuws/lent/", "nl", files=lent)[0].href == "/nl/nieuws/lent/"
    come = {**lent, "content/nl/news/lent.md": post("Geleend", "", "slug: geleend")}
    assert follow(site, "/nl/nieuws/lent/", "nl", files=come)[0].href == "/nl/nieuws/geleend/"


# --- pictures and files ----------------------------------------------------------------------------------------


def test_a_link_to_a_file_says_its_type_and_size(site: Site) -> None:
    """It is published under a name with a hash of its bytes."""
    filling, seen = follow(site, "../../media/form.pdf")
    assert (filling.kind, filling.size) == ("PDF", 15)
    assert filling.href.startswith("/media/form.")
    assert seen.place(filling.href).source == "content/media/form.pdf"


def test_a_picture_of_a_body_has_its_measures_and_words(site: Site) -> None:
    """In pixels, with a colour to stand for it; the bracketed words are its alternative."""
    filling, _ = follow(site, "![A red field](../../media/red.png)")
    assert isinstance(filling, ImageFilling)
    picture = filling.picture
    assert picture is not None
    assert (picture.width, picture.height, picture.colour) == (4, 2, "#ff0000")
    assert spell(picture.alt) == "A red field"


@pytest.mark.parametrize(("owner", "other"), [("en", "nl"), ("nl", "en")])
def test_a_picture_in_either_bundle_serves_both_languages(site: Site, owner: str, other: str) -> None:
    """As a cover and in a body, beside a file that is no bundle too."""
    words = {"en": "A pot", "nl": "Een pan"}
    lines = {language: ("cover:", "  image: soup.png", f"  alt: {words[language]}") for language in words}
    seen = lay(
        site,
        {
            f"content/{owner}/news/soup/index.md": post("A", "2026-10-01", *lines[owner], body="![x](soup.png)"),
            f"content/{owner}/news/soup/soup.png": draw(),
            f"content/{other}/news/soup.md": post("B", "", *lines[other], body="![y](soup.png)"),
        },
    )
    assert seen.errors == []
    covers = {language: seen.view(seen.examined.site.pages["news/soup", language].address).cover for language in words}
    assert {spell(cover.alt) for cover in covers.values()} == set(words.values())
    assert len({cover.src for cover in covers.values()}) == 1


def test_the_cover_of_one_file_is_the_entrys_and_its_words_are_not(site: Site) -> None:
    """A translation shows the picture, and is asked for its own alternative text."""
    cover = ("cover:", "  image: ../../media/red.png", "  alt: A red field", "  credit: Sara")
    seen = lay(
        site,
        {
            "content/media/red.png": draw(),
            "content/en/news/a.md": post("A", "2026-10-01", *cover),
            "content/nl/news/a.md": post("A", ""),
        },
    )
    shown = seen.view("/nl/nieuws/a/").cover
    assert (shown.src, shown.credit, shown.alt) == (seen.view("/en/news/a/").cover.src, "Sara", ())
    assert [(each.code, each.location.path) for each in seen.found] == [("missing-alt", "content/nl/news/a.md")]


def test_only_files_that_published_pages_use_are_published(site: Site) -> None:
    """Not those of drafts, and not those that nothing names."""
    seen = lay(
        site,
        {
            "content/media/used.txt": "Used.",
            "content/media/unused.txt": "Unused.",
            "content/media/secret.txt": "Secret.",
            "content/en/news/a/index.md": post("A", body="[x](../../../media/used.txt)"),
            "content/en/news/a/beside.png": draw(),
            "content/en/news/b.md": post("B", "2026-10-01", "draft: true", body="[x](../../media/secret.txt)"),
        },
    )
    published = [address for address in seen.addresses if address.startswith("/media/")]
    assert [address.split("/")[2].split(".")[0] for address in published] == ["used"]


def test_two_files_of_the_same_bytes_and_name_are_one(site: Site) -> None:
    """Each language's bundle may hold its copy of a picture."""
    files = {
        f"content/{language}/news/a/{name}": content
        for language in ("en", "nl")
        for name, content in (("index.md", post("A", body="![x](p.png)")), ("p.png", draw()))
    }
    seen = lay(site, files)
    assert seen.errors == []
    assert len([address for address in seen.addresses if address.startswith("/media/")]) == 1


def test_a_file_of_a_type_that_is_not_published_is_refused(site: Site) -> None:
    """Nothing that runs in a browser comes out of content."""
    _, seen = follow(site, "../../media/page.html", files={"content/media/page.html": "<script>1</script>"})
    assert seen.errors == ["type-refused content/en/news/from.md:6:9"]
    assert not [address for address in seen.addresses if address.endswith((".html", ".js")) and "/media/" in address]


# --- menus -----------------------------------------------------------------------------------------------------


def test_a_menu_names_sections_pages_and_addresses_in_order(site: Site) -> None:
    """A page that this language lacks leads to the version that exists, marked."""
    settings = BARE["plcsite.toml"].replace(
        'title = "Learning together"',
        'title = "Learning together"\nmenu = ["events", "over", "tags", {title = "Wiki", url = "https://example.org/"}]',
    )
    files = {
        "plcsite.toml": settings,
        "content/nl/over.md": post("Over ons"),
        "content/en/events/a.md": event("A", "2026-12-01", "tags: walk"),
    }
    menu = lay(site, files).view("/en/").site.menu
    assert [(each.title, each.href, each.hreflang) for each in menu] == [
        ("Events", "/en/events/", None),
        ("Over ons", "/nl/over/", "nl"),
        ("Tags", "/en/tags/", None),
        ("Wiki", "https://example.org/", None),
    ]


def test_an_item_of_a_menu_that_leads_nowhere_is_an_error_at_its_place(site: Site) -> None:
    """And it is left out."""
    settings = BARE["plcsite.toml"].replace('title = "Samen leren"', 'title = "Samen leren"\nmenu = ["niets"]')
    seen = lay(site, {"plcsite.toml": settings})
    assert [error.split()[0] for error in seen.errors] == ["broken-link"]
    assert seen.found[0].location.path == "plcsite.toml"
    assert seen.view("/nl/").site.menu == ()
