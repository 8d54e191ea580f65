// Dates in any usual form → a year, a month or a day, as `arkg.formats.values.dates` reads them.
import { Unreadable } from "./text.js";

const EXAMPLES = { year: "a year as 2020", month: "a month as 2020-06", day: "a day as 2020-06-30" };

/** Return the value and the datatype of a date; throw Unreadable with the date that may be meant. */
export function toDate(text, datatypes, values) {
  const taken = Object.entries(values.dates).filter(([datatype]) => datatypes.includes(datatype));
  for (const [datatype, [, form]] of taken) {
    if (new RegExp(`^(?:${form})$`).test(text)) {
      if (!isInCalendar(text.split("-").map(Number))) throw new Unreadable(`${text} is not in the calendar.`);
      return { value: text, datatype };
    }
  }
  const all = meanings(text, values.months);
  const meant = all.filter(isInCalendar).map(iso);
  const fitting = meant.filter((each) => taken.some(([, [, form]]) => new RegExp(`^(?:${form})$`).test(each)));
  const what = `Invalid date '${text.slice(0, 40)}'.`;
  if (fitting.length === 1) throw new Unreadable(what, `Write ${fitting[0]}`, { suggestions: fitting });
  const years = taken.some(([, [name]]) => name === "year") && !all.length ? [...new Set(text.slice(0, 40).match(/(?<![0-9])[0-9]{4}(?![0-9])/g) || [])] : [];
  const guesses = fitting.length ? fitting : years;
  if (guesses.length) throw new Unreadable(what, `Is it ${guesses.join(" or ")}? Write the one that the source means.`, { suggestions: guesses });
  if (all.length && !meant.length) throw new Unreadable(`'${text.slice(0, 40)}' is not in the calendar.`);
  const words = taken.map(([, [name]]) => EXAMPLES[name]);
  throw new Unreadable(what, `Write ${words.length > 1 ? `${words.slice(0, -1).join(", ")} or ${words.at(-1)}` : words[0]}.`);
}

/** Return the dates that a text may stand for, as lists of year, month and day. */
export function meanings(text, months) {
  if (text.length > 40) return [];
  const plain = text.trim()
    .replace(/(?<=[0-9])(?:T| +)[0-9]{1,2}:[0-9]{2}.*$/, "")
    .replace(/\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|of|the)\b/gi, " ")
    .replace(/(?<=[0-9])(?:st|nd|rd|th)\b/gi, "");
  if (plain.replace(/[0-9]+|\p{L}+|[\s,./-]/gu, "")) return [];
  const tokens = plain.match(/[0-9]+|\p{L}+/gu) || [];
  const named = tokens.map((each) => monthOf(each, months)).filter(Boolean);
  const numbers = tokens.filter((each) => /^[0-9]+$/.test(each));
  if (named.length + numbers.length !== tokens.length || named.length > 1) return [];
  const found = named.length ? withMonth(named[0], numbers) : ofNumbers(numbers);
  return [...new Set(found.map(String))].map((each) => each.split(",").map(Number));
}

const monthOf = (word, months) => (word.length > 2 ? months.findIndex((name) => name.startsWith(word.toLowerCase())) + 1 : 0);
const years = (text) => (text.length === 4 ? [Number(text)] : text.length === 2 ? [2000 + Number(text), 1900 + Number(text)] : []);

function withMonth(month, numbers) {
  if (numbers.length === 1) return years(numbers[0]).map((year) => [year, month]);
  if (numbers.length !== 2) return [];
  const [first, second] = numbers;
  const before = first.length < 3 ? years(second).map((year) => [year, month, Number(first)]) : [];
  return first.length === 4 ? [...before, ...years(first).map((year) => [year, month, Number(second)])] : before;
}

function ofNumbers(numbers) {
  const shape = numbers.map((each) => (each.length < 3 ? "d" : String(each.length))).join(" ");
  const [one, two, three] = numbers.map(Number);
  if (shape === "8") return [[Number(numbers[0].slice(0, 4)), Number(numbers[0].slice(4, 6)), Number(numbers[0].slice(6))]];
  if (shape === "4 d") return [[one, two]];
  if (shape === "d 4") return [[two, one]];
  if (shape === "4 d d") return [[one, two, three]];
  if (shape === "d d 4" || (shape === "d d d" && numbers[2].length === 2)) return years(numbers[2]).flatMap((year) => [[year, one, two], [year, two, one]]);
  return [];
}

function isInCalendar([year, month = 1, day = 1]) {
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const iso = (parts) => parts.map((part, place) => String(part).padStart(place ? 2 : 4, "0")).join("-");

/** Return today where it is the latest on Earth: nobody's today is after it. */
export const latestToday = () => new Date(Date.now() + 14 * 3600e3).toISOString().slice(0, 10);
