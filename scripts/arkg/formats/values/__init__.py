"""The text of a value ↔ its term, as the field asks for: dates, identifiers, texts, and names of records."""
