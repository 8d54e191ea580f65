"""The shapes as a contributor meets them: what each rule is called, what it asks for, why, and of which property."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.namespaces import ARKG
from arkg.validate.terms import SH, TYPE, sh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from arkg.description import Description
    from arkg.validate.terms import Term

EXAMPLE = ox.NamedNode("http://www.w3.org/2004/02/skos/core#example")
CONCERNS, VALUE_TYPE = ox.NamedNode(f"{ARKG}concerns"), ox.NamedNode(f"{ARKG}valueType")
EDITOR = ox.NamedNode("http://datashapes.org/dash#editor")
DETAILS = ox.NamedNode("http://datashapes.org/dash#DetailsEditor")
OWN = "urn:arkg:rule:"
"""How the names of rules begin that no shape can say, and that are not published."""

SEVERITIES = ("violation", "warning", "info")
"""From the gravest to the lightest."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its four voices, and what of its constraints and annotations helps to say how a breach is mended.

    ``example`` is a value to show, ``concerns`` are the properties at fault where a rule about a whole record
    is broken, ``nested`` values are parts of the record, and ``value_type`` is the class of the terms that values name.
    """

    iri: ox.NamedNode
    name: str = ""
    why: str = ""
    message: str = ""
    severity: str = SEVERITIES[0]
    path: ox.NamedNode | None = None
    inverse: bool = False
    datatypes: tuple[ox.NamedNode, ...] = ()
    classes: tuple[ox.NamedNode, ...] = ()
    choices: tuple[ox.NamedNode, ...] = ()
    pattern: str = ""
    ignored: tuple[ox.NamedNode, ...] = ()
    minimum: int = 0
    example: ox.NamedNode | ox.Literal | None = None
    concerns: tuple[ox.NamedNode, ...] = ()
    nested: bool = False
    value_type: ox.NamedNode | None = None

    def fits(self, text: str) -> bool:
        """Return whether a text is of the form that the rule asks for."""
        return not self.pattern or re.search(self.pattern, text) is not None


class Rules:
    """Every named rule of a shapes graph, and which of them speak of a class."""

    def __init__(self, description: Description) -> None:
        """Read the rules; nothing is checked here."""
        self._facts = description
        named = [node for node in description.having(sh("severity")) if isinstance(node, ox.NamedNode)]
        self._rules = {node: self._read(node) for node in named}
        self._of_class: dict[Term, list[ox.NamedNode]] = {}
        self.record_types = self._targets_by("recordType")
        self.fragments = self._targets_by("fragment")
        for node in description.having(sh("targetClass")):
            for kind in description.all(node, sh("targetClass")):
                self._of_class.setdefault(kind, []).extend(self._members(node))

    def __len__(self) -> int:
        """Count the rules."""
        return len(self._rules)

    def __iter__(self) -> Iterator[Rule]:
        """Return the rules in the order of their names."""
        return iter(sorted(self._rules.values(), key=lambda rule: rule.iri.value))

    def find(self, iri: Term) -> Rule:
        """Return the rule of this IRI; one that says nothing where the shape has no voices of its own."""
        known = self._rules.get(iri) if isinstance(iri, ox.NamedNode) else None
        return known or Rule(iri if isinstance(iri, ox.NamedNode) else sh("NodeShape"))

    def about(self, kinds: list[Term]) -> list[Rule]:
        """Return the rules for the properties of these classes."""
        nodes = dict.fromkeys(node for kind in kinds for node in self._of_class.get(kind, ()))
        return [self._rules[node] for node in nodes if node in self._rules]

    def aimed(self, iri: ox.NamedNode) -> list[Term]:
        """Return the classes whose members a rule is about."""
        return self._facts.all(iri, sh("targetClass"))

    def having(self, iri: ox.NamedNode) -> list[Term]:
        """Return the classes to whose members a property shape is put."""
        return [kind for kind, members in self._of_class.items() if iri in members]

    def owns(self, path: ox.NamedNode | None) -> bool:
        """Return whether a property leads to parts of the very record."""
        return any(rule.nested and rule.path == path for rule in self._rules.values())

    def forward(self, path: ox.NamedNode) -> Rule | None:
        """Return a rule for the things that have a property; None where it is called differently for some of them."""
        found = [rule for rule in self if rule.path == path and not rule.inverse]
        return found[0] if len({rule.name for rule in found}) == 1 else None

    def needed(self, rule: Rule) -> list[Rule]:
        """Return the rules for what a part must have, to which a rule leads."""
        needed = [each for each in self.about(list(rule.classes)) if each.minimum and each.path and not each.inverse]
        return sorted(needed, key=lambda each: each.name, reverse=True)

    def targets(self) -> set[ox.NamedNode]:
        """Return every class that a rule names: as its target, as the class of a value, or as one of several types."""
        values = [*self._values("targetClass"), *self._values("class")]
        types = [choice for rule in self._rules.values() if rule.path == TYPE for choice in rule.choices]
        return {value for value in (*values, *types) if isinstance(value, ox.NamedNode)}

    def paths(self) -> set[ox.NamedNode]:
        """Return every property that a rule is about."""
        return {rule.path for rule in self._rules.values() if rule.path is not None}

    def _targets_by(self, annotation: str) -> dict[str, ox.NamedNode]:
        """Return the class of each record type, or of each kind of part, by the name that its shape declares."""
        facts, term = self._facts, ox.NamedNode(f"{ARKG}{annotation}")
        named = (
            (name.value, facts.one(node, sh("targetClass")))
            for node in facts.having(term)
            for name in facts.all(node, term)
        )
        return {name: target for name, target in named if isinstance(target, ox.NamedNode)}

    def _values(self, name: str) -> Iterator[Term]:
        for node in self._facts.having(sh(name)):
            yield from self._facts.all(node, sh(name))

    def _members(self, node: Term) -> list[ox.NamedNode]:
        return [each for each in self._facts.all(node, sh("property")) if isinstance(each, ox.NamedNode)]

    def _read(self, node: ox.NamedNode) -> Rule:
        facts = self._facts
        path = facts.one(node, sh("path"))
        inverse = None if path is None else facts.one(path, sh("inversePath"))
        alternatives = [node, *(each for head in facts.all(node, sh("or")) for each in facts.items(head))]
        step = path if inverse is None else inverse
        severity = facts.one(node, sh("severity"))
        return Rule(
            node,
            name=self._text(node, "name"),
            why=self._text(node, "description"),
            message=self._text(node, "message"),
            severity=severity.value.removeprefix(SH).lower() if severity else SEVERITIES[0],
            path=step if isinstance(step, ox.NamedNode) else None,
            inverse=inverse is not None,
            datatypes=self._iris(alternatives, "datatype"),
            classes=self._iris(alternatives, "class"),
            choices=self._listed(node, "in"),
            pattern=self._text(node, "pattern"),
            ignored=self._listed(node, "ignoredProperties"),
            minimum=int(self._text(node, "minCount") or 0),
            example=self._example(node),
            concerns=tuple(each for each in facts.all(node, CONCERNS) if isinstance(each, ox.NamedNode)),
            nested=facts.one(node, EDITOR) == DETAILS,
            value_type=next((each for each in facts.all(node, VALUE_TYPE) if isinstance(each, ox.NamedNode)), None),
        )

    def _example(self, node: ox.NamedNode) -> ox.NamedNode | ox.Literal | None:
        found = (each for each in self._facts.all(node, EXAMPLE) if isinstance(each, (ox.NamedNode, ox.Literal)))
        return next(found, None)

    def _iris(self, nodes: list[Term], name: str) -> tuple[ox.NamedNode, ...]:
        found = (value for node in nodes for value in self._facts.all(node, sh(name)))
        return tuple(value for value in found if isinstance(value, ox.NamedNode))

    def _listed(self, node: ox.NamedNode, name: str) -> tuple[ox.NamedNode, ...]:
        items = (item for head in self._facts.all(node, sh(name)) for item in self._facts.items(head))
        return tuple(item for item in items if isinstance(item, ox.NamedNode))

    def _text(self, node: ox.NamedNode, name: str) -> str:
        """Return the English text, else any."""
        found = [value for value in self._facts.all(node, sh(name)) if isinstance(value, ox.Literal)]
        found.sort(key=lambda text: ((text.language or "en") != "en", text.value))
        return found[0].value if found else ""
