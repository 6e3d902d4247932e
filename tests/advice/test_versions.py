"""Versions of an entry beside its original: what differs is told, and what merely is in another language isn't."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import TestSite
from tests.test_reference import draw

Site = Callable[..., TestSite]
EN, NL = "content/en/news/2026-10-21-evening.md", "content/nl/news/2026-10-21-evening.md"


def pair(
    first: str, second: str, *, keys: tuple[str, str] = ("title: An evening", "title: Een avond")
) -> dict[str, str]:
    """Two versions of one post, by their bodies."""
    return {
        path: f"---\n{stated}\n---\n{body}\n"
        for path, stated, body in zip((EN, NL), keys, (first, second), strict=True)
    }


def advice(made: TestSite) -> list[str]:
    """What is found beside broken links."""
    return [code for code in made.codes() if not code.startswith("broken-link")]


SAME = {
    "links in other words": ("[a](https://x.example/en/help)", "[a](https://x.example/nl/hulp)"),
    "hosts in other languages": ("[b](https://en.x.example/)", "[b](https://nl.x.example/)"),
    "pages of the site": ("[a](about.md) [b](/en/news/)", "[a](over.md) [b](/nl/nieuws/)"),
    "places on the page": ("[a](#soup)\n\n## Soup", "[a](#soep)\n\n## Soep"),
    "twice the same link": ("[a](https://x.example/) [b](https://x.example/)", "[a](https://x.example/)"),
    "headings of other lengths": ("## A\n\n### B", "## Een langere kop\n\n### Nog een"),
    "code in other words": ("```\na\n```", "```\nb\n```"),
    "fences of other signs": ("~~~\na\n~~~", "```\nb\n```"),
    "another order": ("[a](https://a.example/) [b](https://b.example/)", "[b](https://b.example/) [a](https://a.example/)"),
}  # fmt: skip

DIFFERENT = {
    "a link": ("[a](https://a.example/)", "Woorden.", "links-differ"),
    "a link too much": ("Words.", "[a](https://a.example/)", "links-differ"),
    "a link to a page": ("[a](about.md) [b](contact.md)", "[a](over.md)", "links-differ"),
    "a mail address": ("[a](mailto:a@x.example)", "[a](mailto:b@x.example)", "links-differ"),
    "a heading": ("## A\n\n## B", "## A", "headings-differ"),
    "a level": ("## A\n\n### B", "## A\n\n## B", "headings-differ"),
    "a block of code": ("```\na\n```\n\n```\nb\n```", "```\na\n```", "code-differs"),
}


@pytest.mark.parametrize("case", SAME)
def test_what_is_only_in_another_language_is_no_difference(case: str, site: Site) -> None:
    """Targets, headings and code may have other words in each version, and another order."""
    assert advice(site(pair(*SAME[case]))) == []


@pytest.mark.parametrize("case", DIFFERENT)
def test_a_difference_is_said_once_at_the_version(case: str, site: Site) -> None:
    """One finding for a kind of difference, in the file of the translation, whichever version has more."""
    first, second, code = DIFFERENT[case]
    found = advice(site(pair(first, second)))
    assert [each.split(":")[0] for each in found] == [f"{code} {NL}"]


def test_the_original_decides_which_file_is_told(site: Site) -> None:
    """Where the Dutch was first, the English is told what it lacks."""
    made = site(
        pair("Words.", "[a](https://a.example/)", keys=("title: An evening\ntranslates: nl", "title: Een avond"))
    )
    assert advice(made) == [f"links-differ {EN}"]


def test_a_version_in_the_making_is_left_alone(site: Site) -> None:
    """A draft may lack anything."""
    made = site(pair("[a](https://a.example/)", "", keys=("title: An evening", "title: Een avond\ndraft: true")))
    assert advice(made) == []


def test_a_picture_with_words_in_each_language_is_one_picture(site: Site) -> None:
    """A poster may be another file in each version; where one has none, that is said."""
    pictures = {f"content/media/{name}.png": draw() for name in ("poster-en", "poster-nl", "room")}
    both = "![A poster](/media/poster-{}.png)\n\n![A room](/media/room.png)"
    assert advice(site({**pictures, **pair(both.format("en"), both.format("nl"))})) == []
    assert advice(site(pair(both.format("en"), "![A room](/media/room.png)"))) == [f"pictures-differ {NL}"]


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("An evening about fractions", 1),
        ("AN EVENING about Fractions", 1),
        ("Webinar inquiry", 0),
        ("Professional Learning Community Brussels", 0),
        ("'[An evening about fractions]{lang=en}'", 0),
    ],
)
def test_only_a_title_that_is_no_name_must_be_translated(site: Site, title: str, count: int) -> None:
    """Names, short titles and what is marked as another language's may be the same."""
    made = site(
        pair("", "", keys=("title: An evening about fractions" if count else f"title: {title}", f"title: {title}"))
    )
    assert len([each for each in advice(made) if each.startswith("same-title")]) == count


def test_a_version_that_says_it_is_in_the_same_language_may_have_the_same_title(site: Site) -> None:
    """`language:` says that the words are not those of the folder."""
    title = "title: An evening about fractions"
    assert advice(site(pair("", "", keys=(title, f"{title}\nlanguage: en")))) == []
