"""A breach → a finding: its place, what was found there, what to do, and a line to paste."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.graph import RECORDS, Place
from arkg.validate import wording
from arkg.validate.findings import Finding
from arkg.validate.known import local, whole
from arkg.validate.rules import OWN
from arkg.validate.suggest import accepted, near_names, to_iri, to_slug

if TYPE_CHECKING:
    from collections.abc import Collection

    from arkg.graph import Located
    from arkg.validate.breach import Breach
    from arkg.validate.known import Known
    from arkg.validate.places import Places
    from arkg.validate.terms import Term

SEVERAL = 2


@dataclass(frozen=True, slots=True)
class Explainer:
    """What breaches are explained with; ``mine`` are the subjects of the contribution, None for the whole graph."""

    spell: wording.Speller
    known: Known
    places: Places
    mine: Collection[Term] | None = None

    def explain(self, breach: Breach) -> Finding:
        """Put a breach into words."""
        breach = self.with_near(breach)
        located = self.locate(breach)
        place = located.place if located else self.start(breach.focus)
        table = self.places.has_fields(place.file)
        name = self.property_name(breach, place, table=table)
        written = as_written(breach, located)
        suggestion, sample = self.suggest(breach, written, table=table)
        return Finding(
            file=place.file,
            line=place.line,
            column=place.column,
            record=self.spell.short(self.owner(breach.focus)),
            rule=self.spell.short(breach.rule.iri).removeprefix(OWN),
            severity=breach.rule.severity,
            property=self.spell.short(breach.path) if breach.path else "",
            value="" if breach.value is None or written is None else self.spelt(written, table=table),
            message=self.message(breach, written, table=table),
            why=breach.rule.why,
            suggestion=suggestion,
            found=self.found(breach, located, name, table=table),
            field=place.field,
            sample=sample,
            caused_by_contribution=self.is_caused(breach),
        )

    # Where

    def locate(self, breach: Breach) -> Located | None:
        """Find the statement that is wrong; None where something is missing."""
        focus, path, value = breach.focus, breach.path, breach.value
        if breach.is_a("MinCount") and breach.rule.inverse:
            return None
        if path is not None and value is not None:
            return self.places.find(value, path, focus) if breach.rule.inverse else self.places.find(focus, path, value)
        if path is not None:
            return next(iter(self.places.values(focus, path)[-1:]), None)
        if value is not None and value != focus:
            return self.clashing(breach)
        return None

    def clashing(self, breach: Breach) -> Located | None:
        """Find the statement by which a record clashes: that with the value, else that of a property in the message."""
        names = re.findall(r"[a-z]+:[A-Za-z]+", breach.rule.message)
        paths = [path for path in self.known.rules.paths() if self.spell.short(path) in names]
        every = [each for path in sorted(paths, key=str) for each in self.places.values(breach.focus, path)]
        exact = [each for each in every if each.triple.object == breach.value]
        return next(iter(exact or every), None)

    def start(self, focus: Term) -> Place:
        """Give the first line of a record, or of what a thing without a name belongs to."""
        place = self.places.start(focus)
        return place if place.file else self.places.start(self.owner(focus))

    def owner(self, focus: Term) -> ox.NamedNode | ox.BlankNode:
        """Give the named thing that a thing without a name belongs to; a named thing is its own."""
        seen: set[Term] = set()
        while isinstance(focus, ox.BlankNode) and focus not in seen:
            seen.add(focus)
            above = sorted(self.known.store.quads_for_pattern(None, None, focus), key=str)
            focus = above[0].subject if above else focus  # type: ignore[assignment]
        return focus if isinstance(focus, ox.NamedNode | ox.BlankNode) else ox.BlankNode()

    def is_caused(self, breach: Breach) -> bool:
        """Say whether the contribution breaks a record that is not in it."""
        return self.mine is not None and breach.focus not in self.mine

    # What was found

    def property_name(self, breach: Breach, place: Place, *, table: bool) -> str:
        """Name the property as its writer must spell it."""
        if table:
            return place.field or breach.rule.name
        return self.spell.property(breach.path) if breach.path else ""

    def spelt(self, term: Term, *, table: bool) -> str:
        """Spell a term as its writer would."""
        return self.spell.cell(term) if table else self.spell.turtle(term)

    def found(self, breach: Breach, located: Located | None, name: str, *, table: bool) -> str:
        """Say in a few words what stands there, or what does not."""
        times = len(self.places.values(breach.focus, breach.path)) if breach.path else 0
        if breach.note and breach.is_a("rule", "file"):
            return breach.note
        if breach.is_a("MinCount"):
            missing = f"nothing leads to it by {name}" if breach.rule.inverse else f"{name} is missing"
            return f"{name} is given only {count(times)}" if times and not breach.rule.inverse else missing
        if breach.is_a("MaxCount"):
            return f"{name} is given {count(times)}" if times else f"more than one thing leads to it by {name}"
        if breach.is_a("UniqueLang"):
            return f"{name} is given {count(SEVERAL)} in one language"
        if breach.is_a("class") and breach.value is None:
            return "it has no class"
        if located is None:
            return "its identifier" if breach.value == breach.focus else ""
        value = wording.shown(self.spelt(cast("Term", located.triple.object), table=table))
        if table:
            return f'{located.place.field or name} = "{value}"'
        return f"{self.spell.property(located.triple.predicate)} {value}"

    # What to do

    def with_near(self, breach: Breach) -> Breach:
        """Look for what may have been meant, where nobody has yet."""
        if breach.near or breach.value is None or breach.note:
            return breach
        text = breach.value.value if isinstance(breach.value, ox.Literal) else local_name(breach.value)
        near: tuple[ox.NamedNode, ...] = ()
        if breach.is_a("Closed") and breach.path:
            near = self.known.near_property(breach.path, self.known.types(breach.focus))
        elif breach.is_a("Class", "NodeKind") and breach.rule.classes and not breach.rule.inverse:
            near = self.known.near_member(text, breach.rule.classes)
        elif breach.is_a("In"):
            near = near_names(text, {local(each): each for each in breach.rule.choices})
        return replace(breach, near=tuple(each for each in near if each not in (breach.path, breach.value)))

    def message(self, breach: Breach, written: Term | None, *, table: bool) -> str:
        """Say what to do: the rule's message, without its example where something better can be said."""
        whole_message = self.filled(breach)
        head, example = wording.split(whole_message)
        fitting = accepted(written, breach.rule) if written is not None and not breach.near else None
        near: tuple[Term, ...] = breach.near or ((fitting,) if fitting else ())
        meant = [self.spelt(each, table=table) for each in near]
        if meant:
            said = f"{head}. Did you mean {wording.listed(meant, 'or')}?"
        elif table and example:
            said = f"{head}, e.g. {wording.cell_of(example)}"
        else:
            said = whole_message
        extra = wording.alternatives(breach.rule) if breach.is_a("Or") else ""
        note = "" if breach.is_a("rule", "file") else breach.note or self.kind_note(breach)
        return " ".join(part for part in (said, extra, note) if part)

    def filled(self, breach: Breach) -> str:
        """Give the message of a rule with the values it speaks of."""
        values = [each for each in (breach.value, *breach.others) if each is not None]
        return wording.fill(breach.rule.message, [self.spell.cell(each) for each in values])

    def kind_note(self, breach: Breach) -> str:
        """Say what a value of the wrong class is."""
        if breach.is_a("Class") and isinstance(breach.value, ox.NamedNode) and not breach.rule.inverse:
            kind = self.known.call(breach.value)
            article = "an" if kind[:1] in set("aeiou") else "a"
            return f"{self.spell.short(breach.value)} is {article} {kind}." if kind else ""
        return ""

    def suggest(self, breach: Breach, written: Term | None, *, table: bool) -> tuple[str, bool]:
        """Give a line to paste, and whether it only shows the form."""
        new: Term | None = next(iter(breach.near), None)
        path = breach.path
        if breach.is_a("Closed") and new is not None and written is not None:
            return ("" if table else f"{self.spell.turtle(new)} {self.spell.turtle(written)} ;"), False
        if breach.is_a("file"):
            return self.home(breach.focus), False
        if path is None:
            return self.identifier(breach), False
        if breach.rule.inverse and breach.is_a("MinCount"):
            return f"{self.spell.property(path)} {self.spell.turtle(breach.focus)} ;", False
        if new is None and written is not None:
            new = accepted(written, breach.rule)
        if new is not None:
            return (self.spell.cell(new) if table else f"{self.spell.property(path)} {self.spell.turtle(new)} ;"), False
        example = wording.split(breach.rule.message)[1] if breach.is_a("MinCount") else ""
        if not example:
            return "", False
        return (wording.cell_of(example) if table else f"{example} ;"), True

    def identifier(self, breach: Breach) -> str:
        """Give an identifier of the form that the rule asks for, made from the one that was written."""
        if breach.value != breach.focus or not isinstance(breach.focus, ox.NamedNode):
            return ""
        space = breach.rule.pattern.replace("[.]", ".").removeprefix("^").partition("[")[0]
        if not space.startswith(RECORDS) or space == RECORDS:
            return ""
        made = to_iri(space + to_slug(local(breach.focus)))
        return self.spell.turtle(made) if made and breach.rule.fits(made.value) else ""

    def home(self, focus: Term) -> str:
        """Give the file in which a record belongs."""
        record = whole(focus)
        if record is None or not record.value.startswith(RECORDS):
            return ""
        return f"data/{record.value.removeprefix(RECORDS)}.ttl"


def as_written(breach: Breach, located: Located | None) -> Term | None:
    """Give the value of a breach as its writer spelt it."""
    if breach.value is None or located is None or located.triple.subject == breach.value:
        return breach.value
    return cast("Term", located.triple.object)


def local_name(node: ox.NamedNode | ox.BlankNode) -> str:
    """Give the end of an IRI; nothing for a blank node."""
    return local(node) if isinstance(node, ox.NamedNode) else ""


def count(times: int) -> str:
    """Say how often."""
    return {1: "once", SEVERAL: "twice"}.get(times, f"{times} times")
