"""Validate graphs and contributions by SHACL shapes and by what shapes cannot state, and explain what is wrong.

For others: ``graph`` loads what is validated, and ``check`` validates all of it, or reads sources, validates them
together with it and explains what is wrong with them. Both return a report of ``findings``, which ``report`` writes in
a format.

>>> from io import StringIO
>>> from pathlib import Path
>>> from arkg.validate.check import check
>>> from arkg.validate.graph import load
>>> from arkg.workspace import find
>>> graph = load(find(Path(__file__)), keep=False)
>>> report = check(graph, [StringIO("{kind: concept, slug: x, name: X, naem: Y}")], form="yaml").report
>>> [each.suggestion for each in report.findings if each.field == "naem"]
['name']
"""
