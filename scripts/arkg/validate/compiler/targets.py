"""Class hierarchy and targets: where focus nodes come from, as a SPARQL pattern and as a test of a node."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, cast

from arkg.validate.compiler.conditions import some
from arkg.validate.terms import SUBCLASS, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from arkg.validate.compiler.model import Unit
    from arkg.validate.engine.sources import Reader, Source
    from arkg.validate.terms import Term

LINKS = {"targetSubjectsOf": "?this {} ?any", "targetObjectsOf": "?any {} ?this"}


@dataclass(frozen=True)
class Targets:
    """The focus nodes of a unit: members of ``kinds``, ``nodes`` themselves, and what one of the ``links`` finds."""

    kinds: tuple[str, ...]
    nodes: tuple[str, ...]
    links: tuple[str, ...]

    @classmethod
    def of(cls, unit: Unit, hierarchy: Hierarchy) -> Targets:
        """Read them from the roots of a unit; blank classes are left out, since no query can name them."""
        targets = [target for root in unit.roots for target in root.targets]
        return cls(
            tuple(hierarchy.written(*(each.value for each in targets if each.kind == "targetClass"))),
            tuple(sorted({str(each.value) for each in targets if each.kind == "targetNode"})),
            tuple(dict.fromkeys(LINKS[each.kind].format(each.value) for each in targets if each.kind in LINKS)),
        )

    @property
    def by_class(self) -> bool:
        """Return whether all of them are members of classes."""
        return not (self.nodes or self.links)

    @cached_property
    def pattern(self) -> str:
        """Write the pattern that binds ``?this`` to them."""
        found = [*self.links, *([self._typed] if self.kinds else [])]
        if self.nodes:
            found.append(f"VALUES ?this {{ {' '.join(self.nodes)} }}")
        return found[0] if len(found) == 1 else " UNION ".join(f"{{ {each} }}" for each in found)

    @cached_property
    def test(self) -> str:
        """Write the filter that keeps a node ``?this`` if it is one of them."""
        found = [f"EXISTS {{ {each} }}" for each in (*self.links, *([self._typed] if self.kinds else []))]
        return f"FILTER({some([*found, *([f'?this IN {listed(self.nodes)}'] if self.nodes else [])])})"

    @property
    def _typed(self) -> str:
        return f"?this a ?kind VALUES ?kind {{ {' '.join(self.kinds)} }}"


class Hierarchy:
    """The rdfs:subClassOf statements of a graph, read once for a validation; ``axioms`` are those statements."""

    def __init__(self, reader: Reader) -> None:
        self.axioms: tuple[ox.Triple, ...] = tuple(reader.having(SUBCLASS))
        self._below: dict[Term, set[Term]] = defaultdict(set)
        for axiom in self.axioms:
            self._below[cast("Term", axiom.object)].add(cast("Term", axiom.subject))

    def below(self, kind: Term) -> set[Term]:
        """Return a class and all classes below it."""
        found, open_ends = {kind}, [kind]
        while open_ends:
            new = self._below.get(open_ends.pop(), set()) - found
            found |= new
            open_ends.extend(new)
        return found

    def written(self, *kinds: Term) -> list[str]:
        """Write these classes and all below them in SPARQL, blank ones left out, since no query can name them."""
        found = {each for kind in kinds for each in self.below(kind)}
        return sorted(str(each) for each in found if not str(each).startswith("_:"))


class Usage:
    """Which properties the members of each class have: one query about the whole graph, asked once it is needed."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._asking = Lock()

    def beyond(self, kinds: Iterable[str], allowed: Iterable[str]) -> list[str]:
        """Return, in SPARQL, the properties that members of these classes have besides those allowed."""
        with self._asking:
            found = self._found
        return sorted({verb for kind in kinds for verb in found.get(kind, ())}.difference(allowed))

    @cached_property
    def _found(self) -> dict[str, set[str]]:
        verbs, kinds = "{ SELECT ?s ?verb WHERE { ?s ?verb ?o } }", "{ SELECT ?s ?kind WHERE { ?s a ?kind } }"
        found: dict[str, set[str]] = defaultdict(set)
        for kind, verb in self._source.select(f"SELECT DISTINCT ?kind ?verb WHERE {{ {verbs} {kinds} }}"):
            found[str(kind)].add(str(verb))
        return found
