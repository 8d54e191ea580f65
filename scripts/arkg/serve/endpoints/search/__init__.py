"""The search at /search/?q=…: results in the published page, for readers without JavaScript, and as JSON."""

from arkg.serve.endpoints.search.endpoint import search

__all__ = ["search"]
