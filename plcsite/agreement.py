"""Whether two dates that editors state for one thing say the same, and which of them says more."""

from __future__ import annotations

from datetime import UTC
from enum import StrEnum

from plcsite.dates import Precision, When, begins
from plcsite.values import replace


class Agreement(StrEnum):
    """How one statement of a date stands to another of the same fact."""

    EQUAL = "equal"
    FINER = "finer"
    COARSER = "coarser"
    DIFFERENT = "different"


def compare(a: When, b: When) -> Agreement:
    """How `a` stands to `b`: the same, finer (adds a day, a time or an offset to it), coarser, or different."""
    if a == b or (a.offset is not None and b.offset is not None and begins(a, UTC) == begins(b, UTC)):
        return Agreement.EQUAL
    if b in _coarser(a):
        return Agreement.FINER
    if a in _coarser(b):
        return Agreement.COARSER
    return Agreement.DIFFERENT


def _coarser(when: When) -> tuple[When, ...]:
    """What states less than `when` without contradicting it."""
    local = replace(when, offset=None)
    day = When(when.day, None, Precision.DAY)
    month = When(when.day.replace(day=1), None, Precision.MONTH)
    match when.precision:
        case Precision.TIME:
            return (local, day, month)
        case Precision.DAY:
            return (month,)
        case Precision.MONTH:
            return ()
