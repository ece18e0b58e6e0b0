// A list by keys: J and K go from row to row, X chooses one. Tab, Enter and Space do the same without this file.

import { written } from "./written.js";

const table = document.querySelector("[data-rows]");
const all = table?.querySelector("[data-all]");
const boxes = table ? [...table.querySelectorAll("tbody input[type=checkbox]")] : [];

function step(by) {
  const rows = [...table.tBodies[0].rows];
  const at = rows.indexOf(document.activeElement.closest("tr"));
  const next = at === -1 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1);
  rows[next].querySelector("td.title a").focus();
  rows[next].scrollIntoView({ block: "nearest" });
}

const does = {
  J: () => step(1),
  K: () => step(-1),
  X: () => document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (!table || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
  if (localStorage.getItem("single-keys") === "off" || event.key.length !== 1) return;
  const act = does[written(event)];
  if (!act) return;
  event.preventDefault();
  act();
});

if (all) {
  all.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  table.addEventListener("change", () => {
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  });
}
