"""New records → the records of the graph that each may be a second one of."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import Finding
from arkg.names import ALTERNATIVE, PREFERRED, is_record, likeness, record_type_of, shorten, squash
from arkg.namespaces import ARKG, FOAF, IDENTIFIERS, ORG

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
LOOK_ALIKE = "Look-alike"
"""The rule that one thing is one record; no shape says it, since it takes a guess."""
MOST = 3
"""How many likely duplicates are named for one record."""


def duplicates(workspace: Workspace, contribution: Contribution, store: ox.Store) -> list[Finding]:
    """Warn of new records that share with one in the graph (``store``), or before it, what two records seldom do.

    That is an identifier or, among records of a kind, a page or a name (of at least five letters) or nearly so. Of two
    initiatives with one name, one institution, or parts of one, must run both.
    """
    new = [iri for iri in contribution.records if is_new(iri, workspace)]
    if not new:
        return []
    about: dict[object, list[ox.Triple]] = {}
    for each in contribution.statements:
        about.setdefault(each.triple.subject, []).append(each.triple)
    index = Index()
    for predicate in (*NAMES, *SHARED, *HOUSES):
        index.add(quad.triple for quad in store.quads_for_pattern(None, predicate, None))
    index.add(each for iri in new for each in about.get(iri, ()) if each.predicate in HOUSES)
    found = []
    for iri in new:
        said = about.get(iri, [])
        reasons: dict[ox.NamedNode, str] = {}
        for other, why in chain(index.sharing(iri, said, workspace), index.namesakes(iri, said)):
            if other != iri and len(reasons) < MOST:
                reasons.setdefault(other, why)
        index.add(said)
        place, record = contribution.records[iri], shorten(iri.value, workspace.prefixes)
        in_form = contribution.forms.get(place.file) == "form"
        for other, why in reasons.items():
            found.append(warning(place, record, shorten(other.value, workspace.prefixes), why, in_form=in_form))
    return found


def warning(place: Location, record: str, other: str, why: str, *, in_form: bool) -> Finding:
    """Return the warning that a new record may be a second one of another, and why, for whoever can mend it.

    The writer of a form cannot run commands.
    """
    kind, _, slug = other.partition(":")
    remedy = (
        f"If it is, say so here, and that {kind} is updated; if not, say what sets it apart."
        if in_form
        else f"If so, give it the slug {slug} and change that {kind} with arkg add --update; if not, use arkg add "
        "--not-a-duplicate."
    )
    return Finding(
        place,
        f"This may be {other}: {why}. {remedy}",
        rule=LOOK_ALIKE,
        why="Each thing has one record, so that everything known about it is in one place.",
        severity="warning",
        record=record,
    )


def is_new(iri: ox.NamedNode, workspace: Workspace) -> bool:
    """Return whether this is a record that the graph has not."""
    path = workspace.record_path(iri)
    return "#" not in iri.value and path is not None and not path.is_file()


class Index:
    """What records are compared by: identifiers and pages as their owners compare them, names, and who runs what.

    Names are found by how they begin and end, since names that are nearly the same share one of these.
    """

    def __init__(self) -> None:
        self._bearers: dict[tuple[ox.NamedNode, str], dict[ox.NamedNode, None]] = {}
        self._above: dict[ox.NamedNode, dict[ox.NamedNode, None]] = {}
        self._names: dict[tuple[str, str], dict[tuple[ox.NamedNode, str, str], None]] = {}

    def add(self, said: Iterable[ox.Triple]) -> None:
        """Add statements about records."""
        for triple in said:
            subject, predicate, value = triple.subject, triple.predicate, triple.object
            if not isinstance(subject, ox.NamedNode):
                continue
            if predicate in HOUSES and isinstance(value, ox.NamedNode):
                self._above.setdefault(subject, {})[value] = None
            elif predicate in SHARED and isinstance(value, (ox.NamedNode, ox.Literal)):
                self._bearers.setdefault((predicate, folded_value(value.value)), {})[subject] = None
            elif predicate in NAMES and isinstance(value, ox.Literal) and is_record(subject):
                for end in ends(folded := squash(value.value)):
                    self._names.setdefault((record_type_of(subject), end), {})[subject, value.value, folded] = None

    def sharing(
        self, iri: ox.NamedNode, said: Iterable[ox.Triple], workspace: Workspace
    ) -> Iterator[tuple[ox.NamedNode, str]]:
        """Yield the records with an identifier that is said of this one, and those of its kind with its page."""
        for triple in said:
            predicate, value = triple.predicate, getattr(triple.object, "value", "")
            what = shorten(predicate.value, workspace.prefixes).partition(":")[2]
            for other in self._bearers.get((predicate, folded_value(value)), ()):
                if predicate != PAGE or record_type_of(other) == record_type_of(iri):
                    yield other, f"it has the same {what}, {value}"

    def namesakes(self, iri: ox.NamedNode, said: Iterable[ox.Triple]) -> Iterator[tuple[ox.NamedNode, str]]:
        """Yield the records of the same kind with the same name, or nearly the same, unless two bodies run them."""
        names = (each.object for each in said if each.predicate in NAMES)
        for text in (each.value for each in names if isinstance(each, ox.Literal)):
            own = squash(text)
            near = [found for end in ends(own) for found in self._names.get((record_type_of(iri), end), ())]
            for other, name, folded in sorted(near, key=lambda found: found[2] != own):
                if folded == own and self._may_be_one(iri, other):
                    yield other, f"its name is {name!r}, too"
                elif are_near(folded, own, name, text) and self._may_be_one(iri, other):
                    yield other, f"its name is {name!r}, and this one's is {text!r}"

    def _may_be_one(self, one: ox.NamedNode, other: ox.NamedNode) -> bool:
        """Return whether one institution may run both; also where nobody is said to run one of them."""
        houses = [self._houses(each) for each in (one, other)]
        return not all(houses) or bool(houses[0] & houses[1])

    def _houses(self, initiative: ox.NamedNode) -> set[ox.NamedNode]:
        """Return the institutions that run an initiative, and those that they are parts of."""
        found = list(self._above.get(initiative, ())) if record_type_of(initiative) == "initiative" else []
        for house in found:
            found += [each for each in self._above.get(house, ()) if each not in found]
        return set(found)


def folded_value(value: str) -> str:
    """Fold an identifier or an address: letter case, the scheme and a slash at the end do not count."""
    return re.sub(r"^https?://(?:www\.)?", "", value.casefold()).rstrip("/")


def ends(folded: str) -> tuple[str, str]:
    """Return how a folded name begins and how it ends."""
    return f"{folded[:4]}…", f"…{folded[-4:]}"


def are_near(folded: str, own: str, name: str, text: str) -> bool:
    """Return whether two folded names are nearly the same, and the words in which they differ are alike.

    With one number more, it is another volume, year or part.
    """
    numbers = [re.findall(r"\d", each) for each in (folded, own)]
    if not SHORT < len(folded) <= LONG or numbers[0] != numbers[1]:
        return False
    return likeness(folded, own) >= ALIKE and spelt(name, text)


def spelt(one: str, other: str) -> bool:
    """Return whether the words in which two names differ may be one word spelt in two ways, or are in one name alone.

    >>> spelt("Brown University", "Rowan University"), spelt("Color Line", "Colour Line")
    (False, True)
    """
    words = [Counter(re.findall(r"\w+", name.lower())) for name in (one, other)]
    left = ["".join((mine - its).elements()) for mine, its in (words, reversed(words))]
    return not all(left) or (left[0][0] == left[1][0] and likeness(*left) > SPELT)
