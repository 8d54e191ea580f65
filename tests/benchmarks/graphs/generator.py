"""A size, a share and a seed → a graph of our shape as N-Triples, of which that share of records breaks a rule.

The graph is our ontology, the small world of ``tests/world`` told over and over with other names and other links
between its records, and, in turn, the contributions of ``tests/contributions/invalid``, each of which breaks the rule
it is named after. So it has the shape of our records because it is made of them, and follows them when they change.

Of the rules, those in ``NOT_OF_RECORDS`` are broken by no record: they are about the ontology, its terms, the rules
themselves, and the names of files. All others are broken in turn, in the order of their names. A wrong identifier that
stands at several records is also no longer the own one of each.

``python -m tests.benchmarks.graphs.generator 1000000 big.nt`` writes one.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyoxigraph as ox
from tests.benchmarks.graphs.templates import Template, Turn, owner, template

from arkg.workspace import find

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.workspace import Workspace

ROOT = Path(__file__).parents[3]
WORLD = ROOT / "tests" / "world"
INVALID = ROOT / "tests" / "contributions" / "invalid"
FIXED = ("category", "place")
"""The kinds that stay few however large a graph is."""
VOCABULARY = ox.NamedNode("http://rdfs.org/ns/void#uriSpace")
"""What other people's vocabularies have, which stay few, too."""
NOT_OF_RECORDS = ("Ontology", "Rule", "Term", "Record-file")
"""What the names of those rules begin with that no record of a graph can break."""
AS_WRITTEN, LINKS = ("Identifier", "Label", "Text"), "Concept-related-disjoint"
"""How the names of those rules begin that are about the very text of a value, or about two links to one record."""
FAR = 5_000_000
"""From which number on identifiers are those of broken records."""


@dataclass(slots=True)
class Written:
    """What has been written so far: triples, records, and how many records break each rule."""

    triples: int = 0
    records: int = 0
    broken: Counter[str] = field(default_factory=Counter)

    def add(self, told: Template, rule: str = "") -> None:
        """Count what was told, and the rule that it breaks."""
        self.triples += told.triples
        self.records += told.records
        self.broken.update([rule] if rule else [])


@dataclass(frozen=True, slots=True)
class Templates:
    """What a graph is told by: the world at first, what is told of it again, and what breaks each rule, in turn."""

    first: Template
    more: Template
    wrong: Iterator[tuple[str, Template]]


def generate(triples: int, *, broken: float = 0.01, seed: int = 1, written: Written | None = None) -> Iterator[str]:
    """Give the lines of a graph of at least so many triples, some at a time; the same for the same seed.

    ``broken`` is the share of the records that break a rule, every rule as often as every other; ``written`` is kept
    up to date while the graph is written.
    """
    count, choose, workspace = written or Written(), random.Random(seed), find(ROOT)  # noqa: S311 - no secret
    ontology = [f"{quad.triple} .\n" for quad in workspace.quads("ontology")]
    count.triples += len(ontology)
    yield "".join(ontology)
    templates, told = read_templates(workspace), 0
    while count.triples < triples:
        each = templates.more if told else templates.first
        count.add(each)
        told += 1
        yield each.fill(Turn(told - 1, told - 1, told, choose))
        while broken and count.broken.total() < broken * count.records:
            rule, breaker = next(templates.wrong)
            number = count.broken.total()
            count.add(breaker, rule)
            identifier = number % told if rule.endswith("-unique") else FAR + number
            yield breaker.fill(Turn(number, identifier, told, choose, "-wrong-"))


def read_templates(workspace: Workspace) -> Templates:
    """Make the templates from the files of the world and of the contributions that break a rule."""
    files = {path: workspace.parse(path) for path in sorted(WORLD.rglob("*.ttl"))}
    many = [path for path, quads in files.items() if not is_few(path, quads)]
    again = frozenset(f"{path.parent.name}/{path.stem}" for path in many)
    world = [quad for quads in files.values() for quad in quads]
    more = template((quad for path in many for quad in files[path]), again)
    wrong = ((path.stem, breaking(workspace.parse(path), path.stem, world, again)) for path in rule_breakers())
    return Templates(template(world, again), more, cycle(wrong))


def breaking(quads: list[ox.Quad], rule: str, world: list[ox.Quad], again: frozenset[str]) -> Template:
    """Return the template of a contribution.

    One about a name or an identifier keeps it, one about two links to the same record keeps both, and one that closes a
    circle needs the world's records on the circle, too.
    """
    if rule.startswith(AS_WRITTEN):
        return template(quads, again, kept=("name", "ror"))
    if rule.startswith(LINKS):
        return template(quads, frozenset())
    if not rule.endswith("-cycle"):
        return template(quads, again)
    circle = [*quads, *on_circle(quads, world)]
    return template(circle, again - {owner(quad.subject) for quad in circle})


def on_circle(quads: list[ox.Quad], world: list[ox.Quad]) -> Iterator[ox.Quad]:
    """Give what the world says of the records that the link of a contribution leads along, until it is back."""
    record = owner(quads[0].subject)
    kind = record.partition("/")[0]
    link = next(quad for quad in quads if owner(quad.object).startswith(f"{kind}/") and owner(quad.object) != record)
    following = owner(link.object)
    while following != record:
        said = [quad for quad in world if owner(quad.subject) == following]
        yield from said
        following = next(owner(quad.object) for quad in said if quad.predicate == link.predicate)


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
