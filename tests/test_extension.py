"""One file, one thing: a kind, an output format and a language are each added in one place, and nothing else moves."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import plcsite.formats
import plcsite.kinds
from plcsite.build import NextChange, find_next_change
from tests.conftest import SETTINGS, TestSite
from tests.looking import event, look, post

Site = Callable[..., TestSite]

THEME = Path(plcsite.__file__).parent.parent / "themes/community"

CONTENT = {
    # The menu is stated, so that a new section isn't in it of itself; the theme is the site's own from the start.
    "plcsite.toml": SETTINGS.replace("[site]", '[site]\ntheme = "mine"').replace(
        "title =", 'menu = ["news", "events"]\ntitle ='
    ),
    "themes/mine/theme.toml": 'extends = "community"\n',
    "content/en/news/year.md": post("A year", "2018-02-27", "authors: Sara Sample", "tags: school"),
    "content/nl/news/year.md": post("Een jaar", "", "slug: een-jaar"),
    "content/nl/news/solo.md": post("Alleen", "2026-10-01", "missing: page"),
    "content/en/events/evening.md": event("Evening", "2026-12-01T19:00", "end: 21:00"),
    "content/nl/events/evening.md": event("Avond", "", "slug: avond"),
    "content/en/about.md": "---\ntitle: About\n---\nUs.\n",
}

VACANCY = '''
"""Vacancies: an offer of work that is open until a day."""

from datetime import datetime

from plcsite.dates import When, ends, zone
from plcsite.diagnostics import Checked
from plcsite.kinds import Kind, Reading
from plcsite.model import Traits
from plcsite.scalars import DATE, TEXT
from plcsite.schema import Field, value_of
from plcsite.values import Value


class Vacancy(Value):
    employer: str
    closes: When
    closed: datetime


class VacancyView(Value):
    employer: str
    closes: When
    state: str


def read(facts):
    closes = value_of(facts.stated, "closes")
    if closes is None:
        return Checked(Reading(Traits()))
    vacancy = Vacancy(value_of(facts.stated, "employer", ""), closes, ends(closes, zone(facts.zone)))
    dated = value_of(facts.stated, "date", facts.named)
    return Checked(Reading(Traits(dated=dated, turns=((vacancy.closed, "closes"),)), vacancy))


def view(entry, around):
    vacancy = entry.details
    return VacancyView(vacancy.employer, vacancy.closes, around.window(None, vacancy.closed))


KIND = Kind(
    name="vacancy",
    folder="vacancies",
    fields=(
        Field("employer", TEXT, "Who offers the work.", shared=True),
        Field("closes", DATE, "The last day to apply.", shared=True),
    ),
    required=("date", "closes"),
    read=read,
    view=view,
    details=Vacancy | None,
    shows=VacancyView,
)
'''

TEMPLATE = """
{% extends "document.html" %}
{% block main %}
{{ super() }}
<p class="vacancy {{ details.state }}">{{ details.employer }}: {{ details.closes | when("full") }}</p>
{% endblock %}
"""

VACANCIES = {
    "themes/mine/templates/vacancy.html": TEMPLATE,
    "content/en/vacancies/teacher.md": post("Teacher wanted", "2026-11-01", "employer: A school", "closes: 2026-12-10"),
    "content/nl/vacancies/teacher.md": post("Leraar gezocht", "", "slug: leraar"),
    "content/nl/vacancies/cook.md": post("Kok gezocht", "2026-11-02", "employer: A kitchen", "closes: 2026-11-30"),
}

HUMANS = '''
"""`humans.txt`: who wrote the site, in plain text."""

from plcsite.diagnostics import Checked
from plcsite.formats import Format
from plcsite.model import name_in
from plcsite.site import Place


def place(site):
    yield Place("humans.txt", "/humans.txt", "humans", "humans", "", "plcsite.toml")


def view(place, context):
    authors = (person for entry in context.site.entries.values() for person in entry.authors)
    return tuple(sorted({name_in(person.names, "") for person in authors}))


def render(view, place, tools):
    return Checked("".join(f"{name}\\n" for name in view).encode())


FORMAT = Format("humans", place, view, render)
'''

FRENCH = """
[languages.fr]
locale = "fr_BE"
title = "Apprendre ensemble"
menu = ["news", "events"]
segments = { news = "actualites", events = "agenda", tags = "themes", people = "gens", past = "passe" }
"""


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[str, str, str], None]]:
    """Lays a file beside those of a package, for one test."""
    added: list[str] = []

    def add(package: str, name: str, text: str) -> None:
        folder = tmp_path / package
        folder.mkdir()
        (folder / f"{name}.py").write_text(text, "utf-8")
        module = sys.modules[f"plcsite.{package}"]
        monkeypatch.setattr(module, "__path__", [*module.__path__, str(folder)])
        added.append(f"plcsite.{package}.{name}")

    yield add
    for name in added:
        sys.modules.pop(name, None)


def read_tree(folder: Path) -> dict[str, bytes]:
    """All published files by path, what plcsite notes for itself left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".plcsite")
    }


