"""Where the focus nodes of a unit come from, in SPARQL: as a pattern that finds them, and as a test of a node."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from arkg.validate.terms import listed
from arkg.validate.verdicts import some

if TYPE_CHECKING:
    from arkg.validate.hierarchy import Hierarchy
    from arkg.validate.model import Unit

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
