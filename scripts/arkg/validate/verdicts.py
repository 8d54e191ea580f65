"""What SPARQL can say for certain about a value that pySHACL will judge.

A verdict is a pair of conditions: where ``ok`` is true pySHACL accepts the value, where ``ko`` is true it rejects it.
An error is not true. Both may be silent (false): whatever SPARQL and pySHACL may see differently - lexical forms,
regular expressions, dates with time zones - is left to pySHACL. A value that is not ``ok`` makes its focus node a
candidate, so that no result is lost. Verdicts combine:
ok(and) = all ok; ok(or) = any ok; ok(not S) = ko(S); ok(xone) = one ok and all others ko; ko the other way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two SPARQL conditions: where ``ok`` is true pySHACL accepts, where ``ko`` is true it rejects."""

    ok: str = "false"
    ko: str = "false"

    @property
    def joins(self) -> bool:
        """Return whether finding out takes more than looking at the value itself."""
        return "EXISTS" in self.ok or "EXISTS" in self.ko


SILENT = Verdict()
ACCEPTED = Verdict(ok="true")


def sure(condition: str) -> str:
    """Make a condition that is never an error."""
    return condition if condition in {"true", "false"} else f"COALESCE({condition}, false)"


def every(conditions: Iterable[str]) -> str:
    """Join conditions by and."""
    return f"({' && '.join(written)})" if (written := list(conditions)) else "true"


def some(conditions: Iterable[str]) -> str:
    """Join conditions by or."""
    return f"({' || '.join(written)})" if (written := list(conditions)) else "false"


def both(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that holds if all of these do."""
    found = list(verdicts)
    return Verdict(every(sure(each.ok) for each in found), some(sure(each.ko) for each in found))


def opposite(verdict: Verdict) -> Verdict:
    """Return the verdict on the contrary."""
    return Verdict(verdict.ko, verdict.ok)


def exactly_one(verdicts: list[Verdict]) -> Verdict:
    """Return the verdict that holds if one of these does and no other."""
    rest = [[other for other in verdicts if other is not each] for each in verdicts]
    alone = (every([sure(each.ok), *(sure(o.ko) for o in others)]) for each, others in zip(verdicts, rest, strict=True))
    return Verdict(some(alone), every(sure(each.ko) for each in verdicts))