def build(made: TestSite) -> dict[str, bytes]:
    """The published tree of a site in which nothing is wrong."""
    assert made.codes() == []
    built, _ = made.build()
    assert built.diagnostics == ()
    return read_tree(made.public)


# --- a kind ----------------------------------------------------------------------------------------------------


def test_a_kind_is_one_file_with_its_own_template(site: Site, add: Callable[[str, str, str], None]) -> None:
    """Its fields are typed and shared, its section is listed, its page shows what it alone has."""
    add("kinds", "vacancy", VACANCY)
    made = site({**CONTENT, **VACANCIES})
    tree = build(made)
    assert "A school: Thursday, 10 December 2026" in tree["en/vacancies/teacher/index.html"].decode()
    assert "A school: donderdag 10 december 2026" in tree["nl/vacancies/leraar/index.html"].decode()
    seen = look(made)
    assert seen.listed("/nl/vacancies/") == ["/nl/vacancies/cook/", "/nl/vacancies/leraar/"]
    assert seen.alternates("/nl/vacancies/leraar/").keys() == {"en", "nl", "x-default"}
    assert "/en/vacancies/2026/" in seen.addresses


def test_a_closing_day_is_a_turn_that_builds_wait_for(site: Site, add: Callable[[str, str, str], None]) -> None:
    """The kind names the instant, and everything that goes by time follows."""
    add("kinds", "vacancy", VACANCY)
    made = site({**CONTENT, **VACANCIES})
    seen = look(made)
    assert find_next_change(seen.examined, seen.clock.now) == NextChange(
        datetime.fromisoformat("2026-12-01T00:00:00+01:00"), "closes", "content/nl/vacancies/cook.md"
    )
    later = look(made, at=datetime(2026, 12, 10, 23, 0, tzinfo=UTC))
    states = [each.view("/en/vacancies/teacher/").details.state for each in (seen, later)]
    assert states == ["open", "closed"]


def test_mistakes_in_a_kinds_own_fields_are_found_like_any(site: Site, add: Callable[[str, str, str], None]) -> None:
    """Unknown keys, wrong dates, missing and differing facts, without a line of code for it."""
    add("kinds", "vacancy", VACANCY)
    text = VACANCIES["content/en/vacancies/teacher.md"]
    for lines, code in [
        (text.replace("employer:", "emploier:"), "unknown-key"),
        (text.replace("closes: 2026-12-10", "closes: 10/12/2026"), "bad-date"),
        (text.replace("closes: 2026-12-10\n", ""), "missing-key"),
    ]:
        assert code in " ".join(site({**CONTENT, **VACANCIES, "content/en/vacancies/teacher.md": lines}).codes())
    differing = {"content/nl/vacancies/teacher.md": post("Leraar", "", "closes: 2026-12-11")}
    assert "facts-differ" in " ".join(site({**CONTENT, **VACANCIES, **differing}).codes())


