"""What someone hands in → statements with places: Turtle, JSON-LD, RDF/XML, YAML, CSV.

``read`` gives a Contribution and the problems met on the way: what could not be read or understood, each with its
place, what is wrong and what to do. A record with a problem may be there in part, or not at all, so a contribution is
complete only where there are no problems. ``read`` raises nothing for what it is handed; everything is a Problem.

A CSV row for a record that the graph has already is laid over it: what the row does not say stays as it is, so that
every Contribution holds whole records.
"""

from arkg.contribute.door import FORMS, read, read_all
from arkg.contribute.intake import MAX_SIZE
from arkg.contribute.problem import Problem
from arkg.schema import Field, RecordType, Schema, read_schema

__all__ = ["FORMS", "MAX_SIZE", "Field", "Problem", "RecordType", "Schema", "read", "read_all", "read_schema"]
