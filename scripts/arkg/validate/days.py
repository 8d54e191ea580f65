"""Days that cannot be after today: the day on which a source was read, and the day as of which something was so."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from arkg.namespaces import ARKG

READ: Final = frozenset({f"{ARKG}dateRead"})
PAST: Final = frozenset(
    {
        "http://purl.org/dc/terms/date",
        "https://schema.org/foundingDate",
        "https://schema.org/startDate",
        f"{ARKG}accreditedSince",
        f"{ARKG}statusConfirmed",
    }
)
START: Final = "https://schema.org/startDate"
EARLIEST: Final = dt.timezone(dt.timedelta(hours=14))
"""The time zone in which each day begins first."""


def current_day() -> dt.date:
    """Return today, where it is the latest on Earth: nobody's today is after it."""
    return dt.datetime.now(EARLIEST).date()


def is_after(date: str, today: dt.date) -> bool:
    """Return whether a year, a month or a day begins after today.

    >>> today = dt.date(2026, 11, 28)
    >>> [is_after(date, today) for date in ("2026", "2026-11", "2026-11-28", "2026-11-29", "2026-12", "2027")]
    [False, False, False, True, True, True]
    """
    found = re.match(r"[0-9]{4}(-[0-9]{2}){0,2}(?![0-9])", date)
    return found is not None and found[0] > today.isoformat()[: len(found[0])]
