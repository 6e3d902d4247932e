"""Promise (b): content reads and writes nothing outside its roots."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from plcsite.examine import Unusable
from tests.conftest import SETTINGS, TestSite
from tests.crawl import find_bytes

SECRET = "zqsecretqz"

CLIMBS = (
    *(
        "../../../secret.txt",
        "/../../secret.txt",
        "..%2f..%2f..%2fsecret.txt",
        "..\\..\\..\\secret.txt",
        "file:///{path}",
    ),
    *(
        "{path}",
        "/media/../../../secret.txt",
        "./../../../secret.txt",
        "%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "secret.txt\0",
    ),
)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file beside the site's folder, of a type that would be published."""
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, "utf-8")
    return path


@pytest.mark.parametrize("target", CLIMBS)
def test_no_link_or_picture_publishes_a_file_outside(site: Callable[..., TestSite], secret: Path, target: str) -> None:
    """Links, pictures, covers and resources that climb out are refused with their place; no byte gets in."""
    target = target.format(path=secret).replace("\0", "%00")
    made = site(
        {
            "content/en/news/a.md": f"---\ntitle: A\ndate: 2026-01-01\ncover: '{target}'\n"
            f"resources: [{{title: R, file: '{target}'}}]\n---\n[l](<{target}>) ![i](<{target}>)\n",
            "content/people.toml": f"[an]\nname = 'An'\npicture = '{target}'\n",
            "content/en/people/an.md": "---\ntitle: An\n---\n",
        }
    )
    codes = {each.code for each in made.check() if each.location.path == "content/en/news/a.md"}
    assert codes & {"broken-link", "type-refused", "yaml-syntax"} or target.startswith("file:")
    made.build()
    assert find_bytes(made.public, SECRET) == []


@pytest.mark.parametrize("link", ["content/en/linked.md", "content/en/linked", "static/linked", "themes/mine"])
def test_no_symbolic_link_is_followed(site: Callable[..., TestSite], tmp_path: Path, link: str) -> None:
    """A link to a file or folder is an error at its place, or no theme; nothing behind it is read or published."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "page.md").write_text(f"---\ntitle: {SECRET}\n---\n")
    (outside / "theme.toml").write_text("")
    made = site({"static/x.txt": "x", "themes/x.txt": "x", "content/en/a.md": "---\ntitle: A\n---\n"})
    (made.folder / link).symlink_to(outside / "page.md" if link.endswith(".md") else outside)
    if not link.startswith("themes"):
        assert [found for found in made.codes() if found.startswith("symlink-refused")] == [f"symlink-refused {link}"]
    made.build()
    assert find_bytes(made.public, SECRET) == []


def test_a_link_that_is_a_real_file_would_be_published(site: Callable[..., TestSite]) -> None:
    """The same secret inside the site is found: the judge above isn't blind."""
    made = site({"content/en/secret.txt": SECRET, "content/en/a.md": "---\ntitle: A\n---\n[l](secret.txt)\n"})
    made.build()
    assert find_bytes(made.public, SECRET) != []


@pytest.mark.parametrize("slug", ["../../out", "/etc/out", "a/b", "..", "con", "a\\b", "%2e%2e", ".htaccess"])
def test_no_slug_leads_out_of_the_output(site: Callable[..., TestSite], tmp_path: Path, slug: str) -> None:
    """Slugs, keys and aliases are one plain part of an address; nothing is written beside the output folder."""
    made = site({"content/en/a.md": f"---\ntitle: A\nslug: '{slug}'\nkey: '{slug}'\n---\n"})
    assert [each.severity for each in made.check() if each.code in ("bad-value", "address-taken")] != []
    made.build()
    assert {path.name for path in tmp_path.iterdir()} == {"site"}
    assert {path.name for path in made.folder.iterdir()} - {".public.plcsite"} == {"content", "plcsite.toml", "public"}


@pytest.mark.parametrize("name", ["../../../../tmp", "..", "/etc", ".", "community/../community"])
def test_no_theme_is_taken_from_elsewhere(site: Callable[..., TestSite], name: str) -> None:
    """The name of a theme is the name of a folder, and never a path."""
    made = site({"plcsite.toml": SETTINGS.replace("[site]", f"[site]\ntheme = '{name}'")})
    with pytest.raises(Unusable):
        made.check()


@pytest.mark.parametrize("name", ["logo", "icon"])
def test_settings_name_files_of_the_site_only(site: Callable[..., TestSite], secret: Path, name: str) -> None:
    """A logo or icon outside its folder is not published."""
    made = site({"plcsite.toml": SETTINGS.replace("[site]", f"[site]\n{name} = '../../../secret.txt'")})
    made.build()
    assert find_bytes(made.public, SECRET) == []


def test_secrets_and_hidden_files_of_static_stay(site: Callable[..., TestSite]) -> None:
    """Hidden files aren't copied, and what looks like a key or a password is an error."""
    made = site({"static/.git/config": SECRET, "static/.env": SECRET, "static/site.key": SECRET, "static/a.txt": "a"})
    assert made.codes() == ["secret-refused static/site.key"]
    made.build()
    assert find_bytes(made.public, SECRET) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.timeout(20)
def test_a_named_pipe_hangs_nothing(site: Callable[..., TestSite]) -> None:
    """What isn't a regular file is an error at its place; nobody waits for someone to write into it."""
    made = site({"content/en/a.md": "---\ntitle: A\n---\n"})
    os.mkfifo(made.folder / "content/en/pipe.md")
    assert made.codes() == ["file-unreadable content/en/pipe.md"]
