// Single keys press what says so: any control with aria-keyshortcuts="K". Text fields keep their letters.

import { written } from "./written.js";

const SWITCH = "single-keys";
const isOn = () => localStorage.getItem(SWITCH) !== "off";
const isText = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  // a browser presses the button in focus again and again while Enter is held down
  if (event.repeat && event.key === "Enter" && event.target.matches("button")) event.preventDefault();
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (isText(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (!isOn() || event.key.length !== 1) return;
  const control = pressed(written(event));
  if (!control) return;
  event.preventDefault();
  note?.hidePopover();
  if (isText(control)) control.focus();
  else control.click();
});

// While a sheet is open its keys are the only ones, and the key that opened it closes it. What is only to be read, as
// the names of all authors, hinders no key and goes away with it.
let sheet = null;
let note = null;
document.addEventListener("beforetoggle", ({ target, newState }) => {
  const opens = newState === "open";
  if (target.matches("dialog")) sheet = opens ? target : sheet === target ? null : sheet;
  else if (target.matches("[popover]")) note = opens ? target : null;
}, true);

// Which control has which key is looked up when the page has changed, not while somebody waits for what the key does.
let controls;
const lookUp = () => (controls ??= Map.groupBy(document.querySelectorAll("[aria-keyshortcuts]"), (element) => element.getAttribute("aria-keyshortcuts")));
new MutationObserver(() => {
  controls = undefined;
  setTimeout(lookUp);
}).observe(document, { subtree: true, childList: true, attributeFilter: ["aria-keyshortcuts"] });

function pressed(key) {
  return lookUp().get(key)?.find((element) =>
    !element.disabled && (!sheet || sheet.contains(element) || element.getAttribute("popovertarget") === sheet.id));
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !sheet || isText(event.target)) return;
  const buttons = [...sheet.querySelectorAll("button, a")];
  event.preventDefault();
  buttons.at((buttons.indexOf(document.activeElement) + step) % buttons.length)?.focus();
});

const box = document.getElementById("keys-on");
if (box) {
  document.getElementById("keys-switch").hidden = false;
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}