def test_adding_a_kind_changes_nothing_but_where_its_entries_stand(
    site: Site, add: Callable[[str, str, str], None]
) -> None:
    """Its own folder, and the home pages, which show what is dated."""
    made = site(CONTENT)
    before = build(made)
    add("kinds", "vacancy", VACANCY)
    after = build(made.write(VACANCIES))
    assert before.keys() <= after.keys()
    assert {path.split("/")[1] for path in after.keys() - before.keys()} == {"vacancies"}
    changed = {path for path, data in before.items() if after[path] != data}
    assert changed == {"en/index.html", "nl/index.html"}


# --- a format --------------------------------------------------------------------------------------------------


def test_a_format_is_one_file_and_changes_no_other_output(site: Site, add: Callable[[str, str, str], None]) -> None:
    """It draws on the site by traits, and lands at the address it asks for."""
    made = site(CONTENT)
    before = build(made)
    add("formats", "humans", HUMANS)
    after = build(made)
    assert after.pop("humans.txt") == b"Sara Sample\n"
    assert after == before


def test_two_formats_on_one_address_are_refused(site: Site, add: Callable[[str, str, str], None]) -> None:
    """Whoever adds a format learns of it before anything is written."""
    add("formats", "humans", HUMANS)
    made = site({**CONTENT, "static/humans.txt": "Us.\n"})
    assert [code.split()[0] for code in made.codes()] == ["address-taken"]


# --- a language ------------------------------------------------------------------------------------------------

WITH_FRENCH = {
    "plcsite.toml": CONTENT["plcsite.toml"] + FRENCH,
    # The words are English here: that there is one for each message is what counts.
    "themes/mine/locales/fr.po": (THEME / "locales/en.po").read_text("utf-8").replace("Language: en", "Language: fr"),
    "content/fr/news/year.md": post("Une année", "", "slug: une-annee"),
}


def test_a_language_is_a_table_a_folder_and_a_catalogue(site: Site) -> None:
    """Its pages, lists and dates are there, and the switch and hreflang have three lines everywhere."""
    made = site({**CONTENT, **WITH_FRENCH})
    tree = build(made)
    assert "mardi 27 février 2018" in tree["fr/actualites/une-annee/index.html"].decode()
    seen = look(made)
    assert "/fr/actualites/une-annee/" in seen.listed("/fr/actualites/")
    three = {"en": "/en/news/year/", "nl": "/nl/nieuws/een-jaar/", "fr": "/fr/actualites/une-annee/"}
    for address in three.values():
        assert seen.switch(address) == {language: (there, True) for language, there in three.items()}
        assert seen.alternates(address) == {
            **{language: f"https://plc.example.org{there}" for language, there in three.items()},
            "x-default": "https://plc.example.org/en/news/year/",
        }
    assert seen.switch("/en/events/evening/")["fr"] == ("/fr/agenda/", False)
    assert [each.lang for each in seen.view("/").choices] == ["en", "nl", "fr"]
    assert [each.lang for each in seen.view("/404.html").apologies] == ["en", "nl", "fr"]


def test_adding_a_language_only_adds_to_the_pages_of_the_others(site: Site) -> None:
    """Every word that stood on a page still stands there, in its order; what is new speaks of the new language."""
    made = site(CONTENT)
    before = build(made)
    after = build(made.write(WITH_FRENCH))
    assert before.keys() <= after.keys()
    assert {path.split("/")[0] for path in after.keys() - before.keys()} == {"fr"}
    for path, data in before.items():
        if not path.endswith(".html"):
            assert after[path] == data, path
            continue
        new = iter(_parts(after[path]))
        lost = [part for part in _parts(data) if not any(part == other for other in new)]
        assert lost == [], path


def _parts(page: bytes) -> list[str]:
    """A page as its tags and texts, without the space between them."""
    return [part.strip() for part in re.split(r"(<[^>]+>)", page.decode()) if part.strip()]
