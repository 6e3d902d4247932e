"""Slugs are short, plain and never empty."""

import pytest

from plcsite.slugs import LONGEST, slugify


@pytest.mark.parametrize(
    ("text", "slug", "unicode"),
    [
        ("A Quiet Evening", "a-quiet-evening", "a-quiet-evening"),
        ("  Ça va — été! ", "ca-va-ete", "ça-va-été"),
        ("’s Avonds in 't Hof", "s-avonds-in-t-hof", "s-avonds-in-t-hof"),
        ("What's new, foto's", "whats-new-fotos", "whats-new-fotos"),
        ("Diyarbak\u0131r", "diyarbakir", "diyarbak\u0131r"),
        ("Straße Ærø Łódź", "strasse-aero-lodz", "straße-ærø-łódź"),
        ("Киев", "kiev", "киев"),
        ("हिन्दी", "hindi", "हिन्दी"),
        ("a_b/c.d", "a-b-c-d", "a-b-c-d"),
        ("[[", "u5b-u5b", "u5b-u5b"),
        ("😀", "u1f600", "u1f600"),
        ("❤️", "u2764-ufe0f", "u2764-ufe0f"),
        ("Cafe\u0301", "cafe", "café"),
        ("", "", ""),
    ],
)
def test_a_slug_is_transliterated_or_keeps_its_script(text, slug, unicode):
    assert slugify(text) == slug
    assert slugify(text, unicode=True) == unicode


def test_a_long_title_is_cut_behind_a_word():
    slug = slugify("word " * 40)
    assert len(slug) <= LONGEST
    assert slug.endswith("-word")
    assert len(slugify("x" * 200)) == LONGEST
