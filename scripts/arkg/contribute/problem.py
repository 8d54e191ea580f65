"""What is wrong with one place of what someone hands in; the other doors of this package collect these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.errors import InputFault, UnknownName

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.errors import ArkgError, Location


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, what to do about it, and, where they are known, the value, the record and a line to paste.

    ``what`` and ``remedy`` are sentences; ``suggestion`` is text to put in the place of ``value``, which ``is_unknown``
    where it is a name that nothing has.
    """

    place: Location
    what: str
    remedy: str = ""
    value: str = ""
    suggestion: str = ""
    record: ox.NamedNode | None = None
    is_unknown: bool = False

    def __str__(self) -> str:
        """Read as one message: the place first, then the fault, then the remedy on a line of its own."""
        field = f" ({self.place.field})" if self.place.field else ""
        return f"{self.place}{field}: {self.what}" + (f"\n  {self.remedy}" if self.remedy else "")


def from_error(fault: ArkgError, place: Location, *, value: str = "", record: ox.NamedNode | None = None) -> Problem:
    """Make a problem of an error that was raised for the value at ``place``."""
    near = fault.near if isinstance(fault, UnknownName) else []
    suggestion = near[0] if len(near) == 1 else fault.suggestion if isinstance(fault, InputFault) else ""
    return Problem(place, fault.what, fault.remedy, value, suggestion, record, isinstance(fault, UnknownName))
