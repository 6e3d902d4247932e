"""Dates as they were stated: a month, a day, or a local time, and the instants they stand for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum


class Precision(StrEnum):
    """How much of a date is known."""

    MONTH = "month"
    DAY = "day"
    TIME = "time"


@dataclass(frozen=True)
class When:
    """A date as precise as it was stated, in local time.

    `day` is the first of the month where only the month is known; `time` is None below time
    precision; `offset` is the stated offset from UTC in minutes, None where the zone decides.
    """

    day: date
    time: time | None
    precision: Precision
    offset: int | None = None
