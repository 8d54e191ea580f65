"""Names of things: how they are compared, shortened, turned into slugs, and what a misspelt one may mean."""

from __future__ import annotations

import re
import string
import unicodedata
from typing import TYPE_CHECKING

import pyoxigraph as ox

from arkg.errors import SyntaxFault, UnknownName
from arkg.namespaces import ACRONYM, ALT_LABEL, DCTERMS, PREF_LABEL, RDFS, RECORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeGuard


PREFERRED = (PREF_LABEL, RDFS("label"), DCTERMS("title"))
ALTERNATIVE = (ALT_LABEL, ACRONYM)
"""The properties that name a thing: by its preferred name, and by others."""

LONGEST_SLUG = 200
_LOCAL = re.compile(r"[\w~#/-](?:[\w.~%#/-]*[\w~%#/-])?")
_ALIKE, _MARGIN = 0.75, 0.1
"""How alike a word of a short list must be to be suggested, and how much less than the most alike."""
SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to"})
_FEW = 3
"""How many names are suggested at most."""
_MOST_WORDS = 12
_LONGEST_LINE = 80
_SHORT, _MIDDLE, _LONG = 4, 7, 9
"""Letters of a word from which on it may be misspelt by a letter more or less, by another letter, by two letters."""
_LETTERS = f"{string.ascii_lowercase}-"
"""The characters of a slug."""


# Names compared


def fold(name: str) -> str:
    """Return a name folded for comparison: lower case, with runs of blanks, hyphens and underscores as one hyphen.

    Whether accents are composed does not count either.

    >>> fold("Structural  Racism"), fold("structural_racism")
    ('structural-racism', 'structural-racism')
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "-".join(plain.replace("_", " ").replace("-", " ").split())


def squash(name: str) -> str:
    """Return the letters and digits of a name, in lower case."""
    return re.sub(r"[\W_]+", "", name).lower()


def to_words(name: str) -> str:
    """Return a local name in words.

    >>> to_words("runBy")
    'run by'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def to_key(name: str) -> str:
    """Return a name of a field as the keys of JSON-LD are written.

    >>> to_key("run by"), to_key("DOI")
    ('runBy', 'doi')
    """
    words: list[str] = re.findall(r"[A-Za-z0-9]+", name)
    return words[0].lower() + "".join(word[0].upper() + word[1:] for word in words[1:])


def to_slug(name: str) -> str:
    """Return the slug of a name: small letters, digits and hyphens.

    Letters of the Latin script are written with those that have no accents; a name with letters of another script has
    no slug.

    >>> to_slug("Łódź & Straße"), to_slug("½ Price"), to_slug("反种族主义")
    ('lodz-and-strasse', 'half-price', '')
    """
    plain = "".join(map(_to_ascii, unicodedata.normalize("NFC", name.replace("&", " and ").replace("½", " half "))))
    if any(letter.isalnum() and not letter.isascii() for letter in plain):
        return ""
    kept = "".join(letter if letter.isalnum() else " " if letter not in "'’" else "" for letter in plain.lower())
    return "-".join(kept.split())


def _to_ascii(letter: str) -> str:
    """Return a letter of the Latin script, or a form of one or of a digit, in ASCII; nothing for a sign outside it."""
    if letter.isascii():
        return letter
    plain = unicodedata.normalize("NFKD", letter).replace("\u2044", " ")
    if all(each.isascii() or unicodedata.combining(each) for each in plain):
        return plain.encode("ascii", "ignore").decode()
    if unicodedata.name(letter, "").startswith("LATIN "):
        from anyascii import anyascii  # noqa: PLC0415 - few names need it

        return anyascii(letter)
    is_sound = letter.isalnum() and unicodedata.category(letter) != "Lm"  # modifiers, as in Hawaiʻi, are signs
    return letter if is_sound else plain.encode("ascii", "ignore").decode()


# IRIs, CURIEs and labels


