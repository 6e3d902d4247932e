"""What changed: exactly the sentences whose words differ, and the words in them."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from plcsite.desk.diff import Mark, compare
from plcsite.fingerprints import read_letters

TEXT = (
    "The doors open at seven.",
    "There is coffee, and there are books.",
    "Bring a page that you love.",
    "It ends at ten.",
)


def test_one_sentence_changed_is_one_change_with_its_words() -> None:
    """Nothing around it is named."""
    (change,) = compare({"body": TEXT}, {"body": (TEXT[0], "There is tea, and there are books.", *TEXT[2:])})
    assert (change.place, change.before, change.after) == ("body", TEXT[1], "There is tea, and there are books.")
    assert change.words == (
        (Mark.SAME, "There is"),
        (Mark.REMOVED, "coffee,"),
        (Mark.ADDED, "tea,"),
        (Mark.SAME, "and there are books."),
    )


def test_sentences_come_and_go() -> None:
    """One that is new has nothing before, one that is gone nothing after; a moved end of a sentence is no change."""
    found = compare({"body": TEXT}, {"body": (TEXT[0], *TEXT[2:], "Take the last tram.")})
    assert [(change.before, change.after) for change in found] == [(TEXT[1], ""), ("", "Take the last tram.")]
    assert compare({"body": ("It is late. We go.",)}, {"body": ("It is late,", "we go!")}) == ()


def test_a_sentence_is_paired_with_what_became_of_it() -> None:
    """Where several neighbours changed, each stands beside its own."""
    found = compare(
        {"body": ("A cat sat on the mat.", "Nobody knew why.")},
        {"body": ("It rained.", "A cat sat on the hat.", "Nobody knew how.")},
    )
    assert [(change.before, change.after) for change in found] == [
        ("", "It rained."),
        ("A cat sat on the mat.", "A cat sat on the hat."),
        ("Nobody knew why.", "Nobody knew how."),
    ]


SENTENCES = st.lists(st.text(string.ascii_letters + " ,.", min_size=1, max_size=20), max_size=6).map(tuple)


@given(before=SENTENCES, after=SENTENCES)
def test_changes_are_named_exactly_where_letters_differ(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """No change is shown for texts of the same letters, and there is one for all others."""
    same = read_letters(" ".join(before)) == read_letters(" ".join(after))
    assert (compare({"body": before}, {"body": after}) == ()) == same
