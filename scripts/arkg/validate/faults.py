"""What can go wrong before a single result is found.

ArkgError
├── RuleFault         a rule that cannot be checked as it is written
├── HierarchyChanged  a contribution that changes classes: the whole graph has to be validated
└── BlankNodeRead     a blank node asked of a source that can only be queried
"""

from __future__ import annotations

from arkg.errors import ArkgError


class RuleFault(ArkgError):
    """A rule that cannot be checked as it is written."""


class HierarchyChanged(ArkgError):
    """A change of rdfs:subClassOf, which may move any record into or out of any rule: validate the whole graph."""


class BlankNodeRead(ArkgError):
    """A blank node that no query can name: only a local store can read on from it."""