def expand(name: str, prefixes: Mapping[str, str]) -> ox.NamedNode | None:
    """Return the IRI of a full IRI (with or without its angle brackets) or a CURIE; None where it is neither.

    Raises:
        UnknownName: the prefix of a CURIE is not declared.
        SyntaxFault: it is not an IRI.
    """
    prefix, colon, local = name.partition(":")
    full = name.startswith("<") and name.endswith(">")
    if not full and colon and prefix in prefixes and not local.startswith("//"):
        iri = prefixes[prefix] + local
    elif full or "://" in name or prefix in {"urn", "mailto"}:
        iri = name.removeprefix("<").removesuffix(">") if full else name
    elif colon and prefix and not re.search(r"\s", name):
        raise UnknownName("prefix", prefix, nearest(prefix, prefixes), where=name)
    else:
        return None
    try:
        return ox.NamedNode(iri)
    except ValueError as fault:
        raise SyntaxFault(f"This is not an IRI: {name}") from fault


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return the CURIE of an IRI by the longest namespace that fits, else the IRI: for readers, not for Turtle."""
    fits = [
        prefix for prefix, space in prefixes.items() if iri.startswith(space) and _LOCAL.fullmatch(iri[len(space) :])
    ]
    if not fits:
        return iri
    prefix = max(fits, key=lambda fit: len(prefixes[fit]))
    return f"{prefix}:{iri[len(prefixes[prefix]) :]}"


def record_type_of(iri: ox.NamedNode) -> str:
    """Return the record type of a record (``initiative``), from its IRI."""
    return iri.value.removeprefix(RECORDS).partition("/")[0]


def slug_of(iri: ox.NamedNode) -> str:
    """Return the slug of a record, from its IRI."""
    return iri.value.removeprefix(RECORDS).partition("/")[2]


def to_record(record_type: str, slug: str) -> ox.NamedNode | None:
    """Return the IRI of a record; None where the slug cannot be one."""
    plain = slug.isascii() and len(slug) <= LONGEST_SLUG and slug.replace("-", "").isalnum()
    return ox.NamedNode(f"{RECORDS}{record_type}/{slug}") if plain else None


def local_name(iri: str | ox.NamedNode | ox.BlankNode | ox.Literal) -> str:
    """Return the end of an IRI, or of the text of a term, which tells it from its neighbors.

    >>> local_name(DCTERMS("title")), local_name(ox.NamedNode(f"{RECORDS}concept/racism"))
    ('title', 'racism')
    """
    text = iri if isinstance(iri, str) else iri.value
    return text.rstrip("/#").replace("#", "/").rpartition("/")[2]


def plural(kind: str) -> str:
    """Return the plural of the name of a record type.

    >>> plural("concept"), plural("category")
    ('concepts', 'categories')
    """
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as in 1 record and 1,200 categories."""
    return f"{number:,} {noun if number == 1 else plural(noun)}"


