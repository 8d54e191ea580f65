"""What can go wrong before a single result is found.

ArkgError
├── RuleFault         a rule that cannot be checked as it is written
├── HierarchyChanged  a contribution that changes classes: the whole graph has to be validated
└── BlankNodeRead     a blank node asked of a source that can only be queried
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.errors import ArkgError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.validate.terms import Term


class RuleFault(ArkgError):
    """A rule that cannot be checked as it is written.

    ``where`` is the shape, query or constraint component; ``path`` and ``value`` are the statement that is wrong, where
    it is one, and ``near`` is what may have been meant by the value.
    """

    def __init__(  # noqa: PLR0913 - the parts of a finding
        self,
        what: str,
        *,
        where: str = "",
        remedy: str = "",
        path: ox.NamedNode | None = None,
        value: Term | None = None,
        near: tuple[ox.NamedNode, ...] = (),
    ) -> None:
        """Keep the parts apart."""
        super().__init__(what, where=where, remedy=remedy)
        self.path = path
        self.value = value
        self.near = near


class HierarchyChanged(ArkgError):
    """A change of rdfs:subClassOf, which may move any record into or out of any rule: validate the whole graph."""


class BlankNodeRead(ArkgError):
    """A blank node that no query can name: only a local store can read on from it."""
