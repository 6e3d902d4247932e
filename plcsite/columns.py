"""Text in the columns of a terminal."""

from __future__ import annotations

import unicodedata


def fit(text: str, room: int) -> str:
    """A text in so many columns, cut with an ellipsis."""
    flat = " ".join(text.split())
    if _measure(flat) <= room:
        return flat
    while flat and _measure(flat) > room - 1:
        flat = flat[:-1]
    return f"{flat.rstrip()}…"


def _measure(text: str) -> int:
    """The columns that a terminal gives a text."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def pad(text: str, room: int) -> str:
    """A text filled up to so many columns."""
    return text + " " * max(0, room - _measure(text))
