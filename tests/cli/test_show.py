"""A record is shown with its parts, with the labels of what it names, and with what points to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from arkg.errors import UnknownName
from arkg.reports.show import show, to_text

if TYPE_CHECKING:
    import pyoxigraph as ox

    from arkg.workspace import Workspace

RACISM = """\
concept:racism  “Racism”
  a               skos:Concept
  skos:prefLabel  Racism  @en
  skos:note       Two lines, a tab and "marks".  @en
  skos:related    concept:racial-justice  “Racial justice”
  arkg:evidence   concept:racism#evidence-1
                  concept:racism#evidence-2

concept:racism#evidence-1
  a               arkg:Evidence
  oa:hasSelector  concept:racism#quote-1
  oa:hasSource    https://example.org/page
  arkg:dateRead   2026-11-22

concept:racism#evidence-2
  a               arkg:Evidence
  oa:hasSelector  concept:racism#quote-2
  oa:hasSource    https://example.org/page
  arkg:dateRead   2026-11-22

concept:racism#quote-1
  a               oa:TextQuoteSelector
  oa:exact        Racism
  oa:prefix       words that help.
  oa:suffix       “A system

concept:racism#quote-2
  a               oa:TextQuoteSelector
  oa:exact        A system (‘racism’) that gives some an unfair advantage.

What points to concept:racism  “Racism”
  arkg:addresses  initiative:center-for-research  “Center for Research”
"""


def test_a_record_is_shown_with_its_parts_and_what_points_to_it(small: Workspace, small_store: ox.Store) -> None:
    assert to_text(show(small, small_store, "racism"), small.prefixes) == RACISM


def test_a_part_is_shown_with_its_record(small: Workspace, small_store: ox.Store) -> None:
    assert show(small, small_store, "concept:racism#quote-1") == show(small, small_store, "racism")


@pytest.mark.parametrize("name", ["skos:Concept", "https://example.org/page", "concept:nothing"])
def test_what_is_no_record_is_refused(small: Workspace, small_store: ox.Store, name: str) -> None:
    with pytest.raises(UnknownName):
        show(small, small_store, name)
