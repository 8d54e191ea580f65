"""What readers type, and the record that they look for: the rows of ``search.csv``, which every search passes."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TABLE = Path(__file__).parents[1] / "search.csv"


@dataclass(frozen=True, slots=True)
class Probe:
    """A query, a record as kind and slug, and at most which rank it has; None where it must not be found."""

    query: str
    record: str
    most: int | None

    def fault(self, found: Sequence[str]) -> str:
        """Return what is wrong with the records that were found, in their order; an empty text where all is well."""
        rank = found.index(self.record) + 1 if self.record in found else None
        is_well = rank is None if self.most is None else rank is not None and rank <= self.most
        return "" if is_well else f"{self.query}: {self.record} at {rank}, not {self.most or 'left out'}; {found[:3]}"


def probes() -> list[Probe]:
    """Return every row of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Probe(row["query"], row["record"], int(row["rank"]) if row["rank"] != "none" else None) for row in rows]


def faults(found: Mapping[str, Sequence[str]]) -> list[str]:
    """Return what is wrong with what each query found."""
    return [fault for probe in probes() if (fault := probe.fault(found[probe.query]))]
