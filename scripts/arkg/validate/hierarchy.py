"""The classes of the data: which stand below a class, as rdfs:subClassOf says, and what their members have."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, cast

from arkg.validate.terms import SUBCLASS

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyoxigraph as ox

    from arkg.validate.sources import Reader, Source
    from arkg.validate.terms import Term


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
