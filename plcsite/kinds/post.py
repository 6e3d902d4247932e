"""Posts: news that is dated, listed newest first, and offered in feeds."""

from __future__ import annotations

from plcsite.diagnostics import Checked
from plcsite.kinds import Facts, Kind, Reading
from plcsite.model import Traits
from plcsite.schema import value_of


def read(facts: Facts) -> Checked[Reading]:
    """A post is dated by its `date`, else by its file's name."""
    return Checked(Reading(Traits(dated=value_of(facts.stated, "date", facts.named))))


KIND = Kind(name="post", folder="news", fields=(), required=("date",), read=read, fresh=7)
