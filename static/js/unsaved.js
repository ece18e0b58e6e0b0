// Warns before leaving a page whose form (data-unsaved) holds text that was typed and not sent.
// Listens on the page, for htmx may have put another form in the place of the first.
let dirty = false;

const here = (event) => event.target.closest("form[data-unsaved]");

document.addEventListener("input", (event) => { if (here(event)) dirty = true; });
document.addEventListener("submit", (event) => { if (here(event)) dirty = false; });

window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
