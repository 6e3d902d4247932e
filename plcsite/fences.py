"""Where the front matter of a file stands: between two fences."""

from __future__ import annotations

from collections.abc import Sequence

FENCE = "---"


def find_fences(lines: Sequence[str]) -> tuple[int | None, int | None]:
    """The lines, from 0, of the two fences, None for one that is not there. Blank lines may stand before the first."""
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None or lines[first].rstrip() != FENCE:
        return None, None
    return first, next((number for number in range(first + 1, len(lines)) if lines[number].rstrip() == FENCE), None)