def join_words(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list within a sentence.

    >>> join_words(["a"]), join_words(["a", "b"]), join_words(["a", "b", "c"], "or")
    ('a', 'a and b', 'a, b, or c')
    """
    *first, end = [*words] or [""]
    return f"{', '.join(first)}{',' if len(first) > 1 else ''} {last} {end}" if first else end


def on_one_line(text: str) -> str:
    """Return a text without line breaks, shortened to what fits a line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def with_article(noun: str) -> str:
    """Return a noun after its indefinite article."""
    return f"{'an' if noun[:1] in set('aeiou') else 'a'} {noun}"


def in_english(labels: Iterable[object]) -> str:
    """Return the first of these labels in the order of their text, in English if there is one, else an empty text."""
    found = sorted(
        (not (label.language or "en").startswith("en"), label.value)
        for label in labels
        if isinstance(label, ox.Literal)
    )
    return found[0][1] if found else ""


def is_record(term: object) -> TypeGuard[ox.NamedNode]:
    """Return whether a term is the IRI of a record, and not of a part of one."""
    return isinstance(term, ox.NamedNode) and term.value.startswith(RECORDS) and "#" not in term.value


# What a misspelt name may mean


def likeness(name: str, other: str) -> float:
    """Return how alike two names are, letter by letter, from 0 to 1; case and separators do not count.

    >>> likeness("Boston", "boston"), likeness("Boston", "Houston") > likeness("Boston", "Denver")
    (1.0, True)
    """
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - few commands need it

    return Indel.normalized_similarity(fold(name), fold(other))


def nearest(name: str, words: Iterable[str]) -> list[str]:
    """Return the words of a short list (commands, columns, record types) that may be meant, best first.

    Letter case and separators do not count; see ``nearest_names`` for the names of records.

    >>> nearest("categry", ["category", "run by", "started"])
    ['category']
    """
    folded = {fold(each): each for each in sorted(words, reverse=True)}
    alike = most_alike(fold(name), sorted(folded), most=_FEW)
    near = [word for word, score in alike if score > alike[0][1] - _MARGIN]
    return [folded[each] for each in near] or nearest_names(name, folded.values())


def most_alike(name: str, names: Sequence[str], *, most: int) -> list[tuple[str, float]]:
    """Return the folded names that are most like one, best first, each with its likeness, from 0 to 1."""
    from rapidfuzz import process  # noqa: PLC0415 - only an unknown name needs it
    from rapidfuzz.distance import Indel  # noqa: PLC0415 - as above

    found = process.extract(name, names, scorer=Indel.normalized_similarity, score_cutoff=_ALIKE, limit=most)
    return [(each, score) for each, score, _ in found]


def nearest_names(name: str, names: Iterable[str]) -> list[str]:
    """Return the names of records that may be meant, best first: few and close, or none, as a bad guess is worse.

    Letter case and separators do not count. A name may be meant if its words are only joined (``healthequity``), or if
    each word of ``name`` is one of its words or a misspelling of one, and these are at least half of it: ``webinars``
    may mean ``webinar-and-training``, but not ``police`` ``policy``, nor ``body`` ``killing-the-black-body``.
    """
    written, folded = fold(name), {fold(each): each for each in sorted(names, reverse=True)}
    if written in folded:
        return [folded[written]]
    joined = [each for each in folded if each.replace("-", "") == written.replace("-", "")]
    near = joined or _sharing_words(written, folded)
    return [folded[each] for each in near] if len(near) <= _FEW else []


def _sharing_words(written: str, folded: Iterable[str]) -> list[str]:
    """Return the names of which half or more is each word of a folded name; all of it, if there is such a name."""
    words = _significant(written)[:_MOST_WORDS]
    parts = {name: _significant(name) for name in folded}
    every = {word for own in parts.values() for word in own}
    like = [{word} if word in every else {each for each in every if is_misspelling(word, each)} for word in words]
    half = [name for name, own in parts.items() if words and len(own) <= 2 * len(words)]
    near = [name for name in half if not any(each.isdisjoint(parts[name]) for each in like)]
    all_of_it = [name for name in near if len(parts[name]) == len(words)]
    return sorted(all_of_it or near, key=lambda each: (len(each), each))


def _significant(name: str) -> list[str]:
    """Return the words of a folded name, without small ones."""
    return [word for word in name.split("-") if word not in SMALL_WORDS]


def is_misspelling(word: str, other: str) -> bool:
    """Return whether one word is most likely the other, misspelt.

    Another word is not: it often differs in its first letter, in one letter (*police*), or has one more at its end
    (*Indiana*).
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only an unknown name needs it

    short, long = sorted((word, other), key=len)
    if len(short) < _SHORT or word[0] != other[0]:
        return False
    steps = OSA.distance(word, other, score_cutoff=2)
    if len(short) >= _LONG or steps != 1:
        return steps <= 2 and len(short) >= _LONG  # noqa: PLR2004 - two letters
    if len(short) == len(long):
        return len(short) >= _MIDDLE or sorted(word) == sorted(other)
    return long[:-1] != short or long.endswith("s")


def misspellings(slug: str) -> set[str]:
    """Return every slug that is one letter away: with one letter less, more or different, or two swapped.

    A digit is a letter, too, where the slug has any.
    """
    letters = _LETTERS + (string.digits if re.search("[0-9]", slug) else "")
    found = set[str]()
    for place in range(len(slug) + 1):
        before, after = slug[:place], slug[place:]
        found.update(before + letter + rest for letter in letters for rest in (after, after[1:]))
        found.update((before + after[1:], before + after[1:2] + after[:1] + after[2:]))
    return {each for each in found if each and not each.startswith("-") and not each.endswith("-")} - {slug}
