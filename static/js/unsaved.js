// Warns before leaving a page whose form (data-unsaved) holds text that was typed and not sent.
let dirty = false;

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
}

window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
