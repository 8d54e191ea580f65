"""The index that searches rank records by: the same in Python and, as ``static/search.js``, in the pages.

A record that has all words of a query has the rank of the place in which they are: its name, another of its names, an
identifier, words of a name, its subjects, people and places, its text. Among equals stand concepts before initiatives,
institutions and resources, then names that say little more than the query, then records to which many lead.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from arkg.names import SMALL_WORDS
from arkg.namespaces import RECORDS
from arkg.search.words import ONE_TYPO, TWO_TYPOS, rules, stem, stems_of, to_identifiers, to_stems, to_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from arkg.search.documents import Document

    Words = Sequence[tuple[str, ...]]
    """For each word of a query the stems that it may mean."""

NAME, OTHER_NAME, IDENTIFIER, WORDS, SUBJECT, PLACE, TEXT, SOME_WORDS = range(8)
"""Where a query is found, in the order of ranks."""
SHORTEST_PREFIX = 3
MOST_WORDS, MOST_VARIANTS, MOST_PARTIAL = 40, 8, 20
HALF = 50
SUBJECTS = frozenset({"concept", "pillar", "category"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: ``place`` is where, ``share`` how much of its name is asked for, in hundredths.

    ``bucket`` tells within a place: 2 is the whole name, 1 half of it or more, 0 less; ``starts`` whether it begins so.
    ``reason`` is the other name, the subject, the person or the place by which it was found, where it is one of these.
    """

    number: int
    place: int
    bucket: int = 0
    share: int = 0
    starts: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, the best first, and ``meant``: the query as it was understood, where that is another.

    ``stems`` are the words that were looked for.
    """

    hits: tuple[Hit, ...]
    meant: str = ""
    stems: frozenset[str] = frozenset()


class SearchIndex:
    """Documents by their words, names and identifiers."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Read the words of all documents."""
        self.documents = documents
        self._kinds = {kind: rank for rank, kind in enumerate(dict.fromkeys(each.kind for each in documents))}
        texts = (text for each in documents for text in (*each.names, *each.labels, *each.said))
        self._words = {text: to_words(text) for text in dict.fromkeys(texts)}
        self._stems = {text: stems_of(words) for text, words in self._words.items()}
        self._names = [tuple(self._stems[name] for name in each.names) for each in documents]
        self._labels = [tuple(self._stems[label] for label in each.labels) for each in documents]
        self._own = [
            frozenset(stem for name in (*names, *labels) for stem in name)
            for names, labels in zip(self._names, self._labels, strict=True)
        ]
        self._unread = frozenset(map(stem, rules()["unread"]))
        self._links = Counter(number for each in documents for number in (*each.about, *each.broader, *each.partners))
        self._bearers: dict[str, list[int]] = defaultdict(list)
        self._text_bearers: dict[str, list[int]] = defaultdict(list)
        self._surfaces: dict[str, Counter[str]] = {}
        self._exact: dict[str, dict[int, str]] = {}
        self._identifiers: dict[str, int] = {}
        self._aliases: dict[str, dict[tuple[str, ...], None]] = {}
        self._read_names()
        self._read_words()
        self._vocabulary = self._count_words()

    def _read_names(self) -> None:
        """Note which record has a name or an identifier, and which names stand for others."""
        for number, each in enumerate(self.documents):
            for name, stems in zip(each.names, self._names[number], strict=True):
                self._exact.setdefault(" ".join(stems), {}).setdefault(number, name)
                if name != each.names[0]:
                    self._add_alias(name, stems, self._names[number][0])
            for identifier in (*each.identifiers, each.path):
                self._identifiers.setdefault(identifier, number)
        for each in rules()["synonyms"]:
            self._add_alias(each["says"], to_stems(each["says"]), to_stems(each["means"]))

    def _add_alias(self, name: str, stems: tuple[str, ...], meant: tuple[str, ...]) -> None:
        """Note that a name stands for another; a single word only where it is written like an acronym."""
        if len(stems) > 1 or sum("A" <= letter <= "Z" for letter in name) > 1:
            self._aliases.setdefault(" ".join(stems), {}).setdefault(meant)

    def _read_words(self) -> None:
        """Note which records have a word, in their names or anywhere; one that has it twice may stand there twice."""
        own_names = [frozenset(stem for name in names for stem in name) for names in self._names]
        for number, each in enumerate(self.documents):
            for word in self._own[number]:
                self._bearers[word].append(number)
            said = (self._stems[text] for text in each.said)
            subjects = (self._own[other] for other in self._upward(each.about))
            partners = (own_names[other] for other in each.partners)
            for words in (self._own[number], each.text, *said, *subjects, *partners):
                for word in words:
                    self._text_bearers[word].append(number)

    def _upward(self, numbers: Iterable[int]) -> Iterator[int]:
        """Yield some records and all that are broader."""
        pending, seen = list(numbers), set(numbers)
        while pending:
            number = pending.pop()
            yield number
            new = [each for each in self.documents[number].broader if each not in seen]
            seen.update(new)
            pending += new

    def _count_words(self) -> Mapping[str, str]:
        """Return the words of names, people and places as they are written, in small letters, with their stems."""
        names = (text for each in self.documents for text in (*each.names, *each.labels))
        texts = (*names, *dict.fromkeys(text for each in self.documents for text in each.said))
        counts = Counter(word for text in texts for word in self._words[text] if word not in SMALL_WORDS)
        for word, count in counts.items():
            self._surfaces.setdefault(stem(word), Counter())[word] = count
        return {word: stem(word) for word in sorted(counts)}

    def iri(self, hit: Hit) -> ox.NamedNode:
        """Return the IRI of a record that was found."""
        return RECORDS(self.documents[hit.number].path)

    def find(self, text: str) -> list[ox.NamedNode]:
        """Return the IRIs of the records that a text finds, the best first."""
        return [self.iri(hit) for hit in self.search(text).hits]

    def search(self, text: str, *, names_only: bool = False) -> Found:
        """Return the records that a text finds, the best first.

        With ``names_only``, in names and identifiers alone; then those that have only some of the words are found, too.
        """
        words, meant = self._read(text)
        variants = self._vary(words)
        best: dict[int, Hit] = {}
        for place, variant in enumerate(variants):
            self._keep(best, self._rank(variant, is_variant=place > 0))
        known = [self._identifiers[each] for each in to_identifiers(text) if each in self._identifiers]
        self._keep(best, [Hit(number, IDENTIFIER, reason=text.strip()) for number in known])
        if names_only:
            best = {number: hit for number, hit in best.items() if hit.place <= WORDS}
        if names_only or not best:
            for variant in variants:
                self._keep(best, self._rank_partly(variant))
        hits = sorted(best.values(), key=self._order)
        if hits and hits[0].place == SOME_WORDS and not names_only:
            hits = hits[:MOST_PARTIAL]
        stems = frozenset(word for variant in variants for each in variant for word in each)
        return Found(tuple(hits), meant if hits else "", stems)

    def _keep(self, best: dict[int, Hit], hits: Iterable[Hit]) -> None:
        """Update the best hits of records with further ones."""
        for hit in hits:
            if hit.number not in best or self._order(hit) < self._order(best[hit.number]):
                best[hit.number] = hit

    def _order(self, hit: Hit) -> tuple[int, int, int, bool, int, int, str]:
        """Return what hits are sorted by."""
        document = self.documents[hit.number]
        kind = self._kinds[document.kind]
        return hit.place, -hit.bucket, kind, not hit.starts, -hit.share, -self._links[hit.number], document.slug

    def _read(self, text: str) -> tuple[list[tuple[str, ...]], str]:
        """Return the words of a query, and its text where one was corrected.

        A word that is unknown stands for those that begin so, or is corrected.
        """
        typed = self._join([word for word in to_words(text) if word not in SMALL_WORDS][:MOST_WORDS])
        words: list[tuple[str, ...]] = []
        texts: list[str] = []
        is_corrected = False
        for place, word in enumerate(typed):
            is_last = place == len(typed) - 1
            found = self._find_word(word, is_last=is_last)
            if not found and is_last and place and len(word) < SHORTEST_PREFIX:
                continue
            meant = [] if found else self._correct(word) or self._split(word)
            is_corrected = is_corrected or bool(meant)
            words += [(stem(each),) for each in meant] or [found or (stem(word),)]
            texts += meant or [word]
        return words, " ".join(texts) if is_corrected else ""

    def _is_known(self, word: str) -> bool:
        """Return whether a word is in any record, or stands for a name."""
        return stem(word) in self._text_bearers or stem(word) in self._aliases

    def _join(self, words: Sequence[str]) -> list[str]:
        """Return words with each pair joined that is one word of a name, where one of them alone is unknown."""
        found: list[str] = []
        place = 0
        while place < len(words):
            pair = "".join(words[place : place + 2])
            is_one = pair in self._vocabulary and not all(map(self._is_known, words[place : place + 2]))
            found.append(pair if is_one else words[place])
            place += 2 if is_one and pair != words[place] else 1
        return found

    def _split(self, word: str) -> list[str]:
        """Return the two words of names that an unknown word joins; none where it is none."""
        places = range(SHORTEST_PREFIX, len(word) - SHORTEST_PREFIX + 1)
        pairs = ([word[:place], word[place:]] for place in places)
        return next((pair for pair in pairs if all(each in self._vocabulary for each in pair)), [])

    def _find_word(self, word: str, *, is_last: bool) -> tuple[str, ...]:
        """Return the stems that a word stands for; none where it is unknown."""
        own = stem(word)
        known = (own,) if own in self._text_bearers or own in self._aliases else ()
        if own in self._surfaces or own in self._aliases or not is_last or len(word) < SHORTEST_PREFIX:
            return known
        begun = [each for surface, each in self._vocabulary.items() if surface.startswith(word)]
        return tuple(sorted({*known, *begun}))

    def _correct(self, word: str) -> list[str]:
        """Return the word that is most likely meant by a misspelt one, if there is one."""
        most = 2 if len(word) >= TWO_TYPOS else 1
        if len(word) < ONE_TYPO or not word.isalpha():
            return []
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - only an unknown word needs it

        found = []
        for surface, own in self._vocabulary.items():
            if abs(len(surface) - len(word)) <= most:
                steps = OSA.distance(word, surface, score_cutoff=most)
                if steps <= most:
                    found.append((steps, -sum(self._surfaces[own].values()), surface))
        return [min(found)[2]] if found else []

    def _vary(self, words: list[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
        """Return a query, what it is without words that only a sentence needs, and with other names for those in it."""
        found = [words] if words else []
        told = [each for each in words if not self._unread.issuperset(each)]
        if told and told != words and not self._find_exact(words, is_variant=False):
            found.append(told)
        for start in range(len(words)):
            for end in range(len(words), start, -1):
                phrase = " ".join(each[0] for each in words[start:end] if len(each) == 1)
                for meant in self._aliases.get(phrase, ()):
                    variant = [*words[:start], *((each,) for each in meant), *words[end:]]
                    if variant not in found and len(found) <= MOST_VARIANTS:
                        found.append(variant)
        return found

    def _rank(self, words: Words, *, is_variant: bool) -> list[Hit]:
        """Return the records that have all words."""
        exact = self._find_exact(words, is_variant=is_variant)
        numbers = self._having_all(words)
        named = {number: hit for number in numbers if (hit := self._judge_name(number, words))}
        subjects = self._find_subjects(exact, named, words, numbers)
        rest = [self._judge(number, words, subjects) for number in numbers - named.keys()]
        return [*exact.values(), *named.values(), *rest]

    def _find_exact(self, words: Words, *, is_variant: bool) -> dict[int, Hit]:
        """Return the records of which this is a name."""
        if any(len(each) > 1 for each in words):
            return {}
        hits = {}
        for number, name in self._exact.get(" ".join(each[0] for each in words), {}).items():
            is_other = name != self.documents[number].names[0]
            place = OTHER_NAME if is_variant or is_other else NAME
            hits[number] = Hit(number, place, share=100, reason=name if is_other else "")
        return hits

    def _having_all(self, words: Words) -> set[int]:
        """Return the records that have all words anywhere."""
        having = [having_any(self._text_bearers, each) for each in words]
        return set.intersection(*having) if having else set()

    def _judge_name(self, number: int, words: Words) -> Hit | None:
        """Return a record as one that has all words in one of its names, if it is one."""
        best = None
        for name, stems in zip(self.documents[number].names, self._names[number], strict=True):
            if not has_all(stems, words):
                continue
            share = min(100, 100 * len(words) // len(set(stems)))
            starts = all(stem in each for stem, each in zip(stems, words, strict=False))
            bucket = 2 if share == 100 else 1 if share >= HALF else 0  # noqa: PLR2004 - the whole name
            is_other = name != self.documents[number].names[0]
            hit = Hit(number, WORDS, bucket, share, starts, name if is_other else "")
            if best is None or self._order(hit) < self._order(best):
                best = hit
        return best

    def _find_subjects(
        self, exact: Mapping[int, Hit], named: Mapping[int, Hit], words: Words, numbers: set[int]
    ) -> dict[int, tuple[int, str]]:
        """Return the subjects that a query names, and all narrower ones: how exactly, and which it names."""
        labelled = {number for number in numbers if any(has_all(label, words) for label in self._labels[number])}
        found: dict[int, tuple[int, str]] = {}
        for number, document in enumerate(self.documents):
            if document.kind not in SUBJECTS:
                continue
            above = list(self._upward((number,)))
            for bucket, those in ((1, exact), (0, named), (0, labelled)):
                hits = sorted(each for each in above if each in those)
                if hits and number not in found:
                    found[number] = bucket, self.documents[hits[0]].names[0]
        return found

    def _judge(self, number: int, words: Words, subjects: Mapping[int, tuple[int, str]]) -> Hit:
        """Return a record that has all words, but not in one of its names."""
        document = self.documents[number]
        for label, stems in zip(document.labels, self._labels[number], strict=True):
            if has_all(stems, words):
                return Hit(number, SUBJECT, 2, reason=label)
        about = sorted((-subjects[each][0], subjects[each][1]) for each in document.about if each in subjects)
        if about:
            return Hit(number, SUBJECT, -about[0][0], reason=about[0][1])
        for text in document.said:
            if has_all(self._stems[text], words):
                return Hit(number, PLACE, 1, reason=text)
        for partner in document.partners:
            if any(has_all(stems, words) for stems in self._names[partner]):
                return Hit(number, PLACE, 1, reason=self.documents[partner].names[0])
        return Hit(number, TEXT, 1 if has_all(self._own[number], words) else 0)

    def _rank_partly(self, words: Words) -> list[Hit]:
        """Return the records that have, in their names, half or more of the words, rare ones weighing more."""
        having = [having_any(self._bearers, each) for each in words]
        weights = [(len(self.documents) // (len(each) + 1)).bit_length() for each in having]
        scores: Counter[int] = Counter()
        for numbers, weight in zip(having, weights, strict=True):
            for number in numbers:
                scores[number] += weight
        found = []
        for number, score in scores.items():
            percent = 100 * score // sum(weights)
            if percent >= HALF:
                stems = set(self._names[number][0])
                common = sum(1 for each in stems if any(each in alternatives for alternatives in words))
                found.append(Hit(number, SOME_WORDS, percent, 100 * common // (len(stems) or 1)))
        return found


def having_any(bearers: Mapping[str, Iterable[int]], stems: Iterable[str]) -> set[int]:
    """Return the records that have one of these stems."""
    return set[int]().union(*(bearers.get(each, ()) for each in stems))


def has_all(stems: Iterable[str], words: Words) -> bool:
    """Return whether there is one of these stems for each word of a query."""
    own = set(stems)
    return all(any(each in own for each in alternatives) for alternatives in words)
