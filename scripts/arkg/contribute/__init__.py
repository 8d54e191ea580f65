"""Contributions: from files in any format to records, and back.

``read_all`` returns a contribution, whose records are complete, and the findings: what could not be read or resolved,
each with its location, what is wrong and what to do. It raises nothing for what the files say. A row of a table for a
record that the graph has changes what the row says (``update``); all else of the record stays as it is.

``duplicates`` finds the records that new ones may be, ``write`` makes their files, ``export`` writes records as YAML or
as a table, ``template`` prints an empty one, and ``migrate`` brings records of an earlier vocabulary to that of today.
"""

from arkg.contribute.read import FORMS, read_all
from arkg.formats.source import MAX_SIZE

__all__ = ["FORMS", "MAX_SIZE", "read_all"]
