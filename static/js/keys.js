// Single keys press what says so: any control with aria-keyshortcuts="K". Text fields keep their letters.

const SWITCH = "single-keys";
const isOn = () => localStorage.getItem(SWITCH) !== "off";
const isText = (element) => element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (isText(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (!isOn() || event.key.length !== 1) return;
  const control = pressed(event.key.toUpperCase());
  if (!control) return;
  event.preventDefault();
  if (isText(control)) control.focus();
  else control.click();
});

// While a sheet is open its keys are the only ones, and the key that opened it closes it.
function pressed(key) {
  const sheet = document.querySelector("[popover]:popover-open, dialog:modal");
  const controls = [...document.querySelectorAll("[aria-keyshortcuts]")].filter(
    (element) => element.getAttribute("aria-keyshortcuts") === key && !element.disabled,
  );
  return controls.find((element) => !sheet || sheet.contains(element) || element.getAttribute("popovertarget") === sheet.id);
}

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const sheet = step && document.querySelector("[popover]:popover-open");
  if (!sheet || isText(event.target)) return;
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
