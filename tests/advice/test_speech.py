"""Which language a text is in: on what the team has written, and on texts that lead astray.

The labelled set is every paragraph of `content/` and of the two guides, by the language of its folder or file, and the
texts below. The rates in docs/writing.md are those that the last test asserts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from plcsite.advice.speech import Request, judge_speech
from plcsite.cli import cli
from plcsite.markup.prose import find_prose, list_paragraphs
from tests.conftest import TestSite

Site = Callable[..., TestSite]
ROOT = Path(__file__).resolve().parent.parent.parent
LOCALES = (("en", "en_GB"), ("nl", "nl_BE"))
LANGUAGES = tuple(code for code, _ in LOCALES)
GUIDES = {"docs/writing.md": "en", "docs/schrijven.md": "nl"}

ENGLISH = (
    "We spent the whole evening on one question that a pupil had asked, and nobody minded that it stayed open.",
    "The soup was ready at seven, the chairs were not, and so we talked standing up for the first half hour.",
)
DUTCH = (
    "We zaten de hele avond aan één vraag van een leerling, en niemand vond het erg dat ze open bleef staan.",
    "De soep was om zeven uur klaar, de stoelen niet, en dus praatten we het eerste half uur rechtopstaand.",
)

# Names, borrowed words and lists, each in the language that stands first.
ASTRAY = (
    (
        "nl",
        "De workshop over feedback en coaching was een hit: een warming-up, een check-in en een brainstorm.",
    ),
    (
        "nl",
        "Onze keynote heet Better Together; slides en podcast staan online, de livestream blijft een week.",
    ),
    (
        "nl",
        "Met dank aan het Learning Lab, de British Council en de Open University, die de avond mogelijk maakten.",
    ),
    (
        "en",
        "Our friends of Samen Leren in Antwerpen, Mechelen and Sint-Niklaas sent us a box of speculoos and a letter.",
    ),
    (
        "en",
        "You will find the Gemeentehuis on the Marktplein; ask for Zaal De Linde at the Onthaal, and mind the tram.",
    ),
    (
        "en",
        "Jan de Vries, An van den Berg, Piet Janssens and Els Maes will be at the table with the coffee and the forms.",
    ),
)


def judge(text: str, speech: str) -> list[tuple[str, int]]:
    """The codes and lines of what is found in a text."""
    found = judge_speech(Request("a.md", text, 1, speech, LOCALES)).diagnostics
    return [(each.code, each.location.line) for each in found]


def list_texts() -> Iterator[tuple[str, str]]:
    """Every text of the team with its language."""
    for code in LANGUAGES:
        for path in sorted((ROOT / "content" / code).rglob("*.md")):
            yield code, path.read_text("utf-8").split("---\n", 2)[2]
    for name, code in GUIDES.items():
        yield code, (ROOT / name).read_text("utf-8")


def list_set() -> list[tuple[str, str]]:
    """The labelled paragraphs."""
    written = [(code, part) for code, text in list_texts() for _, part in list_paragraphs(find_prose(text))]
    listed = [(code, part) for code, part in written if re.search(r"[a-z]{2}", part)]
    return [*listed, *ASTRAY, *(("en", text) for text in ENGLISH), *(("nl", text) for text in DUTCH)]


def test_a_text_in_another_language_than_its_folder_is_found() -> None:
    """At its first paragraph, in either direction."""
    assert judge("\n\n".join(("## Een kop", *DUTCH)), "en") == [("language-differs", 3)]
    assert judge("\n\n".join(ENGLISH), "nl") == [("language-differs", 1)]


def test_a_file_with_paragraphs_in_two_languages_is_found_at_the_first_foreign_one() -> None:
    """Whichever comes first; a short phrase, a quotation and what is marked are no second text."""
    assert judge("\n\n".join((*ENGLISH, *DUTCH)), "en") == [("languages-mixed", 5)]
    assert judge("\n\n".join((*ENGLISH, *DUTCH)), "nl") == [("languages-mixed", 1)]
    for other in (f"> {DUTCH[0]}\n\n> {DUTCH[1]}", f"[{DUTCH[0]} {DUTCH[1]}]{{lang=nl}}", "Tot dan, beste mensen!"):
        assert judge("\n\n".join((*ENGLISH, other)), "en") == []


def test_a_short_text_and_one_of_names_are_not_judged() -> None:
    """What can't be told for sure stays unsaid."""
    assert judge(DUTCH[0], "en") == []
    assert judge("Jan de Vries, An van den Berg, Piet Janssens, Els Maes. " * 10, "en") == []


def test_a_language_without_models_is_not_judged() -> None:
    """Only configured languages that the models know are told apart, and one alone never."""
    assert judge_speech(Request("a.md", "\n\n".join(DUTCH), 1, "en", (("en", "en_GB"),))).diagnostics == ()
    unknown = (("en", "en_GB"), ("nds", "nds"))
    assert judge_speech(Request("a.md", "\n\n".join(DUTCH), 1, "nds", unknown)).diagnostics == ()


def test_check_asks_the_models_and_build_does_not(site: Site) -> None:
    """A build of any machine says the same, whether or not the models are there; `ignore` is right in both."""
    body = "\n\n".join(DUTCH)
    made = site({"content/en/news/2026-10-21-evening.md": f"---\ntitle: An evening\n---\n{body}\n"})
    assert made.codes() == []
    assert made.codes(guess=True) == ["language-differs content/en/news/2026-10-21-evening.md:4"]
    said = CliRunner().invoke(cli, ["--site", str(made.folder), "check", "--at", "2026-11-21"])
    assert "language-differs" in said.stdout
    made.write(
        {"content/en/news/2026-10-21-evening.md": f"---\ntitle: An evening\nignore: language-differs\n---\n{body}\n"}
    )
    assert made.codes() == made.codes(guess=True) == []


@pytest.mark.parametrize("swapped", [False, True])
def test_the_rates_on_the_labelled_set_are_those_of_the_documentation(swapped: bool) -> None:
    """No page of the team gives a false alarm; in the other language's folder every page over 80 words is found."""
    assert len(list_set()) >= 200
    wrong, missed = [], []
    for code, text in list_texts():
        folder = next(other for other in LANGUAGES if other != code) if swapped else code
        found = judge(text, folder)
        if not swapped and found:
            wrong.append(text[:80])
        long = len(re.findall(r"\w+", find_prose(text))) > 80
        if swapped and long and not found:
            missed.append(text[:80])
    assert wrong == []
    assert missed == []


def test_of_the_labelled_paragraphs_none_is_taken_for_the_other_language() -> None:
    """One by one, each said three times so that it is long enough to be judged; those in other folders are found."""
    labelled = list_set()
    alarms = [part for code, part in labelled if judge("\n\n".join([part] * 3), code)]
    found = [part for code, part in labelled if judge("\n\n".join([part] * 3), next(o for o in LANGUAGES if o != code))]
    assert alarms == []
    assert len(found) > 0.6 * len(labelled)
