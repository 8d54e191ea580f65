"""New records → the records of the graph that each may be a second one of."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.names import ALTERNATIVE, PREFERRED, names_in, record_type_of, shorten, squash
from arkg.namespaces import ARKG, FOAF, IDENTIFIERS, ORG, RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arkg.errors import Location
    from arkg.workspace import Contribution, Workspace

PAGE, RUN_BY, PART_OF = FOAF("page"), ARKG("runBy"), ORG("subOrganizationOf")
SHARED = (*IDENTIFIERS, PAGE)
HOUSES = (RUN_BY, PART_OF)
"""The properties that lead from an initiative to the institutions that answer for it."""
NAMES = (*PREFERRED, *ALTERNATIVE)
ALIKE, SPELT = 0.9, 0.75
SHORT, LONG = 4, 200
MOST = 3
"""How many likely duplicates are named for one record."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A new record, where it is written, the record it may be, and what they share."""

    record: ox.NamedNode
    place: Location
    other: ox.NamedNode
    why: str

    def __str__(self) -> str:
        """Return a sentence, after its location."""
        record, other = (each.value.removeprefix(RECORDS).replace("/", ":") for each in (self.record, self.other))
        return f"{self.place}: {record} may be {other}: {self.why}."


def duplicates(workspace: Workspace, contribution: Contribution, store: ox.Store) -> tuple[Duplicate, ...]:
    """Find, for each new record, those in the graph (``store``) or before it that share what two records seldom do.

    That is an identifier or, among records of a kind, a page or a name (of at least five letters) or nearly so. Of two
    initiatives with one name, one institution, or parts of one, must run both.
    """
    new = [iri for iri in contribution.records if is_new(iri, workspace)]
    if not new:
        return ()
    found = []
    index, values = NamesByEnds((each.record, each.text) for each in names_in(store)), Values(store)
    about: dict[ox.NamedNode, list[ox.Triple]] = {}
    for each in contribution.statements:
        if isinstance(each.triple.subject, ox.NamedNode):
            about.setdefault(each.triple.subject, []).append(each.triple)
    for iri in new:
        values.add(each for each in about.get(iri, ()) if each.predicate in HOUSES)
    for iri in new:
        said = about.get(iri, [])
        namesakes = (each for each in alike(iri, said, index) if values.may_be_one(iri, each[0]))
        reasons: dict[ox.NamedNode, str] = {}
        for other, why in chain(values.shared(iri, said, workspace), namesakes):
            if other != iri and len(reasons) < MOST:
                reasons.setdefault(other, why)
        values.add(said)
        found += [Duplicate(iri, contribution.records[iri], other, why) for other, why in reasons.items()]
        for text in texts(said):
            index.add(iri, text)
    return tuple(found)


def is_new(iri: ox.NamedNode, workspace: Workspace) -> bool:
    """Return whether this is a record that the graph has not."""
    path = workspace.record_path(iri)
    return "#" not in iri.value and path is not None and not path.is_file()


class Values:
    """The identifiers and pages of records, compared as their owners compare them, and who runs what."""

    __slots__ = ("_above", "_bearers")

    def __init__(self, store: ox.Store) -> None:
        """Take those of a store."""
        self._bearers: dict[tuple[ox.NamedNode, str], dict[ox.NamedNode, None]] = {}
        self._above: dict[ox.NamedNode, dict[ox.NamedNode, None]] = {}
        for predicate in (*SHARED, *HOUSES):
            self.add(quad.triple for quad in store.quads_for_pattern(None, predicate, None))

    def add(self, said: Iterable[ox.Triple]) -> None:
        """Take what is said of records."""
        for triple in said:
            if not isinstance(triple.subject, ox.NamedNode) or not isinstance(
                triple.object, (ox.NamedNode, ox.Literal)
            ):
                continue
            if triple.predicate in HOUSES and isinstance(triple.object, ox.NamedNode):
                self._above.setdefault(triple.subject, {})[triple.object] = None
            elif triple.predicate in SHARED:
                key = (triple.predicate, folded_value(triple.object.value))
                self._bearers.setdefault(key, {})[triple.subject] = None

    def shared(
        self, iri: ox.NamedNode, said: Iterable[ox.Triple], workspace: Workspace
    ) -> Iterator[tuple[ox.NamedNode, str]]:
        """Yield the records with an identifier that is said of this one, and those of its kind with its page."""
        for triple in said:
            predicate, value = triple.predicate, getattr(triple.object, "value", "")
            what = shorten(predicate.value, workspace.prefixes).partition(":")[2]
            for other in self._bearers.get((predicate, folded_value(value)), ()):
                if predicate != PAGE or record_type_of(other) == record_type_of(iri):
                    yield other, f"it has the same {what}, {value}"

    def may_be_one(self, one: ox.NamedNode, other: ox.NamedNode) -> bool:
        """Return whether one institution may run both; also where nobody is said to run one of them."""
        houses = [self._houses(each) for each in (one, other)]
        return not all(houses) or bool(houses[0] & houses[1])

    def _houses(self, initiative: ox.NamedNode) -> set[ox.NamedNode]:
        """Return the institutions that run an initiative, and those that they are parts of."""
        if record_type_of(initiative) != "initiative":
            return set()
        found = list(self._above.get(initiative, ()))
        for house in found:
            found += [each for each in self._above.get(house, ()) if each not in found]
        return set(found)


