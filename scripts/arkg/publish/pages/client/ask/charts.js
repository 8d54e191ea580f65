// Charts of a table where its columns fit: bars of a number, a map of states as tiles, a timeline of dates.

const SVG = "http://www.w3.org/2000/svg";
const DATE = /^\d{4}(-\d{2}){0,2}$/;
const MOST_BARS = 40;
const STEPS = 4;

/** Return an SVG element with these attributes and children. */
function draw(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const linked = (cell, ...children) =>
  cell.href ? draw("a", { href: cell.href }, ...children) : draw("g", {}, ...children);
const canvas = (width, height, label, ...children) =>
  draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label }, ...children);

/** Return the charts that fit the columns of an answer: each with its label and its values. */
export function chartsOf({ columns, rows }, { describe, tiles }) {
  if (!rows.length) return [];
  const cells = rows.map((row) => row.map(describe));
  const all = (test) =>
    columns
      .map((_, column) => column)
      .filter((column) => cells.every((row, line) => test(row[column], rows[line][column])));
  const numbers = all(({ number }) => number);
  const states = columns.map((_, column) => column).filter((column) => rows.some((row) => codeOf(row[column])));
  const dates = columns.map((_, column) => column).filter((column) => rows.some((row) => isDate(row[column])));
  const names = all(({ number, text }) => !number && !DATE.test(text));
  const nameOf = (row) => row[names[0]] ?? { text: "" };
  const found = [];
  if (numbers.length && rows.length > 1 && rows.length <= MOST_BARS) {
    const column = numbers[0];
    const label = (row) =>
      names.length ? nameOf(row) : (row.find((cell, place) => place !== column && cell.text) ?? { text: "–" });
    found.push({
      label: "Bar chart",
      kind: drawBars,
      values: cells.map((row) => [label(row), Number(row[column].text)]),
      title: columns[column],
    });
  }
  if (states.length) {
    const column = states[0];
    const counted = new Map();
    for (const [line, row] of rows.entries()) {
      const code = codeOf(row[column]);
      const before = counted.get(code)?.[1] ?? 0;
      if (code)
        counted.set(code, [cells[line][column], before + (numbers.length ? Number(cells[line][numbers[0]].text) : 1)]);
    }
    found.push({
      label: "Map",
      kind: drawTiles,
      values: counted,
      tiles,
      title: numbers.length ? columns[numbers[0]] : "rows",
    });
  }
  if (dates.length) {
    const column = dates[0];
    const dated = cells.filter((row) => DATE.test(row[column].text)).map((row) => [nameOf(row), row[column].text]);
    found.push({ label: "Timeline", kind: drawTimeline, values: dated, title: columns[column] });
  }
  return found;
}

/** Return the elements of a chart. */
export function drawChart(chart) {
  const caption = document.createElement("figcaption");
  const svg = chart.kind(chart, caption);
  return [svg, caption];
}

const codeOf = (term) => /\/id\/place\/us-([a-z]{2})$/.exec(term?.value ?? "")?.[1].toUpperCase() ?? "";
const isDate = (term) => /#(date|gYear|gYearMonth)$/.test(term?.datatype ?? "") && DATE.test(term.value);

function drawBars({ values, title }, caption) {
  const most = Math.max(...values.map(([, number]) => number), 1);
  const bars = values.map(([cell, number], line) => {
    const y = line * 44 + 20;
    const width = (310 * Math.max(number, 0)) / most;
    return linked(
      cell,
      draw("text", { x: 0, y: y - 6 }, cell.text.length > 50 ? `${cell.text.slice(0, 49)}…` : cell.text),
      draw("rect", { class: "bar", x: 0, y, width: width.toFixed(1), height: 16 }),
      draw("text", { class: "tick", x: (width + 6).toFixed(1), y: y + 13 }, number.toLocaleString("en")),
    );
  });
  caption.textContent = `Bars of ${title.replaceAll("_", " ")}; the table has the numbers.`;
  return canvas(360, values.length * 44 + 4, `Bar chart of ${title}`, ...bars);
}

function drawTiles({ values, tiles, title }, caption) {
  const most = Math.max(...[...values.values()].map(([, number]) => number), 1);
  const drawn = tiles.split("\n").flatMap((line, row) =>
    line.split(" ").map((code, column) => {
      if (code === ".") return "";
      const [cell, number] = values.get(code) ?? [{ text: code }, 0];
      const step = Math.ceil((number * STEPS) / most);
      return linked(
        cell,
        draw("title", {}, `${cell.text}: ${number}`),
        draw("rect", { class: `q${step}`, x: column * 30, y: row * 30, width: 28, height: 28 }),
        draw("text", { x: column * 30 + 14, y: row * 30 + 18 }, code),
      );
    }),
  );
  caption.textContent = `Each tile is a state, close to its position on the map. The stronger its color, the more ${title.replaceAll("_", " ")}: up to ${most}.`;
  return canvas(360, 242, `Map of ${title} by state`, draw("g", { class: "tile" }, ...drawn));
}

function drawTimeline({ values, title }, caption) {
  const years = values.map(([, day]) => Number(day.slice(0, 4)));
  const [first, last] = [Math.min(...years), Math.max(...years)];
  const step = 340 / (last - first + 1);
  const heights = new Map();
  for (const year of years) heights.set(year, (heights.get(year) ?? 0) + 1);
  const size = Math.min(step * 0.8, 14, 300 / Math.max(...heights.values()));
  const height = Math.max(...heights.values()) * size + 26;
  const placed = new Map();
  const dots = values.map(([cell, day], line) => {
    const year = years[line];
    const level = placed.get(year) ?? 0;
    placed.set(year, level + 1);
    const middle = 10 + (year - first + 0.5) * step;
    return linked(
      cell,
      draw("title", {}, `${cell.text} (${day})`),
      draw("rect", {
        class: "bar",
        x: (middle - size / 2).toFixed(1),
        y: (height - 22 - (level + 1) * size).toFixed(1),
        width: (size * 0.85).toFixed(1),
        height: (size * 0.85).toFixed(1),
      }),
    );
  });
  const every = Math.ceil((last - first + 1) / 6);
  const ticks = [...new Set(years)].sort().filter((year) => (year - first) % every === 0);
  const labels = ticks.map((year) =>
    draw(
      "text",
      {
        class: "tick",
        "text-anchor": "middle",
        x: Math.min(Math.max(10 + (year - first + 0.5) * step, 16), 344),
        y: height - 4,
      },
      String(year),
    ),
  );
  caption.textContent = `One square for each row, by the year in “${title.replaceAll("_", " ")}”.`;
  return canvas(
    360,
    height.toFixed(0),
    `Timeline by ${title}`,
    draw("line", { class: "axis", x1: 0, x2: 360, y1: height - 19, y2: height - 19 }),
    ...dots,
    ...labels,
  );
}
