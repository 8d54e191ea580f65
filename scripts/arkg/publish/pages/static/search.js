// The index of the search, and its ranking: the same, function by function, as arkg.search in Python.

const [NAME, OTHER_NAME, IDENTIFIER, WORDS, SUBJECT, PLACE, TEXT, SOME_WORDS] = [0, 1, 2, 3, 4, 5, 6, 7];
const SMALL_WORDS = new Set(["a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to"]);
const SUBJECTS = new Set(["concept", "pillar", "category"]);
const [SHORTEST_STEM, SHORTEST_PREFIX, ONE_TYPO, TWO_TYPOS] = [4, 3, 5, 8];
const [MOST_WORDS, MOST_VARIANTS, MOST_PARTIAL, HALF] = [40, 8, 20, 50];
const LETTERS = /^\p{L}+$/u;
const CHUNK = /[\p{L}\p{N}]+(?:[-’'.][\p{L}\p{N}]+)*/gu;

const add = (map, key, value) => (map.get(key) ?? map.set(key, new Set()).get(key)).add(value);
const count = (map, key, number = 1) => map.set(key, (map.get(key) ?? 0) + number);
const union = (sets) => new Set(sets.flatMap((each) => [...(each ?? [])]));
const bitLength = (number) => 32 - Math.clz32(number);

export function stem(word) {
  if (word.length < SHORTEST_STEM || !LETTERS.test(word)) return word;
  if (word.endsWith("ies")) word = `${word.slice(0, -3)}y`;
  else if (word.endsWith("is") && word.length > ONE_TYPO) word = word.slice(0, -2);
  else if (word.endsWith("s") && !/(ss|us|is|ias)$/.test(word)) word = word.slice(0, -1);
  if (word.endsWith("e") && word.length >= SHORTEST_STEM) word = word.slice(0, -1);
  return word.endsWith("ist") && word.length > ONE_TYPO ? `${word.slice(0, -1)}m` : word;
}

function toIdentifiers(text) {
  const plain = text.trim().toLowerCase()
    .replace(/^(?:doi|pmid|pmcid|isbn|issn|ror|mesh|wikidata|lcsh)\s*:?\s+|^(?:doi|pmid|isbn|ror|mesh):/, "").replace(/\/+$/, "");
  const path = plain.includes("://") ? plain.split("://").slice(1).join("://").split("/").slice(1).join("/") : plain.replace(":", "/");
  const found = [path, path.split(/[/=#]/).at(-1), path.split("id/").at(-1), path.replace(/[- ]/g, "")];
  return [...new Set(found)].filter((each) => each.length >= 4);
}

// The steps from one word to another, of which a swap of two letters is one (optimal string alignment).
function distance(one, other) {
  let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, place) => place)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return last[other.length];
}

const hasAll = (stems, words) => words.every((alternatives) => alternatives.some((each) => stems.has(each)));
const fromLines = (text) => text.split("\n").map((line) => (line ? line.split("\t") : []));

// Return sorted numbers from the gaps between them.
function fromGaps(text) {
  let last = 0;
  return text ? text.split(",").map((gap) => (last += Number(gap))) : [];
}

// Return a slug of which only is written what the words of the name do not say.
function toSlug(text, name) {
  const plain = name.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase().replaceAll("&", " and ").replace(/['’]/g, "");
  const known = plain.match(/[a-z0-9]+/g) ?? [];
  if (!text) return known.join("-");
  const expand = (part) => { const [first, number] = part.split(".").map(Number); return known.slice(first, first + number).join("-"); };
  return text.split("-").map((part) => (part.includes(".") ? expand(part) : part)).join("-");
}

// Return sorted words of which the letters that the one before begins with, too, are a number.
function toWholeWords(text) {
  let last = "";
  return text.split(" ").map((word) => (last = last.slice(0, word[0]) + word.slice(1)));
}

class Index {
  constructor(content) {
    this.rules = content.rules;
    this.kinds = content.kinds.map(([kind]) => kind);
    this.prefixes = new Set(content.rules.prefixes);
    this.joined = new Set(content.rules.joined);
    this.unread = new Set(content.rules.unread.map(stem));
    this.documents = this.#readDocuments(content);
    const saidStems = this.documents.flatMap(({ said }) => said.map((text) => [text, new Set(this.toStems(text))]));
    this.said = new Map(saidStems);
    [this.exact, this.identifiers, this.aliases] = [new Map(), new Map(), new Map()];
    [this.bearers, this.textBearers, this.links] = [new Map(), new Map(), new Map()];
    this.documents.forEach((each, number) => this.#addNames(each, number));
    for (const [says, means] of content.synonyms) this.#addAlias(says, this.toStems(says), this.toStems(means));
    this.documents.forEach((each, number) => this.#addWords(each, number));
    this.#countWords();
  }

  #readDocuments(content) {
    const kinds = content.kinds.flatMap(([, number], kind) => Array(number).fill(kind));
    const [names, labels, said] = [content.names, content.labels, content.said].map(fromLines);
    const slugs = content.slugs.split("\n");
    const [about, broader, partners] = [content.about, content.broader, content.partners].map((text) => fromLines(text).map((row) => row.map(Number)));
    const texts = kinds.map(() => []);
    const words = toWholeWords(content.words);
    content.bearers.split(" ").forEach((gaps, place) => { for (const number of fromGaps(gaps)) texts[number].push(words[place]); });
    return kinds.map((kind, at) => this.#toDocument({
      kind, slug: toSlug(slugs[at], names[at][0]), names: names[at], labels: labels[at],
      said: said[at], about: about[at], broader: broader[at], partners: partners[at], text: texts[at],
    }));
  }

  #toDocument(each) {
    const [stems, labelStems] = [each.names, each.labels].map((texts) => texts.map((text) => this.toStems(text)));
    return {
      ...each, stems,
      sets: stems.map((own) => new Set(own)),
      labelSets: labelStems.map((own) => new Set(own)),
      ownNames: new Set(stems.flat()),
      own: new Set([...stems.flat(), ...labelStems.flat()]),
    };
  }

  #addNames(each, number) {
    each.names.forEach((name, place) => {
      const key = each.stems[place].join(" ");
      const found = this.exact.get(key) ?? this.exact.set(key, new Map()).get(key);
      if (!found.has(number)) found.set(number, name);
      if (name !== each.names[0]) this.#addAlias(name, each.stems[place], each.stems[0]);
    });
    this.identifiers.set(`${this.kinds[each.kind]}/${each.slug}`, number);
    for (const other of [...each.about, ...each.broader, ...each.partners]) count(this.links, other);
  }

  addIdentifiers(text) {
    if (this.hasIdentifiers) return;
    this.hasIdentifiers = true;
    fromLines(text).forEach((row, number) => { for (const each of row) if (!this.identifiers.has(each)) this.identifiers.set(each, number); });
  }

  #addAlias(name, stems, meant) {
    if (stems.length > 1 || (name.match(/[A-Z]/g) ?? []).length > 1) add(this.aliases, stems.join(" "), meant.join(" "));
  }

  #addWords(each, number) {
    for (const word of each.own) add(this.bearers, word, number);
    const others = [...each.own, ...each.text, ...each.said.flatMap((text) => [...this.said.get(text)])];
    for (const other of this.#upward(each.about)) others.push(...this.documents[other].own);
    for (const other of each.partners) others.push(...this.documents[other].ownNames);
    for (const word of others) add(this.textBearers, word, number);
  }

  #countWords() {
    const counts = new Map();
    const texts = [...this.documents.flatMap((each) => [...each.names, ...each.labels]), ...this.said.keys()];
    for (const text of texts) for (const word of this.toWords(text)) if (!SMALL_WORDS.has(word)) count(counts, word);
    this.frequencies = new Map();
    for (const [word, number] of counts) count(this.frequencies, stem(word), number);
    this.surfaces = new Set(counts.keys());
    this.vocabulary = [...counts.keys()].sort().map((word) => [word, stem(word)]);
  }

  #upward(numbers) {
    const [pending, found] = [[...numbers], new Set(numbers)];
    while (pending.length) for (const each of this.documents[pending.pop()].broader) if (!found.has(each)) { found.add(each); pending.push(each); }
    return found;
  }

  toWords(text) {
    const { letters, spellings } = this.rules;
    const plain = [...text.normalize("NFKD").toLowerCase()].map((letter) => letters[letter] ?? letter).join("")
      .replace(/[\p{Mn}\p{Lm}’']/gu, "").replace(/(?<![\p{L}\p{N}_])(?:\p{L}\.){2,}/gu, (found) => found.replaceAll(".", ""));
    const words = (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => (Object.hasOwn(spellings, word) ? spellings[word] : word));
    const found = [];
    for (let place = 0; place < words.length; place += 1) {
      const next = words[place + 1];
      const isOne = next !== undefined && (this.prefixes.has(words[place]) || this.joined.has(`${words[place]} ${next}`));
      found.push(isOne ? words[place] + next : words[place]);
      if (isOne) place += 1;
    }
    return found;
  }

  toStems(text) {
    return this.toWords(text).filter((word) => !SMALL_WORDS.has(word)).map(stem);
  }

  search(text) {
    const { words, texts, isCorrected } = this.#readQuery(text);
    const variants = this.#vary(words);
    const best = new Map();
    variants.forEach((each, place) => this.#keep(best, this.#rank(each, place > 0)));
    for (const identifier of toIdentifiers(text)) {
      const number = this.identifiers.get(identifier);
      if (number !== undefined) this.#keep(best, [{ number, place: IDENTIFIER, reason: text.trim() }]);
    }
    if (!best.size) for (const each of variants) this.#keep(best, this.#rankPartly(each));
    let hits = [...best.values()].sort((one, other) => this.#compare(one, other));
    if (hits[0]?.place === SOME_WORDS) hits = hits.slice(0, MOST_PARTIAL);
    return {
      hits: hits.map((hit) => this.#describe(hit)),
      meant: isCorrected && hits.length ? texts.join(" ") : "",
      isPartial: hits[0]?.place === SOME_WORDS,
      stems: new Set(variants.flat(2)),
    };
  }

  #describe({ number, place, reason = "" }) {
    const { kind, slug, names } = this.documents[number];
    return { kind: this.kinds[kind], slug, name: names[0], place, reason };
  }

  #keep(best, hits) {
    for (const hit of hits) if (!best.has(hit.number) || this.#compare(hit, best.get(hit.number)) < 0) best.set(hit.number, hit);
  }

  #compare(one, other) {
    const [a, b] = [one, other].map((hit) => {
      const { kind, slug } = this.documents[hit.number];
      return [hit.place, -(hit.bucket ?? 0), kind, hit.starts ? 0 : 1, -(hit.share ?? 0), -(this.links.get(hit.number) ?? 0), slug];
    });
    const place = a.findIndex((each, at) => each !== b[at]);
    return place < 0 ? 0 : a[place] < b[place] ? -1 : 1;
  }

  #readQuery(text) {
    const typed = this.#join(this.toWords(text).filter((word) => !SMALL_WORDS.has(word)).slice(0, MOST_WORDS));
    const [words, texts] = [[], []];
    let isCorrected = false;
    typed.forEach((word, place) => {
      const isLast = place === typed.length - 1;
      const found = this.#findWord(word, isLast);
      if (!found.length && isLast && place && word.length < SHORTEST_PREFIX) return;
      const correction = found.length ? [] : this.#correct(word);
      const meant = found.length || correction.length ? correction : this.#split(word);
      isCorrected ||= meant.length > 0;
      words.push(...(meant.length ? meant.map((each) => [stem(each)]) : [found.length ? found : [stem(word)]]));
      texts.push(...(meant.length ? meant : [word]));
    });
    return { words, texts, isCorrected };
  }

  #join(words) {
    const isKnown = (word) => this.textBearers.has(stem(word)) || this.aliases.has(stem(word));
    const found = [];
    for (let place = 0; place < words.length; place += 1) {
      const both = words.slice(place, place + 2);
      const isOne = this.surfaces.has(both.join("")) && !both.every(isKnown);
      found.push(isOne ? both.join("") : words[place]);
      if (isOne && both.length > 1) place += 1;
    }
    return found;
  }

  #split(word) {
    for (let place = SHORTEST_PREFIX; place <= word.length - SHORTEST_PREFIX; place += 1) {
      const pair = [word.slice(0, place), word.slice(place)];
      if (pair.every((each) => this.surfaces.has(each))) return pair;
    }
    return [];
  }

  #findWord(word, isLast) {
    const own = stem(word);
    const known = this.textBearers.has(own) || this.aliases.has(own) ? [own] : [];
    if (this.frequencies.has(own) || this.aliases.has(own) || !isLast || word.length < SHORTEST_PREFIX) return known;
    const begun = this.vocabulary.filter(([surface]) => surface.startsWith(word)).map(([, each]) => each);
    return [...new Set([...known, ...begun])].sort();
  }

  #correct(word) {
    const most = word.length >= TWO_TYPOS ? 2 : 1;
    if (word.length < ONE_TYPO || !LETTERS.test(word)) return [];
    let best = null;
    for (const [surface, own] of this.vocabulary) {
      const steps = Math.abs(surface.length - word.length) <= most ? distance(word, surface) : most + 1;
      const frequency = this.frequencies.get(own);
      if (steps <= most && (!best || steps < best.steps || (steps === best.steps && frequency > best.frequency))) best = { steps, frequency, surface };
    }
    return best ? [best.surface] : [];
  }

  #vary(words) {
    const found = new Map(words.length ? [[JSON.stringify(words), words]] : []);
    const told = words.filter((each) => !each.every((word) => this.unread.has(word)));
    if (told.length && !this.#findExact(words, false).size) found.set(JSON.stringify(told), told);
    for (let start = 0; start < words.length; start += 1) {
      for (let end = words.length; end > start; end -= 1) {
        const phrase = words.slice(start, end).filter((each) => each.length === 1).map((each) => each[0]).join(" ");
        for (const meant of this.aliases.get(phrase) ?? []) {
          const variant = [...words.slice(0, start), ...meant.split(" ").map((each) => [each]), ...words.slice(end)];
          if (found.size <= MOST_VARIANTS) found.set(JSON.stringify(variant), variant);
        }
      }
    }
    return [...found.values()];
  }

  #rank(words, isVariant) {
    const exact = this.#findExact(words, isVariant);
    const numbers = [...this.#havingAll(words)].sort((one, other) => one - other);
    const named = new Map(numbers.map((number) => [number, this.#judgeName(number, words)]).filter(([, hit]) => hit));
    const subjects = this.#findSubjects(exact, named, words, numbers);
    const rest = numbers.filter((number) => !named.has(number)).map((number) => this.#judge(number, words, subjects));
    return [...exact.values(), ...named.values(), ...rest];
  }

  #findExact(words, isVariant) {
    const hits = new Map();
    if (words.some((each) => each.length > 1)) return hits;
    for (const [number, name] of this.exact.get(words.map((each) => each[0]).join(" ")) ?? []) {
      const isOther = name !== this.documents[number].names[0];
      hits.set(number, { number, place: isVariant || isOther ? OTHER_NAME : NAME, share: 100, reason: isOther ? name : "" });
    }
    return hits;
  }

  #havingAll(words) {
    let found = null;
    for (const each of words) {
      const having = union(each.map((word) => this.textBearers.get(word)));
      found = found ? new Set([...found].filter((number) => having.has(number))) : having;
    }
    return found ?? new Set();
  }

  #judgeName(number, words) {
    const { names, stems, sets } = this.documents[number];
    let best = null;
    names.forEach((name, place) => {
      if (!hasAll(sets[place], words)) return;
      const share = Math.min(100, Math.floor((100 * words.length) / sets[place].size));
      const starts = words.every((each, at) => at >= stems[place].length || each.includes(stems[place][at]));
      const bucket = share === 100 ? 2 : share >= HALF ? 1 : 0;
      const hit = { number, place: WORDS, bucket, share, starts, reason: name === names[0] ? "" : name };
      if (!best || this.#compare(hit, best) < 0) best = hit;
    });
    return best;
  }

  #findSubjects(exact, named, words, numbers) {
    const labelled = new Set(numbers.filter((number) => this.documents[number].labelSets.some((each) => hasAll(each, words))));
    const found = new Map();
    for (const [number, { kind }] of this.documents.entries()) {
      if (!SUBJECTS.has(this.kinds[kind])) continue;
      const above = [...this.#upward([number])].sort((one, other) => one - other);
      for (const [bucket, those] of [[1, exact], [0, named], [0, labelled]]) {
        const hit = above.find((each) => those.has(each));
        if (hit !== undefined && !found.has(number)) found.set(number, [bucket, this.documents[hit].names[0]]);
      }
    }
    return found;
  }

  #judge(number, words, subjects) {
    const document = this.documents[number];
    const label = document.labelSets.findIndex((each) => hasAll(each, words));
    if (label >= 0) return { number, place: SUBJECT, bucket: 2, reason: document.labels[label] };
    const about = document.about.filter((each) => subjects.has(each)).map((each) => subjects.get(each));
    about.sort(([one, a], [other, b]) => other - one || (a < b ? -1 : a > b ? 1 : 0));
    if (about.length) return { number, place: SUBJECT, bucket: about[0][0], reason: about[0][1] };
    const said = document.said.find((text) => hasAll(this.said.get(text), words));
    if (said !== undefined) return { number, place: PLACE, bucket: 1, reason: said };
    const partner = document.partners.find((each) => this.documents[each].sets.some((stems) => hasAll(stems, words)));
    if (partner !== undefined) return { number, place: PLACE, bucket: 1, reason: this.documents[partner].names[0] };
    return { number, place: TEXT, bucket: hasAll(document.own, words) ? 1 : 0 };
  }

  #rankPartly(words) {
    const having = words.map((each) => union(each.map((word) => this.bearers.get(word))));
    const weights = having.map((numbers) => bitLength(Math.floor(this.documents.length / (numbers.size + 1))));
    const scores = new Map();
    having.forEach((numbers, place) => { for (const number of numbers) count(scores, number, weights[place]); });
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    return [...scores].flatMap(([number, score]) => {
      const percent = Math.floor((100 * score) / whole);
      const stems = [...this.documents[number].sets[0]];
      const common = stems.filter((each) => words.some((alternatives) => alternatives.includes(each))).length;
      return percent < HALF ? [] : [{ number, place: SOME_WORDS, bucket: percent, share: Math.floor((100 * common) / (stems.length || 1)) }];
    });
  }

  // The text in pieces: every second one, from the second on, is a word, with whether it was looked for.
  mark(text, stems) {
    const [pieces, end] = [[], [0]];
    for (const found of text.matchAll(CHUNK)) {
      pieces.push([text.slice(end[0], found.index), false], [found[0], this.toStems(found[0]).some((each) => stems.has(each))]);
      end[0] = found.index + found[0].length;
    }
    return [...pieces, [text.slice(end[0]), false]];
  }
}

const loading = new Map();

// Fetch a file of the index once, when it is first asked for.
function fetchOnce(name) {
  const read = async () => {
    const answer = await fetch(new URL(`../search/${name}`, import.meta.url));
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  };
  if (!loading.has(name)) loading.set(name, read().catch((error) => { loading.delete(name); throw error; }));
  return loading.get(name);
}

let index = null;

// Return the index, with identifiers where a text may be one: where it has a digit.
export async function load(text = "") {
  const names = /\d/.test(text) ? ["index.json", "identifiers.txt"] : ["index.json"];
  const [content, identifiers] = await Promise.all(names.map(fetchOnce));
  index ??= new Index(JSON.parse(content));
  if (identifiers) index.addIdentifiers(identifiers);
  return index;
}
