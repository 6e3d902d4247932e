"""Pages: what stands outside of time, such as “about”. The kind of every folder that no other kind claims."""

from __future__ import annotations

from plcsite.diagnostics import Checked
from plcsite.kinds import Facts, Kind, Reading
from plcsite.model import Traits


def read(facts: Facts) -> Checked[Reading]:
    """A page has no trait: it is in no feed and no agenda."""
    return Checked(Reading(Traits()))


KIND = Kind(name="page", folder="", fields=(), required=(), read=read, listed=False)
