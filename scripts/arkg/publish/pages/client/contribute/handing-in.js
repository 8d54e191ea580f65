// What a record becomes: YAML, a row of CSV, Turtle; and the ways to hand it in, none of which is gone without a click.
import { button, make } from "./dom.js";
import { toTurtle } from "./turtle.js";
import { toCsv, toYaml } from "./yaml.js";

const LONGEST_LINK = 6000;
const LONGEST_MAIL = 1800;

/** Return the text of records in each form, with the name of its file. */
export function write(records, built, context) {
  const last = records.at(-1);
  const slug = built.at(-1).slug || last.type;
  const csv = toCsv(last, context);
  const turtle = built.map((each) => [`data/${each.iri.slice(context.form.records.length)}.ttl`, toTurtle(each.triples, context.form)]);
  return [
    { label: "YAML", file: `${slug}.yaml`, type: "application/yaml", text: toYaml(records, context) },
    records.length === 1 && csv.isWhole ? { label: "CSV", file: `${slug}.csv`, type: "text/csv", text: csv.text } : { label: "CSV", missing: "A row of a table cannot say all of this: hand in the YAML." },
    ...turtle.map(([path, text]) => ({ label: turtle.length > 1 ? `Turtle, ${path}` : "Turtle", file: path.split("/").at(-1), path, type: "text/turtle", text })),
  ];
}

/** Return the panel that offers these texts, and the ways to hand them in. */
export function offer(texts, title, settings, isNew) {
  const yaml = texts[0];
  const shown = texts.map((each, at) => make("details", { open: at === 0 }, make("summary", {}, each.label), each.missing ? make("p", {}, each.missing) : sheet(each, at)));
  return [make("h3", {}, "Hand it in"), make("ul", {}, ways(texts, title, settings, isNew).map((each) => make("li", {}, each))), make("h3", {}, "The record in each form"), shown, settings.server ? serverCheck(yaml, settings.server) : ""];
}

function sheet({ text, file, type, label }, at) {
  const code = make("code", { id: `out-${at}` }, text);
  const copy = button("Copy", async () => {
    try {
      await navigator.clipboard.writeText(text);
      copy.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      copy.textContent = "Selected: copy it now";
    }
  }, { "aria-label": `Copy ${label}` });
  const save = make("a", { class: "button", href: URL.createObjectURL(new Blob([text], { type })), download: file }, `Download ${file}`);
  return make("div", {}, make("section", { class: "scroll code", tabIndex: 0, "aria-label": label }, make("pre", {}, code)), make("p", { class: "row" }, copy, save));
}

function ways(texts, title, { repository, contact }, isNew) {
  const [yaml] = texts;
  const turtle = texts.filter((each) => each.path);
  const found = [];
  if (repository) {
    found.push(...issue(yaml, title, repository));
    if (isNew && turtle.length === 1) {
      const link = `${repository}/new/main?${new URLSearchParams({ filename: turtle[0].path, value: turtle[0].text })}`;
      if (link.length <= LONGEST_LINK) found.push([make("a", { href: link, rel: "external" }, "Propose the file as a pull request"), ": GitHub opens with the file filled in."]);
    }
  }
  if (contact?.startsWith("mailto:")) found.push(mail(yaml, title, contact));
  else if (contact) found.push([make("a", { href: contact, rel: "external" }, "Send it to the editors"), `: attach ${yaml.file} or paste the text.`]);
  if (!found.length) found.push(`This release names no address: send ${yaml.file} to whoever gave you this copy.`);
  found.push([`In a copy of the repository: `, make("code", {}, `arkg add ${yaml.file}`), "."]);
  return found;
}

function issue(yaml, title, repository) {
  const body = `### Record\n\n\`\`\`yaml\n${yaml.text}\`\`\`\n`;
  const link = `${repository}/issues/new?${new URLSearchParams({ title, body })}`;
  if (body.length <= LONGEST_LINK && link.length <= 2 * LONGEST_LINK) return [[make("a", { class: "button", href: link, rel: "external" }, "Open an issue with the record"), " (needs a GitHub account; you can read it before you send it)"]];
  return [[make("a", { class: "button", href: `${repository}/issues/new?${new URLSearchParams({ title })}`, rel: "external" }, "Open an issue"), ` and attach ${yaml.file}: the record is too long for a link. Download it below first.`]];
}

function mail(yaml, title, contact) {
  const isShort = yaml.text.length <= LONGEST_MAIL;
  const query = [["subject", title], ["body", isShort ? yaml.text : `(Attach ${yaml.file}.)`]].map(([name, text]) => `${name}=${encodeURIComponent(text)}`).join("&");
  return [make("a", { href: `${contact}?${query}`, rel: "external" }, "Write an e-mail"), isShort ? " with the record in it." : `, and attach ${yaml.file}: download it below first.`];
}

function serverCheck(yaml, server) {
  const answer = make("pre", { role: "status" });
  const check = button("Check on this server", async () => {
    answer.textContent = "Checking…";
    try {
      const response = await fetch(server, { method: "POST", headers: { "Content-Type": "application/yaml", Accept: "text/plain" }, body: yaml.text });
      answer.textContent = await response.text();
    } catch {
      answer.textContent = "The server did not answer.";
    }
  });
  return make("div", {}, make("h3", {}, "The check of this server"), make("p", {}, "It reads the YAML as arkg validate does, and keeps nothing of it."), make("p", {}, check), make("section", { class: "scroll code", tabIndex: 0, "aria-label": "Answer of the server" }, answer));
}
