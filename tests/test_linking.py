"""What a link means: the address an editor wrote, read from the file it stands in."""

from __future__ import annotations

import pytest

from plcsite.folders import read_address
from plcsite.linking import Atlas, Nowhere, Target, ToAddress, ToAsset, ToEntry, ToFragment, ToOutside, interpret
from plcsite.model import Asset

FILES = {
    "content/en/news/a.md": "news/a",
    "content/nl/news/a.md": "news/a",
    "content/en/news/bundle/index.md": "news/bundle",
    "content/nl/news/bundle/index.md": "news/bundle",
    "content/nl/events/avond.md": "events/avond",
    "content/en/about.md": "about",
}
MEDIA = ("content/media/form.pdf", "content/en/news/bundle/soup.png", "content/nl/news/bundle/poster.png")

ATLAS = Atlas(
    FILES,
    frozenset(FILES.values()),
    {path: Asset(path, 1, "0" * 64) for path in MEDIA},
    "https://plc.example.org/sub/",
    lambda path: read_address(path).key,
)


def read(target: str, path: str = "content/en/news/a.md", *siblings: str) -> Target:
    return interpret(target, path, path.split("/")[1], siblings, ATLAS)


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("bundle/index.md", ToEntry("news/bundle")),
        ("../about.md", ToEntry("about")),
        ("../about.md#team", ToEntry("about", "team")),
        ("/about.md", ToEntry("about")),
        ("./bundle/../a.md", ToEntry("news/a")),
        ("../../nl/events/avond.md", ToEntry("events/avond")),
        ("../events/avond.md", ToEntry("events/avond")),
        ("/events/avond.md", ToEntry("events/avond")),
        ("../../media/form.pdf", ToAsset("content/media/form.pdf")),
        ("/media/form.pdf", ToAsset("content/media/form.pdf")),
        ("/en/news/", ToAddress("/en/news/")),
        ("/en/search/?q=x#top", ToAddress("/en/search/?q=x", "top")),
        ("https://plc.example.org/sub/en/news/", ToAddress("/en/news/")),
        ("#team", ToFragment("team")),
        ("https://example.org/", ToOutside("https://example.org/")),
        ("//example.org/x", ToOutside("https://example.org/x")),
        ("mailto:a@example.org", ToOutside("mailto:a@example.org")),
        ("https://plc.example.org/other/", ToOutside("https://plc.example.org/other/")),
    ],
)
def test_a_link_is_read_from_its_file_and_its_languages_folder(target: str, meant: Target) -> None:
    """Also to a path that a file of this language would have, where only another language has one."""
    assert read(target) == meant


def test_addresses_may_be_written_with_percent_signs() -> None:
    """Editors paste what a browser shows."""
    media = {"content/media/my form.pdf": Asset("content/media/my form.pdf", 1, "0" * 64)}
    atlas = Atlas(FILES, ATLAS.keys, media, ATLAS.url, ATLAS.key_of)
    found = interpret("/media/my%20form.pdf", "content/en/news/a.md", "en", (), atlas)
    assert found == ToAsset("content/media/my form.pdf")


@pytest.mark.parametrize(
    ("path", "sibling", "target", "meant"),
    [
        ("content/nl/news/bundle/index.md", "content/en/news/bundle/index.md", "soup.png", MEDIA[1]),
        ("content/en/news/bundle/index.md", "content/nl/news/bundle/index.md", "poster.png", MEDIA[2]),
    ],
)
def test_a_picture_may_lie_in_any_bundle_of_the_entry(path: str, sibling: str, target: str, meant: str) -> None:
    """Pictures belong to the pair, whichever language has the file."""
    assert read(target, path, sibling) == ToAsset(meant)


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("bundle", "bundle/index.md"),
        ("../about/", "../about.md"),
        ("form.pdf", "../../media/form.pdf"),
        ("avond.md", "../../nl/events/avond.md"),
    ],
)
def test_a_link_to_nowhere_is_told_what_was_probably_meant(target: str, hint: str) -> None:
    """The hint is what to write, from this very file."""
    found = read(target)
    assert isinstance(found, Nowhere)
    assert hint in str(found.hint)


@pytest.mark.parametrize(
    "target", ["../../../../../etc/passwd", "../../../plcsite.toml", "missing.md", "", "http://[x"]
)
def test_no_link_leaves_the_content(target: str) -> None:
    """What isn't content leads nowhere, and never to the disk."""
    assert isinstance(read(target), Nowhere)
