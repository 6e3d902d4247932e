"""Vocabularies: tags, people and places by id, known by any of their names."""

from __future__ import annotations

import pytest

from plcsite.model import Person, Venue
from plcsite.people import find_people, person_id
from plcsite.vocabulary import PEOPLE, PLACES, TAGS, Vocabularies, read_vocabularies

TEXTS = {
    TAGS: """
        [inquiry]
        en = "Inquiry"
        nl = "Onderzoek"

        [samen-lezen]
        nl = "Samen lezen"
        """,
    PEOPLE: """
        [sara]
        name = "Sara Sample"
        role = { en = "Coordinator", nl = "Coördinator" }
        url = "https://example.org/"
        """,
    PLACES: """
        [hall]
        name = { en = "Town hall", nl = "Gemeentehuis" }
        address = "Markt 1"
        latitude = 50.85
        longitude = 4.35
        """,
}


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    read = read_vocabularies(TEXTS)
    assert read.diagnostics == ()
    return read.value


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("inquiry", "inquiry"),
        ("Inquiry", "inquiry"),
        ("ONDERZOEK", "inquiry"),
        ("samen lezen", "samen-lezen"),
        ("x", ""),
    ],
)
def test_a_term_is_found_by_its_id_or_any_of_its_names(vocabularies: Vocabularies, written: str, id: str) -> None:
    """Whichever language an editor thinks in, and however they write capitals."""
    assert vocabularies.tags.find(written) == id


@pytest.mark.parametrize(("written", "meant"), [("onderzoeck", "Onderzoek"), ("inqury", "inquiry"), ("zzz", "")])
def test_a_term_it_lacks_is_told_the_one_meant(vocabularies: Vocabularies, written: str, meant: str) -> None:
    """Only where one is near."""
    assert vocabularies.tags.suggest(written).casefold() == meant.casefold()


def test_people_and_places_are_read_whole(vocabularies: Vocabularies) -> None:
    """A word that differs per language is a table by language."""
    roles = {"en": "Coordinator", "nl": "Coördinator"}
    assert vocabularies.people.terms["sara"] == Person("sara", {"": "Sara Sample"}, roles, "https://example.org/", "")
    names = {"en": "Town hall", "nl": "Gemeentehuis"}
    assert vocabularies.places.terms["hall"] == Venue(names, "Markt 1", "", 50.85, 4.35)


def test_a_file_that_is_not_there_is_a_vocabulary_that_does_not_exist() -> None:
    """Where one is empty, it exists, and lacks everything."""
    none = read_vocabularies({}).value
    assert (none.tags.exists, none.people.exists, none.places.exists) == (False, False, False)
    assert read_vocabularies({TAGS: ""}).value.tags.exists


def test_nobody_named_is_nobody_found(vocabularies: Vocabularies) -> None:
    """A key that isn't stated names no one."""
    assert find_people(None, vocabularies.people).value == ()


@pytest.mark.parametrize(
    ("person", "id"), [(Person("sara", {"": "Sara Sample"}), "sara"), (Person("", {"": "José Ümit"}), "jose-umit")]
)
def test_a_persons_page_goes_by_id_else_by_name(person: Person, id: str) -> None:
    """Two ways of writing one name are one person."""
    assert person_id(person) == id