def folded_value(value: str) -> str:
    """Fold an identifier or an address: letter case, the scheme and a slash at the end do not count."""
    return re.sub(r"^https?://(?:www\.)?", "", value.casefold()).rstrip("/")


class NamesByEnds:
    """Names by kind and by how they begin and end, since names that are nearly the same share one of these."""

    __slots__ = ("_names",)

    def __init__(self, names: Iterable[tuple[ox.NamedNode, str]]) -> None:
        """Take the names of records."""
        self._names: dict[tuple[str, bool, str], list[tuple[ox.NamedNode, str, str]]] = {}
        for iri, name in names:
            self.add(iri, name)

    def add(self, iri: ox.NamedNode, name: str) -> None:
        """Take one name of a record."""
        folded = squash(name)
        for end in (True, False):
            key = (record_type_of(iri), end, folded[-4:] if end else folded[:4])
            self._names.setdefault(key, []).append((iri, name, folded))

    def near(self, kind: str, folded: str) -> Iterator[tuple[ox.NamedNode, str, str]]:
        """Yield the names of a kind that begin or end like a folded one."""
        yield from self._names.get((kind, False, folded[:4]), ())
        yield from self._names.get((kind, True, folded[-4:]), ())


def texts(said: Iterable[ox.Triple]) -> list[str]:
    """Return the names among what is said of a record."""
    return [
        triple.object.value for triple in said if triple.predicate in NAMES and isinstance(triple.object, ox.Literal)
    ]


def alike(iri: ox.NamedNode, said: Iterable[ox.Triple], index: NamesByEnds) -> Iterator[tuple[ox.NamedNode, str]]:
    """Yield the records of the same kind with the same name, or nearly the same."""
    for text in texts(said):
        own = squash(text)
        for other, name, folded in sorted(index.near(record_type_of(iri), own), key=lambda found: found[2] != own):
            if folded == own:
                yield other, f"its name is {name!r}, too"
            elif SHORT < len(folded) <= LONG and digits(folded) == digits(own) and are_near(folded, own, name, text):
                yield other, f"its name is {name!r}, and this one's is {text!r}"


def digits(name: str) -> str:
    """Return the digits of a name: one number more, and it is another volume, year or part."""
    return "".join(letter for letter in name if letter.isdigit())


def are_near(folded: str, own: str, name: str, text: str) -> bool:
    """Return whether two folded names are nearly the same, and the words in which they differ are alike."""
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - most contributions need it for no name

    return Indel.normalized_similarity(folded, own, score_cutoff=ALIKE) >= ALIKE and spelt(name, text)


def spelt(one: str, other: str) -> bool:
    """Return whether the words in which two names differ may be one word spelt in two ways, or are in one name alone.

    >>> spelt("Brown University", "Rowan University"), spelt("Color Line", "Colour Line")
    (False, True)
    """
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - as above

    words = [Counter(re.findall(r"\w+", name.lower())) for name in (one, other)]
    left = ["".join((mine - its).elements()) for mine, its in (words, reversed(words))]
    return not all(left) or (left[0][0] == left[1][0] and Indel.normalized_similarity(*left) > SPELT)
