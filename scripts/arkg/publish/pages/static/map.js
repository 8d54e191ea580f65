// Moves over the map of concepts by the arrow keys, and outlines what is related to the chosen concept.
"use strict";

const map = document.querySelector("svg.map");
const boxes = [...map.querySelectorAll("a")];
document.querySelector("[data-keys]").hidden = false;

function find(box, key) {
  const place = boxes.indexOf(box);
  const same = boxes.filter((each) => each.dataset.above === box.dataset.above);
  switch (key) {
    case "ArrowUp": return same[same.indexOf(box) - 1];
    case "ArrowDown": return same[same.indexOf(box) + 1];
    case "ArrowLeft": return boxes.slice(0, place).findLast((each) => each.dataset.concept === box.dataset.above);
    case "ArrowRight": return boxes[place + 1]?.dataset.above === box.dataset.concept ? boxes[place + 1] : undefined;
  }
}

function outline(box) {
  const related = (box?.dataset.related ?? "").split(" ");
  for (const each of boxes) each.classList.toggle("related", related.includes(each.dataset.concept));
}

map.addEventListener("keydown", (event) => {
  if (!event.key.startsWith("Arrow")) return;
  event.preventDefault();
  find(event.target.closest("a"), event.key)?.focus();
});
map.addEventListener("focusin", (event) => outline(event.target.closest("a")));
map.addEventListener("pointerover", (event) => outline(event.target.closest("a")));
