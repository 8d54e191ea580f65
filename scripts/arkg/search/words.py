"""Words of texts, folded so that spellings of one word are equal: as ``static/search.js`` of the pages does it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arkg.names import SMALL_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SHORTEST_STEM = 4
"""Letters of the shortest word of which an ending is left out."""
ONE_TYPO, TWO_TYPOS = 5, 8
"""Letters of a word from which on it may be misspelt by one letter, by two."""
_WORD = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_CHUNK = re.compile(r"[^\W_]+(?:[-’'.][^\W_]+)*")
_IDENTIFIER = re.compile(r"^(?:doi|pmid|pmcid|isbn|issn|ror|mesh|wikidata|lcsh)\s*:?\s+|^(?:doi|pmid|isbn|ror|mesh):")
_SHORTEST_IDENTIFIER = 4


@cache
def rules() -> Mapping[str, Any]:
    """Return what ``words.toml`` says of prefixes, words that are joined, letters, spellings and synonyms."""
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@cache
def _joining() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Return prefixes, pairs that are one word, and all words with which one of these begins."""
    prefixes, joined = frozenset(rules()["prefixes"]), frozenset(rules()["joined"])
    return prefixes, joined, prefixes.union(each.partition(" ")[0] for each in joined)


def to_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in plain small letters, those that are written together or apart as one.

    >>> to_words("Anti-racism at Mt. Sinai, U.S."), to_words("anti racism") == to_words("Antiracism")
    (('antiracism', 'at', 'mount', 'sinai', 'us'), True)
    """
    spellings = rules()["spellings"]
    plain = text if text.isascii() else _to_plain(text)
    plain = plain.replace("&", " and ").lower()
    if "." in plain:
        plain = _INITIALS.sub(lambda found: found[0].replace(".", ""), plain)
    return tuple(_join([spellings.get(word, word) for word in _WORD.findall(plain.replace("'", ""))]))


def _to_plain(text: str) -> str:
    """Return a text without accents, apostrophes and letters outside ASCII that stand for others."""
    letters = rules()["letters"]
    lower = "".join(letters.get(letter, letter) for letter in unicodedata.normalize("NFKD", text).lower())
    return "".join(letter for letter in lower if unicodedata.category(letter) not in {"Mn", "Lm"} and letter != "’")


def _join(words: Sequence[str]) -> Sequence[str]:
    """Return words with the pairs that are one word joined."""
    prefixes, joined, beginnings = _joining()
    if beginnings.isdisjoint(words):
        return words
    found: list[str] = []
    place = 0
    while place < len(words):
        pair = words[place : place + 2]
        is_one = len(pair) > 1 and (pair[0] in prefixes or " ".join(pair) in joined)
        found.append("".join(pair) if is_one else words[place])
        place += 2 if is_one else 1
    return found


@lru_cache(100_000)
def stem(word: str) -> str:
    """Return a word without the endings of plurals, and -ist as -ism.

    >>> [stem(word) for word in ("disparities", "disparity", "biases", "bias", "racists", "analyses", "analysis")]
    ['disparity', 'disparity', 'bias', 'bias', 'racism', 'analys', 'analys']
    """
    if len(word) < SHORTEST_STEM or not word.isalpha():
        return word
    if word.endswith("ies"):
        word = f"{word[:-3]}y"
    elif word.endswith("is") and len(word) > ONE_TYPO:
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is", "ias")):
        word = word[:-1]
    if word.endswith("e") and len(word) >= SHORTEST_STEM:
        word = word[:-1]
    return f"{word[:-1]}m" if word.endswith("ist") and len(word) > ONE_TYPO else word


def to_stems(text: str) -> tuple[str, ...]:
    """Return the stems of the words of a text that are not small ones, in their order.

    >>> to_stems("The Ohio State University")
    ('ohio', 'stat', 'university')
    """
    return stems_of(to_words(text))


def stems_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return the stems of words that are not small ones, in their order."""
    return tuple(stem(word) for word in words if word not in SMALL_WORDS)


def to_identifiers(text: str) -> list[str]:
    """Return the identifiers that a text may be, whole or as the end of an address, in small letters.

    >>> to_identifiers("https://doi.org/10.1056/NEJMms2004740")
    ['10.1056/nejmms2004740', 'nejmms2004740']
    >>> to_identifiers("ISBN 978-0-309-08265-5"), to_identifiers("concept:racism")
    (['978-0-309-08265-5', '9780309082655'], ['concept/racism', 'racism'])
    """
    plain = _IDENTIFIER.sub("", text.strip().lower()).rstrip("/")
    path = plain.partition("://")[2].partition("/")[2] if "://" in plain else plain.replace(":", "/", 1)
    last = re.split(r"[/=#]", path)[-1]
    record = path.rpartition("id/")[2]
    found = (path, last, record, path.replace("-", "").replace(" ", ""))
    return [each for each in dict.fromkeys(found) if len(each) >= _SHORTEST_IDENTIFIER]


def chunks(text: str) -> list[str]:
    """Return a text in pieces: every second one, from the second on, is a word, with the hyphens in it.

    >>> chunks("An anti-racist plan")
    ['', 'An', ' ', 'anti-racist', ' ', 'plan', '']
    """
    found, end = [], 0
    for match in _CHUNK.finditer(text):
        found += [text[end : match.start()], match[0]]
        end = match.end()
    return [*found, text[end:]]
