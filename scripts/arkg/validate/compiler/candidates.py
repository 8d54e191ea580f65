"""SPARQL queries that find the focus nodes a unit may fail for: never too few, and seldom one too many.

Every constraint of a unit becomes a query. Constraints that look at one value share a query, which keeps the focus
nodes with a value that is not certainly accepted; those that look at all values together have queries of their own.
For a whole graph, queries that differ only in their targets are one, and so are those that forbid patterns in texts.
A constraint about which SPARQL can say nothing gives all targets of the unit, and is noted.

What is fast in Oxigraph decides how they are written: the predicate first in a sub-select, and of the few nodes that
it leaves it is asked whether they are targets (the other way round for closures, and a join for rdf:type, which leaves
many); each of equal values looked at once; MINUS for sh:class and sh:minCount, GROUP BY for counts, no two triples in
one EXISTS.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, cast

import pyoxigraph as ox

from arkg.namespaces import LANG_STRING, SH, TYPE, XSD
from arkg.validate.compiler.conditions import IN_PYTHON, SETS, Conditions, both_cases, in_order, narrowed, some, sure
from arkg.validate.compiler.model import OPAQUE, Constraint, Shape, Unit
from arkg.validate.compiler.paths import Alternative, Path, Sequence, Step, may_stay, repeats, write
from arkg.validate.terms import SUBCLASS, is_true, listed, words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from arkg.validate.compiler.query import Query
    from arkg.validate.engine.sources import Reader, Source
    from arkg.validate.terms import Term

TEXTS = (LANG_STRING, XSD("string"))
BY_VALUE = "its values can only be compared by pySHACL"
IN_WHOLE_GRAPH = "pySHACL checks it over the whole graph"
NOTHING = "SELECT ?this WHERE { VALUES ?this { } }"
OF_TEXT = words("pattern minLength maxLength")
"""The constraints that no blank node meets, which has no text."""
TARGETS, TEST = "\ue000", "\ue001"
"""Stand in a query for the pattern and the test of its targets, which are put in when it is asked."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """A query for focus nodes (``?this``) that the unit may fail for; ``note`` says why it gives all targets.

    The query of a closed shape is not written before it is known which properties the graph uses. A graph without the
    properties in ``verbs`` has nothing to find; there are none where a value may be missing. Where classes are named in
    ``blank``, the query finds more than the others of its unit only if a blank node is of one of these classes.
    """

    unit: Unit
    where: Targets
    query: str | Callable[[Usage], str]
    note: str = ""
    verbs: frozenset[ox.NamedNode] = frozenset()
    blank: frozenset[str] = frozenset()

    def written(self, usage: Usage) -> str:
        """Write the query."""
        query = self.query if isinstance(self.query, str) else self.query(usage)
        return query.replace(TARGETS, self.where.pattern).replace(TEST, self.where.test)


class Queries(dict[Unit, tuple[Candidates, ...]]):
    """For each unit the queries whose results together hold every focus node that it fails for, written once."""

    def __init__(self, hierarchy: Hierarchy) -> None:
        """Begin with none; all are for data with this hierarchy of classes."""
        self.hierarchy = hierarchy

    def __missing__(self, unit: Unit) -> tuple[Candidates, ...]:
        """Write the queries of a unit."""
        return self.setdefault(unit, tuple(Compiler(unit, self.hierarchy).queries()))


class Compiler:
    """Writes the queries of one unit."""

    def __init__(self, unit: Unit, hierarchy: Hierarchy) -> None:
        self.unit = unit
        self.where = Targets([unit], hierarchy)
        self.conditions = Conditions(hierarchy)
        self.path = unit.shape.path
        self.value = "?this" if self.path is None else "?value"
        self.values = "" if self.path is None else f"?this {write(self.path)} ?value"
        self.from_targets = self.path is not None and repeats(self.path)
        self.verbs = first_verbs(self.path)

    def queries(self) -> Iterator[Candidates]:
        """Yield the queries of all constraints."""
        looks: list[str] = []
        looked: set[str] = set()
        kinds: list[str] = []
        for constraint in self.unit.constraints:
            if constraint.query is not None:
                yield self._of_query(constraint, constraint.query)
            elif self.path is not None and constraint.name in SETS:
                yield from self._of_set(constraint, self.path)
            elif constraint.name == "class":
                kinds = self.conditions.hierarchy.written(constraint.value)
                among = f"VALUES ?class {{ {' '.join(kinds)} }}"
                yield self._query(self._among_values(f"MINUS {{ {self.value} a ?class {among} }}"))
            elif constraint.name == "closed" and self.path is None:
                yield from self._of_closed(constraint)
            elif not self._is_implied(constraint):
                verdict = self.conditions.value(self.unit.shape, constraint, self.value)
                if "EXISTS" in verdict.ok + verdict.ko:  # more is asked than the value itself
                    yield self._query(self._among_values(f"FILTER(!{sure(verdict.ok)})"))
                elif verdict.ok == "false":
                    whole = constraint.name in OPAQUE
                    yield self._everything(constraint, IN_WHOLE_GRAPH if whole else BY_VALUE)
                else:
                    looks.append(sure(verdict.ok))
                    looked.add(constraint.name)
        if looks:
            test = f"!({' && '.join(looks)})"
            is_kind = looked <= {"nodeKind"}  # to ask a value for its kind is as fast as to group it
            found = self._query(self._among_values(f"FILTER({test})") if is_kind else self._of_looks(test))
            of_links = is_kind and self.path is not None and all(map(asks_for_iri, self.unit.shape.having("nodeKind")))
            yield replace(found, blank=frozenset(kinds)) if of_links else found

    def _is_implied(self, constraint: Constraint) -> bool:
        """Return whether it asks for an IRI where another asks for a text of each subject, which no blank node has."""
        has_text = any(each.name in OF_TEXT for each in self.unit.constraints)
        return has_text and asks_for_iri(constraint) and self.path is None and self.where.by_class

    def _query(self, pattern: str, note: str = "", *, value_missing: bool = False) -> Candidates:
        verbs = frozenset[ox.NamedNode]() if value_missing else self.verbs
        return Candidates(self.unit, self.where, f"SELECT DISTINCT ?this WHERE {{ {pattern} }}", note, verbs)

    def _everything(self, constraint: Constraint, reason: str) -> Candidates:
        name = "" if constraint.name == "component" else f"sh:{constraint.name}"
        value = "" if str(constraint.value).startswith("_:") else str(constraint.value)
        where = f"{' '.join(filter(None, [name, value]))} of {self.unit.shape.node}"
        return self._query(TARGETS, f"{where} is checked at every target: {reason}.", value_missing=True)

    def _among_values(self, test: str) -> str:
        """Write a pattern for the targets with a value that meets the test."""
        return f"{TARGETS} {test}" if self.path is None else self._then_targets(f"{self.values} {test}")

    def _of_looks(self, test: str) -> str:
        """Write a pattern for the targets with a value that meets a test of nothing but the value.

        Links, dates and numbers come up again and again, so that each of them is looked at once; texts seldom do. The
        values of any of several properties are found faster by these than by the path.
        """
        parts = self.path.parts if isinstance(self.path, Alternative) else ()
        if parts and all(isinstance(part, Step) and not part.inverse for part in parts):
            verbs = " ".join(map(write, parts))
            return self._then_targets(f"VALUES ?verb {{ {verbs} }} ?this ?verb ?value FILTER({test})")
        texts = any(each.value in TEXTS for each in self.unit.shape.having("datatype"))
        if self.path is None or self.from_targets or texts:
            return self._among_values(f"FILTER({test})")
        once = f"{{ SELECT ?value WHERE {{ {self.values} }} GROUP BY ?value HAVING({test}) }}"
        return self._then_targets(f"{once} {self.values}")

    def _then_targets(self, pattern: str) -> str:
        """Return a pattern for those nodes that are targets; for closures, it starts from the targets."""
        if self.from_targets:
            return f"{{ {TARGETS} }} {pattern}"
        once = "" if self.path == Step(TYPE) else "DISTINCT "
        return self._if_targets(f"{{ SELECT {once}?this WHERE {{ {pattern} }} }}")

    def _if_targets(self, found: str) -> str:
        return f"{found} {{ SELECT ?this WHERE {{ {TARGETS} }} }}" if self.path == Step(TYPE) else f"{found} {TEST}"

    def _counted(self, condition: str) -> str:
        """Write a pattern for the nodes whose values meet a condition on their number."""
        start = f"{{ {TARGETS} }} " if self.from_targets else ""
        return f"{{ SELECT ?this WHERE {{ {start}{self.values} }} GROUP BY ?this HAVING({condition}) }}"

    def _of_closed(self, constraint: Constraint) -> Iterator[Candidates]:
        if not is_true(constraint.value):
            return
        allowed = sorted(map(str, self.unit.shape.allowed))
        if not self.where.by_class:
            others = f"FILTER(?verb NOT IN {listed(allowed)})"
            yield self._query(f"{{ {TARGETS} }} ?this ?verb ?object {others}")
            return

        def having(usage: Usage) -> str:
            verbs = " ".join(usage.beyond(self.where.kinds, allowed))
            found = f"{{ SELECT DISTINCT ?this WHERE {{ VALUES ?verb {{ {verbs} }} ?this ?verb ?object }} }}"
            return f"SELECT DISTINCT ?this WHERE {{ {found} {TARGETS} }}" if verbs else NOTHING

        yield Candidates(self.unit, self.where, having)

    def _of_query(self, constraint: Constraint, query: Query) -> Candidates:
        if query.deactivated:
            return Candidates(self.unit, self.where, NOTHING)
        if not query.analysis.unbound:
            return self._everything(constraint, "its query cannot run for all of them at once")
        found = self._if_targets(f"{{ {query.relaxed} }}")
        return Candidates(self.unit, self.where, f"{query.declarations}SELECT DISTINCT ?this WHERE {{ {found} }}")

    def _of_set(self, constraint: Constraint, path: Path) -> Iterator[Candidates]:
        """Yield the queries of a constraint that looks at all values of a focus node together."""
        term = constraint.value
        match constraint.name:
            case "minCount" | "maxCount":
                yield from self._of_count(constraint.name, int(term.value), path)
            case "hasValue":
                yield self._query(f"{TARGETS} MINUS {{ ?this {write(path)} {term} }}", value_missing=True)
            case "uniqueLang" if is_true(term):
                several = self._counted("COUNT(*) > 1")
                twice = "COUNT(DISTINCT ?value) > COUNT(DISTINCT LCASE(LANG(?value)))"
                again = f"{{ SELECT ?this WHERE {{ {several} {self.values} }} GROUP BY ?this HAVING({twice}) }}"
                yield self._query(self._if_targets(again))
            case "lessThan" | "lessThanOrEquals":
                order = in_order("?value", "<" if constraint.name == "lessThan" else "<=", "?other")
                yield self._query(self._then_targets(f"{self.values} . ?this {term} ?other FILTER(!{sure(order)})"))
            case "disjoint":
                yield self._query(self._then_targets(f"{self.values} . ?this {term} ?value"))
            case "equals":
                here = f"{{ {self.values} MINUS {{ ?this {term} ?value }} }}"
                there = f"{{ ?this {term} ?value MINUS {{ {self.values} }} }}"
                either = f"{{ SELECT DISTINCT ?this WHERE {{ {here} UNION {there} }} }}"
                yield self._query(f"{either} {TARGETS}", value_missing=True)
            case "qualifiedValueShape":
                yield self._everything(constraint, BY_VALUE)

    def _of_count(self, name: str, number: int, path: Path) -> Iterator[Candidates]:
        count = "COUNT(*)" if isinstance(path, Step) else "COUNT(DISTINCT ?value)"
        if name == "maxCount" and number == 0:
            yield self._query(self._then_targets(self.values))
        elif name == "maxCount":
            yield self._query(self._if_targets(self._counted(f"{count} > {number}")))
        elif number > 1:
            values = self.values if self.from_targets else f"{{ SELECT ?this ?value WHERE {{ {self.values} }} }}"
            theirs = f"{{ SELECT DISTINCT ?this WHERE {{ {TARGETS} }} }} {values}"
            yield self._query(f"{{ SELECT ?this WHERE {{ {theirs} }} GROUP BY ?this HAVING({count} < {number}) }}")
        if (
            name == "minCount"
            and number > 0
            and not may_stay(path)
            and not (self.where.by_class and path == Step(TYPE))
        ):
            missing = f"FILTER NOT EXISTS {{ {self.values} }}" if self.from_targets else f"MINUS {{ {self.values} }}"
            yield self._query(f"{TARGETS} {missing}", value_missing=True)


def joined(units: Iterable[Unit]) -> dict[Unit, Unit]:
    """Return, for units that only forbid a pattern in texts, one unit that forbids all of them in the texts of each.

    More focus nodes may fail for it, but each text is looked up once, which takes longer than to compare patterns.
    """
    groups: dict[tuple[object, str], dict[Unit, str]] = defaultdict(dict)
    for unit in units:
        match unit.constraints:
            case (Constraint("not", shapes=(Shape(path=None, constraints=(Constraint("pattern"),)) as forbidden,)),):
                pattern, flags = forbidden.constraints[0].value.value, forbidden.flags
                is_shared = isinstance(unit.shape.path, Alternative) and narrowed(pattern, flags) == pattern
                if is_shared and not forbidden.deactivated:
                    targets = tuple(root.targets for root in unit.roots)
                    wider = both_cases(pattern, IN_PYTHON) if "i" in flags else pattern
                    groups[targets, flags.replace("i", "")][unit] = wider
    found: dict[Unit, Unit] = {}
    for (_, flags), group in groups.items():
        parts = (part for unit in group for part in cast("Alternative", unit.shape.path).parts)
        pattern = "|".join(group.values())
        if narrowed(pattern, flags) != pattern:
            continue
        unit = next(iter(group))
        forbidden = replace(
            unit.shape, path=None, flags=flags, constraints=(Constraint("pattern", ox.Literal(pattern)),)
        )
        constraints = (replace(unit.constraints[0], shapes=(forbidden,)),)
        shape = replace(unit.shape, path=Alternative(tuple(dict.fromkeys(parts))), constraints=constraints)
        found.update(dict.fromkeys(group, replace(unit, shape=shape)))
    return found


def shared(queries: Iterable[Candidates], hierarchy: Hierarchy) -> dict[Candidates, list[Unit]]:
    """Return queries with the units that each is for: one query for all that differ only in their targets."""
    alike: dict[object, list[Candidates]] = defaultdict(list)
    for query in queries:
        alike[query.query, query.blank].append(query)
    found: dict[Candidates, list[Unit]] = {}
    for first, *others in alike.values():
        units = [first.unit, *(other.unit for other in others)]
        found[replace(first, where=Targets(units, hierarchy)) if others else first] = units
    return found


def first_verbs(path: Path | None) -> frozenset[ox.NamedNode]:
    """Return the properties by which a path can begin; none where it may lead to a value without any."""
    match path:
        case Step(ox.NamedNode() as predicate):
            return frozenset({predicate})
        case Sequence((first, *_)):
            return first_verbs(first)
        case Alternative(parts):
            found = [first_verbs(part) for part in parts]
            return frozenset().union(*found) if all(found) else frozenset()
        case _:
            return frozenset()


def asks_for_iri(constraint: Constraint) -> bool:
    """Return whether a constraint accepts IRIs only."""
    return (constraint.name, constraint.value) == ("nodeKind", SH("IRI"))


def without_blank(units: Iterable[Unit], hierarchy: Hierarchy) -> set[str]:
    """Return the classes, in SPARQL, of which each blank node is a candidate of one of these units."""
    found = set[str]()
    for unit in units:
        if unit.shape.path is None and any(asks_for_iri(each) or each.name in OF_TEXT for each in unit.constraints):
            found.update(Targets([unit], hierarchy).kinds)
    return found


LINKS = {"targetSubjectsOf": "?this {} ?any", "targetObjectsOf": "?any {} ?this"}


class Targets:
    """The focus nodes of some units: a ``pattern`` binds ``?this`` to them, and a ``test`` keeps it if it is one.

    They are members of ``kinds`` (``by_class`` if they are nothing else), nodes that are named, or what links find.
    The test says twice that it is not otherwise: for EXISTS, Virtuoso 7 runs a sub-select beside it for each node anew.
    """

    def __init__(self, units: Iterable[Unit], hierarchy: Hierarchy) -> None:
        targets = [target for unit in units for root in unit.roots for target in root.targets]
        self.kinds = hierarchy.written(*(each.value for each in targets if each.kind == "targetClass"))
        nodes = sorted({str(each.value) for each in targets if each.kind == "targetNode"})
        patterns = list(dict.fromkeys(LINKS[each.kind].format(each.value) for each in targets if each.kind in LINKS))
        self.by_class = not (nodes or patterns)
        if self.kinds:
            patterns.append(f"?this a ?kind VALUES ?kind {{ {' '.join(self.kinds)} }}")
        tests = [f"!(NOT EXISTS {{ {each} }})" for each in patterns]
        if nodes:
            patterns.append(f"VALUES ?this {{ {' '.join(nodes)} }}")
            tests.append(f"?this IN {listed(nodes)}")
        self.pattern = patterns[0] if len(patterns) == 1 else " UNION ".join(f"{{ {each} }}" for each in patterns)
        self.test = f"FILTER({some(tests)})"


class Hierarchy:
    """The rdfs:subClassOf statements of a graph, read once for a validation; ``axioms`` are those statements."""

    def __init__(self, reader: Reader) -> None:
        self.axioms = frozenset(reader.having(SUBCLASS))
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
    """Which properties the members of each class have: one query about the whole graph, asked once it is needed.

    ``kinds`` are the classes that matter, as they are written in SPARQL; all where none is named.
    """

    def __init__(self, source: Source, kinds: Collection[str] = ()) -> None:
        self._source = source
        self._among = f" VALUES ?kind {{ {' '.join(kinds)} }}" if kinds else ""
        self._asking = Lock()
        self._found: dict[str, set[str]] | None = None

    def beyond(self, kinds: Iterable[str], allowed: Iterable[str]) -> list[str]:
        """Return, in SPARQL, the properties that members of these classes have besides those allowed."""
        verbs = "{ SELECT ?s ?verb WHERE { ?s ?verb ?o } }"
        types = f"{{ SELECT ?s ?kind WHERE {{ ?s a ?kind{self._among} }} }}"
        with self._asking:
            if self._found is None:
                self._found = defaultdict(set)
                for kind, verb in self._source.select(f"SELECT DISTINCT ?kind ?verb WHERE {{ {verbs} {types} }}"):
                    self._found[str(kind)].add(str(verb))
            return sorted({verb for kind in kinds for verb in self._found.get(kind, ())}.difference(allowed))
