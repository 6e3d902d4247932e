"""Files as they are: of the content under /media/, of static at the root, of the theme with a hash in the name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from tests.conftest import SETTINGS, TestSite
from tests.looking import draw, lay, post

Site = Callable[..., TestSite]


@pytest.fixture
def published(site: Site) -> TestSite:
    """A site with a file of each sort, built."""
    made = site(
        {
            "content/en/news/a.md": post("A", body="[x](../../media/Mijn%20Formulier.PDF) ![y](/media/red.png)"),
            "content/media/Mijn Formulier.PDF": b"a form",
            "content/media/red.png": draw(),
            "content/media/unused.png": draw(3, 3),
            "static/CNAME": "plc.example.org\n",
            "static/.well-known/security.txt": "Contact: mailto:a@example.org\n",
            "static/deep/er/x.bin": bytes(range(256)),
        }
    )
    made.build()
    return made


def test_a_file_is_published_under_its_name_and_a_hash_of_its_bytes(published: TestSite) -> None:
    """So that a cache may keep it for ever; a changed file has another address."""
    digest = hashlib.sha256(b"a form").hexdigest()
    files = {path.name for path in (published.public / "media").iterdir()}
    assert f"mijn-formulier.{digest[:10]}.pdf" in files
    assert len(files) == 2
    assert f'href="/media/mijn-formulier.{digest[:10]}.pdf"' in published.page("/en/news/a/")


def test_files_of_static_are_copied_to_the_root_byte_for_byte(published: TestSite) -> None:
    """With the few hidden ones that hosts ask for."""
    assert (published.public / "CNAME").read_text() == "plc.example.org\n"
    assert (published.public / ".well-known/security.txt").is_file()
    assert (published.public / "deep/er/x.bin").read_bytes() == bytes(range(256))


def test_every_asset_of_the_theme_has_a_hash_in_its_name(published: TestSite) -> None:
    """And pages name it so."""
    (style,) = (published.public / "assets").glob("style.*.css")
    assert f'href="/assets/{style.name}"' in published.page("/en/")


def test_the_logo_and_the_pictures_of_people_are_published_where_they_are_shown(site: Site) -> None:
    """Though no document names them."""
    people = '[sara]\nname = "Sara"\npicture = "people/sara.png"\n\n[jan]\nname = "Jan"\npicture = "people/jan.png"\n'
    settings = SETTINGS.replace("[site]", '[site]\ntheme = "bare"\nlogo = "logo.png"')
    files = {
        "plcsite.toml": settings,
        "content/people.toml": people,
        "content/media/people/sara.png": draw(2, 2),
        "content/media/people/jan.png": draw(3, 3),
        "content/media/logo.png": draw(4, 4),
        "content/en/news/a.md": post("A", "2026-10-01", "authors: sara"),
    }
    seen = lay(site, files)
    assert sorted(each.split("/")[2].split(".")[0] for each in seen.addresses if each.startswith("/media/")) == [
        "logo",
        "sara",
    ]
    assert seen.view("/en/people/sara/").picture.src.startswith("/media/sara.")
    assert seen.view("/en/").site.logo.startswith("/media/logo.")
