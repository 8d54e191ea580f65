"""The classes of the data: which classes stand below a class, as rdfs:subClassOf in the graph says."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, cast

from arkg.validate.terms import SUBCLASS

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.validate.sources import Reader
    from arkg.validate.terms import Term


class Hierarchy:
    """The rdfs:subClassOf statements of a graph, read once for a validation; ``axioms`` are those statements."""

    def __init__(self, reader: Reader) -> None:
        self.axioms: tuple[ox.Triple, ...] = tuple(reader.having(SUBCLASS))
        self._below: dict[Term, set[Term]] = defaultdict(set)
        for axiom in self.axioms:
            self._below[cast("Term", axiom.object)].add(cast("Term", axiom.subject))

    def below(self, kind: Term) -> set[Term]:
        """Give a class and all classes below it."""
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
