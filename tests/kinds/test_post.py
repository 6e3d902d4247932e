"""Posts and pages: what is dated, listed and offered, and what stands outside of time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import TestSite
from tests.looking import lay, post

Site = Callable[..., TestSite]


@pytest.mark.parametrize(
    ("path", "date", "expected"),
    [
        ("content/en/news/a.md", "2026-10-01", "2026-10-01"),
        ("content/en/news/2026-09-01-a.md", "", "2026-09-01"),
        ("content/en/news/2026-09-01-a.md", "2026-10-01", "2026-10-01"),
        ("content/en/news/a.md", "2026-10-01T09:30", "2026-10-01T09:30"),
    ],
)
def test_a_post_is_dated_by_its_date_else_by_its_files_name(site: Site, path: str, date: str, expected: str) -> None:
    """What is stated holds."""
    (entry,) = lay(site, {path: post("A", date)}).entries.values()
    assert (str(entry.date), entry.traits.schedule) == (expected, None)


def test_a_post_without_a_date_is_an_error_with_the_line_to_add(site: Site) -> None:
    """News is of a day."""
    seen = lay(site, {"content/en/news/a.md": post("A", "")})
    assert seen.errors == ["missing-key content/en/news/a.md:1"]
    assert "date: " in str(seen.found[0].hint)


@pytest.mark.parametrize(
    ("folder", "kind"), [("news", "post"), ("events", "event"), ("about", "page"), ("vacancies", "page")]
)
def test_the_kind_of_an_entry_is_its_sections(site: Site, folder: str, kind: str) -> None:
    """By the folder's name, unless the settings say otherwise."""
    text = (
        "---\ntitle: A\n" + {"post": "date: 2026-10-01\n", "event": "start: 2026-10-01\n"}.get(kind, "") + "---\nX.\n"
    )
    assert lay(site, {f"content/en/{folder}/a.md": text}).entries[f"{folder}/a"].kind == kind


def test_settings_and_then_the_file_decide_the_kind(site: Site) -> None:
    """`kind:` in any one file holds for all languages of the entry."""
    files = {
        "content/en/blog/a.md": post("A"),
        "content/en/blog/b.md": "---\ntitle: B\n---\nX.\n",
        "content/nl/blog/b.md": "---\ntitle: B\nkind: page\n---\nX.\n",
    }
    seen = lay(site, files, '\n[sections.blog]\nkind = "post"\n')
    assert {key: entry.kind for key, entry in seen.entries.items()} == {"blog/a": "post", "blog/b": "page"}
    assert seen.errors == []


def test_a_page_has_an_address_and_stands_in_no_list(site: Site) -> None:
    """Neither of a section nor on the home page."""
    seen = lay(site, {"content/en/guides/a.md": "---\ntitle: A\n---\nX.\n"})
    assert "/en/guides/a/" in seen.addresses
    assert "/en/guides/" not in seen.addresses
    assert seen.view("/en/").lead is None


def test_a_page_may_be_held_back_until_its_date(site: Site) -> None:
    """As anything dated."""
    files = {"content/en/a.md": post("A", "2027-01-01"), "content/en/b.md": post("B", "2026-01-01")}
    addresses = lay(site, files).addresses
    assert "/en/b/" in addresses
    assert "/en/a/" not in addresses
