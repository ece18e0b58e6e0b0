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
  const key = event.key.toUpperCase();
  const control = [...document.querySelectorAll("[aria-keyshortcuts]")].find(
    (element) => element.getAttribute("aria-keyshortcuts") === key && !element.disabled,
  );
  if (!control) return;
  event.preventDefault();
  if (isText(control)) control.focus();
  else control.click();
});

const box = document.getElementById("keys-on");
if (box) {
  document.getElementById("keys-switch").hidden = false;
  box.checked = isOn();
  box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
}
