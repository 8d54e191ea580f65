"""The graph over HTTP: SPARQL, record IRIs that answer, questions as an API, checks, reconciliation, published pages.

The server only reads. It answers requests itself; queries and checks run in worker processes (`arkg.serve.workers`).
"""

from arkg.serve.server import serve
from arkg.serve.service import Settings

__all__ = ["Settings", "serve"]
