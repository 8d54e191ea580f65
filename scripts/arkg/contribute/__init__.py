"""What someone hands in → statements with places: Turtle, JSON-LD, RDF/XML, YAML, CSV.

``read`` gives a Contribution and the problems met on the way: what could not be read or understood, each with its
place, what is wrong and what to do. A record with a problem may be there in part, or not at all, so a contribution is
complete only where there are no problems. ``read`` raises nothing for what it is handed; everything is a Problem.

A CSV row for a record that the graph has already is laid over it: what the row does not say stays as it is, so that
every Contribution holds whole records.
"""

from arkg.contribute.read import FORMS, read, read_all
from arkg.formats.draft import Problem
from arkg.formats.source import MAX_SIZE

__all__ = ["FORMS", "MAX_SIZE", "Problem", "read", "read_all"]
