"""JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/): the reader, and the context, which is made from the schema."""

from arkg.formats.jsonld.context import ADDRESS, build_context, to_document
from arkg.formats.jsonld.reader import read_jsonld

__all__ = ["ADDRESS", "build_context", "read_jsonld", "to_document"]
