"""The graph over HTTP: a SPARQL endpoint, record IRIs that answer, and the published site; reads only.

The server process speaks HTTP and reads no graph. Two nurseries, processes that load the graph once and then do
nothing but fork, give it workers; every query and every check runs in one of these, and whatever it does to its
worker, the server forks another.
"""

from arkg.serve.run import serve
from arkg.serve.settings import Settings

__all__ = ["Settings", "serve"]
