"""Quotes, apostrophes and dashes come out as each language sets them."""

import pytest

from plcsite.markup.typography import typeset
from plcsite.markup.words import parse_words, plain, shorten
from plcsite.model import Run
from tests.markup.conversion import render

DUTCH = {
    "'s avonds": "’s avonds",
    "'s-Hertogenbosch": "’s-Hertogenbosch",
    "Om '90 heen, de jaren '90.": "Om ’90 heen, de jaren ’90.",
    "'t Hof": "’t Hof",
    "'T HOF": "’T HOF",
    '"\'t is" zei hij': "“’t is” zei hij",
    '"\'t Is goed," zei ze': "“’t Is goed,” zei ze",
    "'n paar, 'k weet, vraag 'm, zie 'r, heeft 'ie": "’n paar, ’k weet, vraag ’m, zie ’r, heeft ’ie",
    "foto's, Jans' fiets": "foto’s, Jans’ fiets",
    "('s avonds)": "(’s avonds)",
    "de letters 's' en 't'": "de letters ‘s’ en ‘t’",
    "'Goed,' zei ze": "‘Goed,’ zei ze",
    "\"Hij zei 'ja' en ging\"": "“Hij zei ‘ja’ en ging”",
    "\"'Hallo,' zei ze.\"": "“‘Hallo,’ zei ze.”",
}
ENGLISH = {
    "'tis, 'twas, 'Twas": "’tis, ’twas, ’Twas",
    "the '90s and '90": "the ’90s and ’90",
    "rock 'n' roll": "rock ’n’ roll",
    "don't, the teachers' room": "don’t, the teachers’ room",
    "'the teachers' room'": "‘the teachers’ room’",
    '"quoted" and (“set”) ("both")': "“quoted” and (“set”) (“both”)",
    'in "1990" and "in 1990"': "in “1990” and “in 1990”",
    'word—"quote"—word': "word—“quote”—word",
    '"Wait—", he said': "“Wait—”, he said",
    '"A," she said, "B."': "“A,” she said, “B.”",
    '5\'10" tall, a 19" screen': '5\'10" tall, a 19" screen',
    "a -- b, a---b, a - b": "a – b, a—b, a – b",
    "2020-2021, e-mail, --strict, ----": "2020-2021, e-mail, --strict, ----",
    "wait... what....": "wait… what....",
}
GENERAL = {"\"x\" 'y' don't": "“x” ‘y’ don’t"}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [("nl", *case) for case in DUTCH.items()]
    + [("en", *case) for case in ENGLISH.items()]
    + [("xx", *case) for case in GENERAL.items()]
    + [("nl-BE", "'s avonds", "’s avonds")],
)
def test_a_line_is_typeset_by_its_language(language, text, expected):
    assert typeset(text, language) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ('"*word*"', "“<em>word</em>”"),
        ('*"word"*', "<em>“word”</em>"),
        ("\"[a](b.md)\" and 'c'", '“<a href="b.md">a</a>” and ‘c’'),
        ('[a](b.md)"s"', '<a href="b.md">a</a>”s”'),
        ("**'t** 's", "<strong>‘t</strong> ‘s"),
        ('"one\\\ntwo"', "“one<br>\ntwo”"),
        ('"`a`"', "“<code>a</code>”"),
        ("`\"a\" -- 'b'`", "<code>\"a\" -- 'b'</code>"),
        ('\\"a\\" and "b"', '"a" and “b”'),
        ('<span title="it\'s">"x"</span>', '<span title="it&#x27;s">“x”</span>'),
        ('https://a.org/it\'s--so "x"', '<a href="https://a.org/it&#x27;s--so">https://a.org/it\'s--so</a> “x”'),
        ('&nbsp;"x"', "\u00a0“x”"),
        ("R&D \"x\" &lt; 'y'", "R&amp;D “x” &lt; ‘y’"),
    ],
)
def test_quotes_pair_across_elements_and_spare_what_is_no_prose(markdown, expected):
    assert render(markdown) == f"<p>{expected}</p>"


def test_an_open_quote_ends_with_its_block():
    assert render('"one\n\n"two"') == "<p>“one</p>\n<p>“two”</p>"


def test_fenced_code_is_left_alone():
    assert "\"a\" -- 'b'..." in render("```\n\"a\" -- 'b'...\n```")


def test_words_in_another_language_are_typeset_by_their_own():
    assert render('"[\'tis "so"]{lang=en}" \'s avonds', "nl") == '<p>“<span lang="en">’tis “so”</span>” ’s avonds</p>'


def test_a_title_is_runs_of_language_and_nothing_else_is_read_in_it():
    title = parse_words('Wij zijn "[better together]{lang=en}" *nu* [x](y)', "nl")
    assert title == (Run("Wij zijn “"), Run("better together", "en"), Run("” *nu* [x](y)"))
    assert plain(title) == "Wij zijn “better together” *nu* [x](y)"


@pytest.mark.parametrize("text", ["", "[a]{lang=}", "[a]{lang=en x}", "[a]{lang=<b>}", "[a] {lang=en}"])
def test_what_is_no_phrase_stays_text(text):
    assert all(run.lang is None for run in parse_words(text, "en"))
    assert plain(parse_words(text, "en")) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short.", "Short."),
        ("One sentence here. Another one that is long", "One sentence here."),
        ("One long sentence without an end", "One long sentence…"),
        ("Onelongwordwithoutanyspaceatall", "Onelongwordwithouta…"),
    ],
)
def test_an_excerpt_ends_with_a_sentence_else_a_word(text, expected):
    assert plain(shorten((Run(text),), 19)) == expected


def test_an_excerpt_keeps_the_languages_of_its_words():
    words = (Run("Wij zijn "), Run("better together and more", "en"), Run(" vandaag"))
    assert shorten(words, 26) == (Run("Wij zijn "), Run("better together…", "en"))
