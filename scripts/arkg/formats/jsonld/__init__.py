"""JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/): the reader, and the context, which is made from the schema."""
