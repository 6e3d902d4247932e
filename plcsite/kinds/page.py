"""Pages: what stands outside of time, such as “about”. The kind of every folder that no other kind claims."""

from __future__ import annotations

from plcsite.diagnostics import Checked
from plcsite.kinds import Facts, Kind, Reading
from plcsite.model import Traits
from plcsite.schema import value_of


def read(facts: Facts) -> Checked[Reading]:
    """A page may be held back until its `date`; it is in no list that goes by dates."""
    return Checked(Reading(Traits(dated=value_of(facts.stated, "date"))))


KIND = Kind(name="page", folder="", fields=(), required=(), read=read, listed=False)
