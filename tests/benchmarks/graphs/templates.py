"""Records → a text with gaps, which is filled again and again: the same records under other names, linked otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import RECORDS

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

SLOT = re.compile(
    rf"""
    <{RECORDS}(?P<record>[^#>]*)
    | <https://ror[.]org/0(?P<ror>[a-z0-9]{{6}}[0-9]{{2}})
    | <(?:http://id[.](?:nlm[.]nih[.]gov/mesh/D|loc[.]gov/authorities/subjects/sh))(?P<match>[^>]+)
    | <(?:http://www[.]wikidata[.]org/entity/Q|https://doi[.]org/)(?P<number>[^>]+)
    | prefLabel>[ ]"(?P<name>[^"\\]*)
    """,
    re.VERBOSE,
)
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
"""The 32 digits of Douglas Crockford, in which a ROR is written."""


@dataclass(frozen=True, slots=True)
class Template:
    """Records as a text with gaps: ``gaps`` says which of ``fillings`` each gap takes, and a filling how it is made."""

    text: str
    gaps: tuple[int, ...]
    fillings: tuple[tuple[str, str], ...]
    triples: int
    records: int

    def fill(self, turn: Turn) -> str:
        """Write the records once more: under this number, with links to records told before."""
        chosen = [turn.make(kind, text) for kind, text in self.fillings]
        return self.text % tuple(map(chosen.__getitem__, self.gaps))


@dataclass(frozen=True, slots=True)
class Turn:
    """One telling: its number, that in its identifiers, how often the world was told, what chooses links, its mark."""

    number: int
    identifier: int
    told: int
    choose: random.Random
    mark: str = "-"

    def make(self, kind: str, text: str) -> str:
        """Make what fills a gap: the record's own number, that of a record told before, or one of an identifier."""
        match kind:
            case "own":
                return f"{self.mark}{self.number}" if self.number or self.mark != "-" else ""
            case "other":
                other = self.choose.randrange(self.told)
                return f"-{other}" if other else ""
            case "name":
                return f" {self.number}" if self.number else ""
        if kind == "ror":
            return to_ror(100 * self.identifier + int(text[-2:])) if self.identifier else text
        return str(self.identifier) if self.identifier else ""


def to_ror(number: int) -> str:
    """Return the end of a ROR: a number in six digits of base 32, and two check digits as ISO/IEC 7064 has them."""
    digits, rest = "", number
    for _ in range(6):
        rest, digit = divmod(rest, 32)
        digits = DIGITS[digit] + digits
    return f"{digits}{98 - number * 100 % 97:02}"


def template(quads: Iterable[ox.Quad], told_again: frozenset[str], kept: tuple[str, ...] = ()) -> Template:
    """Return a template of the statements about some records.

    ``told_again`` are the records there are many of; ``kept`` are the kinds of gaps that stay as they are.
    """
    text, gaps, fillings = "", [], dict[tuple[str, str, str], int]()
    told = sorted(quads, key=str)
    owners = {owner(quad.subject) for quad in told}
    for quad in told:
        own, line = owner(quad.subject), f"{quad.triple} .\n".replace("%", "%%")
        last = 0
        for found in SLOT.finditer(line):
            kind, value = found.lastgroup or "", found[found.lastgroup or 0]
            if kind in kept:
                continue
            if kind == "record":
                mine = value == own or (value in owners and value not in told_again)
                if not mine and value not in told_again:
                    continue
                kind = "own" if mine else "other"
            start, end = found.span(found.lastgroup or 0)
            text += line[last : start if kind == "ror" else end] + "%s"
            last = end
            gaps.append(fillings.setdefault((own if kind == "other" else "", kind, value), len(fillings)))
        text += line[last:]
    return Template(text, tuple(gaps), tuple((kind, value) for _, kind, value in fillings), len(told), len(owners))


def owner(subject: object) -> str:
    """Give the kind and slug of the record that a subject is or belongs to; another IRI as it is."""
    iri = subject.value if isinstance(subject, ox.NamedNode) else str(subject)
    return iri.removeprefix(RECORDS).partition("#")[0]
