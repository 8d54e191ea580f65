"""What validation results are compared by, whoever gave them: focus node, path, component, value and shape, as text."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from arkg.validate.compiler.model import Result
    from arkg.validate.terms import Term

Key = tuple[str, ...]


def keys(results: Iterable[Result]) -> Counter[Key]:
    """Return what our results are compared by, and how often each is reported."""
    fields = ((each.focus, each.component, each.value, each.shape, each.path or "") for each in results)
    texts = ((*(text(term) for term in terms), path) for *terms, path in fields)
    return Counter((focus, path, component, value, shape) for focus, component, value, shape, path in texts)


def text(term: Term | None) -> str:
    """Return a term as text."""
    return "" if term is None else str(term)


def digest(counted: Counter[Key]) -> str:
    """Return a short text that two sets of results share if they are the same, each result as often."""
    lines = sorted("\t".join(key) for key in counted.elements())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
