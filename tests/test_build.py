"""The whole pipeline on small sites: what a visitor finds."""

from __future__ import annotations

from collections.abc import Callable

from tests.conftest import TestSite

PAIR = {
    "content/en/news/first.md": "---\ntitle: The first\ndate: 2018-02-27\n---\nHello, *world*.\n",
    "content/nl/news/first.md": "---\ntitle: Het eerste\nslug: het-eerste\n---\nDag, *wereld*.\n",
}


def test_a_pair_is_published_in_both_languages_with_one_date(site: Callable[..., TestSite]) -> None:
    """A date stated once stands on both pages, as CLDR writes it."""
    made = site(PAIR)
    assert made.codes() == []
    made.build()
    assert "Tuesday, 27 February 2018" in made.page("/en/news/first/")
    assert "dinsdag 27 februari 2018" in made.page("/nl/nieuws/het-eerste/")


def test_the_versions_of_a_pair_name_each_other(site: Callable[..., TestSite]) -> None:
    """hreflang is mutual, with self and x-default, and the switch leads to the counterpart."""
    made = site(PAIR)
    made.build()
    for address in ("/en/news/first/", "/nl/nieuws/het-eerste/"):
        page = made.page(address)
        for lang, there in (("en", "en/news/first/"), ("nl", "nl/nieuws/het-eerste/"), ("x-default", "en/news/first/")):
            assert f'hreflang="{lang}" href="https://plc.example.org/{there}"' in page
