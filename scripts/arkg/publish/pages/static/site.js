// Copies and saves the texts that pages offer, and opens what an address leads into.
"use strict";

function offerCopy(button) {
  const text = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(text);
      button.textContent = "Selected: copy it now";
    }
  });
}

function save(name, parts, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function offerSave(button) {
  button.hidden = false;
  button.addEventListener("click", () => save(button.dataset.save, [document.getElementById(button.dataset.of).textContent, "\n"], "text/plain"));
}

function open() {
  for (let each = document.getElementById(location.hash.slice(1)); each; each = each.parentElement) {
    if (each.tagName === "DETAILS") each.open = true;
  }
}

// Pages that were published without an address learn it here.
const ROOT = new URL("../", document.currentScript.src).href;
for (const note of document.querySelectorAll("[data-address]")) note.hidden = true;
for (const code of document.querySelectorAll("pre code")) {
  if (code.textContent.includes("ADDRESS/")) code.textContent = code.textContent.replaceAll("ADDRESS/", ROOT);
}

document.querySelectorAll("button[data-copy]").forEach(offerCopy);
document.querySelectorAll("button[data-save]").forEach(offerSave);
addEventListener("hashchange", open);
open();
