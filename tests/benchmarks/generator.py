"""A size, a share and a seed → a graph of our shape as N-Triples, of which that share of records breaks a rule.

The graph is our ontology, the small world of ``tests/world`` told over and over with other names and other links
between its records, and, in turn, the contributions of ``tests/contributions/invalid``, each of which breaks the rule
it is named after. So it has the shape of our records because it is made of them, and follows them when they change.

``python -m tests.benchmarks.generator 1000000 big.nt`` writes one.
"""

from __future__ import annotations

import random
import re
import string
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyoxigraph as ox

from arkg.graph import RECORDS, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
WORLD = ROOT / "tests" / "world"
INVALID = ROOT / "tests" / "contributions" / "invalid"
FIXED = ("category", "place")
"""The kinds that stay few however large a graph is."""
VOCABULARY = ox.NamedNode("http://rdfs.org/ns/void#uriSpace")
"""What other people's vocabularies have, which stay few, too."""
NOT_OF_RECORDS = ("Ontology", "Rule", "Term", "Record-file")
"""Rules for terms and rules, of which a large graph has no more, and the one for the names of files."""
SLOT = re.compile(
    rf"""
    <{RECORDS}(?P<record>[^#>]*)
    | <https://ror[.]org/0(?P<ror>[a-z0-9]{{6}})
    | <(?:http://id[.](?:nlm[.]nih[.]gov/mesh/D|loc[.]gov/authorities/subjects/sh))(?P<match>[^>]+)
    | <(?:http://www[.]wikidata[.]org/entity/Q|https://doi[.]org/)(?P<number>[^>]+)
    | prefLabel>[ ]"(?P<name>[^"\\]*)
    """,
    re.VERBOSE,
)
DIGITS = string.digits + string.ascii_lowercase


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


@dataclass(slots=True)
class Written:
    """What has been written so far: triples, records, and how many records break each rule."""

    triples: int = 0
    records: int = 0
    broken: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Turn:
    """One telling: its number, how often the world was told, what chooses links, and the mark of a broken record."""

    number: int
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
        same = self.number % self.told
        if kind == "ror":
            return base36(same) if same else text
        return str(same) if same else ""


def base36(number: int) -> str:
    """Write a number with six digits of base 36, as a ROR has them."""
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits


def template(quads: Iterable[ox.Quad], told_again: frozenset[str]) -> Template:
    """Make a template of the statements about some records; ``told_again`` are the records there are many of."""
    text, gaps, fillings = "", [], dict[tuple[str, str, str], int]()
    told = sorted(quads, key=str)
    owners = {owner(quad.subject) for quad in told}
    for quad in told:
        own, line = owner(quad.subject), f"{quad.triple} .\n".replace("%", "%%")
        last = 0
        for found in SLOT.finditer(line):
            kind, value = found.lastgroup or "", found[found.lastgroup or 0]
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


def generate(triples: int, *, broken: float = 0.01, seed: int = 1, written: Written | None = None) -> Iterator[str]:
    """Give the lines of a graph of at least so many triples, some at a time; the same for the same seed.

    ``broken`` is the share of the records that break a rule, every rule as often as every other; ``written`` is kept
    up to date while the graph is written.
    """
    count, choose, repository = written or Written(), random.Random(seed), find(ROOT)  # noqa: S311 - no secret
    ontology = list(repository.quads("ontology"))
    count.triples += len(ontology)
    yield "".join(f"{quad.triple} .\n" for quad in ontology)
    files = {path: repository.parse(path) for path in sorted(WORLD.rglob("*.ttl"))}
    many = [path for path, quads in files.items() if not is_few(path, quads)]
    again = frozenset(f"{path.parent.name}/{path.stem}" for path in many)
    first = template((quad for quads in files.values() for quad in quads), again)
    more = template((quad for path in many for quad in files[path]), again)
    wrong = cycle((path.stem, template(repository.parse(path), again)) for path in rule_breakers())
    told = 0
    while count.triples < triples:
        each = more if told else first
        told += 1
        yield each.fill(Turn(told - 1, told, choose))
        count.triples, count.records = count.triples + each.triples, count.records + each.records
        while broken and count.broken.total() < broken * count.records:
            rule, breaker = next(wrong)
            yield breaker.fill(Turn(count.broken[rule], told, choose, "-wrong-"))
            count.triples, count.records = count.triples + breaker.triples, count.records + breaker.records
            count.broken[rule] += 1


def is_few(path: Path, quads: Iterable[ox.Quad]) -> bool:
    """Say whether there are few things like a record, however large a graph is."""
    return path.parent.name in FIXED or any(quad.predicate == VOCABULARY for quad in quads)


def rule_breakers() -> list[Path]:
    """Give the contributions with records that break a rule."""
    return [path for path in sorted(INVALID.glob("*.ttl")) if not path.stem.startswith(NOT_OF_RECORDS)]


def write(path: Path, triples: int, *, broken: float = 0.01, seed: int = 1) -> Written:
    """Write a graph to a file of N-Triples, and say what was written."""
    written = Written()
    with path.open("w", encoding="utf-8") as file:
        file.writelines(generate(triples, broken=broken, seed=seed, written=written))
    return written


@click.command()
@click.argument("triples", type=click.IntRange(min=1))
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--broken", default=0.01, show_default=True, help="The share of the records that break a rule.")
@click.option("--seed", default=1, show_default=True)
def command(triples: int, path: Path, broken: float, seed: int) -> None:
    """Write a graph of our shape to the N-Triples file PATH."""
    made = write(path, triples, broken=broken, seed=seed)
    wrong = f"{made.broken.total():,} break one of {len(made.broken)} rules"
    click.echo(f"{made.triples:,} triples about {made.records:,} records, of which {wrong}")


if __name__ == "__main__":
    command()
