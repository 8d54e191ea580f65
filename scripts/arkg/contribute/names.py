"""Finds the record that a writer means by a slug or a name, in the graph or in what is handed in with it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import InputFault, UnknownName
from arkg.names import fold, nearest_names, shorten
from arkg.namespaces import PREF_LABEL, RECORDS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from arkg.contribute.asked import Asked
    from arkg.workspace import Repository

LONGEST = 200
LONGEST_GUESS = 80
MOST_GUESSES = 50
"""How many unknown names are compared with all names: one comparison is slow, and the first will tell."""

OTHER_NAME = ox.NamedNode(f"{SKOS}altLabel")


class Names:
    """The records that can be referred to: those of the graph, and those of the contribution as they are met.

    The names in the graph are read, from ``store`` or else from the files, when the first name is asked for that is
    no slug. A store that is ``asked`` holds the graph in place of both, and is asked for each name alone.
    """

    def __init__(self, repository: Repository, store: ox.Store | None = None, asked: Asked | None = None) -> None:
        """Begin with no names."""
        self._repository = repository
        self._store = store
        self.asked = asked
        self._own: set[ox.NamedNode] = set()
        self._by_name: dict[ox.NamedNode, dict[str, set[ox.NamedNode]]] = {PREF_LABEL: {}, OTHER_NAME: {}}
        self._is_read = False
        self._guesses = MOST_GUESSES

    def add(self, iri: ox.NamedNode, name: str = "", *, other: bool = False) -> None:
        """Take a record of the contribution, and a name it bears."""
        self._own.add(iri)
        if name:
            self._note(iri, name, OTHER_NAME if other else PREF_LABEL)

    def find(self, text: str, kinds: Sequence[str]) -> ox.NamedNode:
        """Give the record of one of these kinds that has this slug or name; a slug wins, then a preferred name.

        Raises UnknownName where there is none, InputFault where there are several.
        """
        slug = fold(text)
        found = [iri for kind in kinds if (iri := record(kind, slug)) and self._exists(iri)]
        if len(found) == 1:
            return found[0]
        self._learn(text, kinds)
        for names in self._by_name.values():
            bearers = [iri for iri in names.get(key(text), ()) if kind_of(iri) in kinds and (iri in found or not found)]
            if len(bearers) == 1:
                return bearers[0]
            found = found or bearers if len(bearers) > 1 else found
        if found:
            raise self._ambiguous(text, found)
        raise self._unknown(text, kinds)

    def names(self, kind: str) -> Iterable[tuple[str, ox.NamedNode]]:
        """Give every folded name that a record of this kind bears, as far as they are known, with the record."""
        for names in self._by_name.values():
            for name, bearers in names.items():
                yield from ((name, iri) for iri in bearers if kind_of(iri) == kind)

    def _exists(self, iri: ox.NamedNode) -> bool:
        if iri in self._own:
            return True
        if self.asked is not None:
            return self.asked.exists(iri)
        path = self._repository.record_path(iri)
        return bool(path and path.is_file())

    def _note(self, iri: ox.NamedNode, name: str, predicate: ox.NamedNode) -> None:
        self._by_name[predicate].setdefault(key(name), set()).add(iri)

    def expect(self, references: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """Look up names, each with the kinds of record that it may mean, where a store is asked: many at a time."""
        for iri, predicate, name in self.asked.bearers(references) if self.asked else ():
            if iri not in self._own and iri.value.startswith(RECORDS):
                self._note(iri, name, predicate)

    def _learn(self, text: str, kinds: Sequence[str]) -> None:
        """Note which records of the graph bear a name: those of all names at once, unless a store is asked."""
        self.expect([(text, tuple(kinds))])
        if self._is_read or self.asked:
            return
        self._is_read = True
        store = self._repository.store("data") if self._store is None else self._store
        for predicate in self._by_name:
            for quad in store.quads_for_pattern(None, predicate, None):
                subject = quad.subject
                if not isinstance(subject, ox.NamedNode) or subject in self._own:
                    continue
                if subject.value.startswith(RECORDS) and isinstance(quad.object, ox.Literal):
                    self._note(subject, quad.object.value, predicate)

    def _unknown(self, text: str, kinds: Sequence[str]) -> UnknownName:
        known: dict[str, str] = {}
        self._guesses -= 1
        for kind in kinds if self._guesses >= 0 else ():
            if self.asked and len(kinds) == 1 and len(text) <= LONGEST_GUESS:
                known |= {slug: slug for slug in self.asked.near(text, kind)}
            for name, iri in self.names(kind):
                known.setdefault(name, iri.value.rpartition("/")[2])
                known.setdefault(iri.value.rpartition("/")[2], iri.value.rpartition("/")[2])
        what = " or ".join(kinds) if len(kinds) <= 2 else "record"  # noqa: PLR2004 - more would be a long sentence
        listed = f", or see which there are: arkg export {what}" if what in kinds else ""
        fault = UnknownName(what, text[:LONGEST], remedy=f"Add a record for it{listed}.")
        if near := nearest_names(text[:LONGEST], known):
            fault.near = list(dict.fromkeys(known[name] for name in near))
            fault.remedy = f"Did you mean {' or '.join(fault.near)}?"
        return fault

    def _ambiguous(self, text: str, found: Iterable[ox.NamedNode]) -> InputFault:
        names = sorted(shorten(iri.value, self._repository.prefixes) for iri in found)
        return InputFault(f"{text!r} is the name of {' and '.join(names)}.", remedy=f"Write one, e.g. {names[0]}.")


def key(name: str) -> str:
    """Fold a name for look-ups: case, accents in composed or decomposed form, blanks and hyphens do not count."""
    return fold(unicodedata.normalize("NFKC", name).casefold())


def record(kind: str, slug: str) -> ox.NamedNode | None:
    """Give the IRI of a record, where the slug could be one."""
    plain = slug.isascii() and len(slug) <= LONGEST and slug.replace("-", "").isalnum()
    return ox.NamedNode(f"{RECORDS}{kind}/{slug}") if plain else None


def kind_of(iri: ox.NamedNode) -> str:
    """Give the kind of a record, from its IRI."""
    return iri.value.removeprefix(RECORDS).partition("/")[0]
