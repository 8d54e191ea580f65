"""The records of a contribution, however they were handed in → YAML, as ``arkg export`` would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arkg.contribute.export import Writer
from arkg.contribute.merge import Existing
from arkg.contribute.names import kind_of
from arkg.contribute.write_yaml import to_yaml
from arkg.schema import read_schema

if TYPE_CHECKING:
    from arkg.workspace import Contribution, Repository


def as_yaml(repository: Repository, contribution: Contribution) -> str:
    """Write the records in the order of their identifiers; raise InputFault for what no field can say."""
    schema = read_schema(repository)
    texts = []
    for iri in sorted((each for each in contribution.records if "#" not in each.value), key=lambda each: each.value):
        own = (each.triple for each in contribution.statements)
        triples = tuple(each for each in own if str(each.subject).strip("<>").partition("#")[0] == iri.value)
        record = Existing(iri, triples, contribution.comments.get(iri, ""))
        texts.append(to_yaml(Writer(schema, schema.record_types[kind_of(iri)]).tree(record)))
    return "---\n".join(texts)
