// My last votes: what the server told last, and over it what waits to be sent. Each has its undo, in place.

import { afterPaint } from "../votes/after_paint.js";

const MOST = 8;
const TWICE = 400; // ms: a second click as fast as that is a double click, and the row under it is another one by then
const part = (id) => document.getElementById(id);

export class Recent {
  #told; // the server's list
  #drawn = true;
  #undoneAt = -TWICE;

  // `undo({candidate, page, undo, title, note})` is called with what a row is about
  constructor({ outbox, undo }) {
    Object.assign(this, { outbox, undo, soon: afterPaint(() => this.draw()) });
    this.#told = part("recent").cloneNode(true);
    document.addEventListener("click", (event) => event.target.closest("#recent form button") && this.#pressed(event));
    document.addEventListener("click", (event) => event.target.closest("[data-undo-last]") && this.#last(event));
    outbox.listen({
      changed: () => this.#soon(),
      confirmed: (item, answer) => {
        const fresh = answer.querySelector("#recent");
        if (fresh) this.#told = document.importNode(fresh, true);
        else if (item.kind === "vote") keep(this.#told, item); // the server tells the list after an undo only
        this.#soon();
      },
    });
  }

  #soon() {
    this.#drawn = false;
    this.soon();
  }

  draw() {
    if (this.#drawn) return;
    this.#drawn = true;
    const focused = part("recent").contains(document.activeElement);
    const section = this.#told.cloneNode(true);
    for (const item of this.outbox.waiting()) {
      if (item.kind === "undo") rowOf(section, item.candidate)?.remove();
      if (item.kind === "vote") add(section, item);
    }
    const rows = section.querySelectorAll("form");
    rows.forEach((row, place) => (place < MOST ? (row.id = place ? "" : "undo") : row.remove()));
    section.querySelector(".none").hidden = rows.length > 0;
    part("recent").replaceWith(section);
    document.querySelector("[data-undo-last]").disabled = rows.length === 0;
    if (focused) (section.querySelector("button.link") ?? part("note")).focus();
  }

  // The click and not the form it would submit: it tells when the hand made it, and not when a slow page heard of it.
  #pressed(event) {
    event.preventDefault();
    if (!this.#twice(event)) this.undo(event.target.closest("form").dataset);
  }

  #last(event) {
    event.preventDefault();
    if (event.detail && this.#twice(event)) return; // a key may be pressed as fast as that, again and again
    this.draw(); // a vote of this very moment is in it
    if (part("undo")) this.undo(part("undo").dataset);
  }

  #twice(event) {
    if (event.timeStamp - this.#undoneAt < TWICE) return true;
    this.#undoneAt = event.timeStamp;
    return false;
  }
}

const rowOf = (section, candidate) => section.querySelector(`form[data-candidate="${candidate}"]`);

function keep(section, item) {
  add(section, item);
  section.querySelectorAll("form").forEach((row, place) => place < MOST || row.remove());
}

function add(section, item) {
  rowOf(section, item.candidate)?.remove();
  const row = part("recent-row").content.firstElementChild.cloneNode(true);
  Object.assign(row.dataset, { candidate: item.candidate, page: item.page, undo: item.undo, title: item.title, note: item.fields.note });
  row.action = item.undo;
  const link = row.querySelector("a");
  Object.assign(link, { href: item.page, className: item.fields.verdict, textContent: item.word });
  row.querySelector("span").textContent = item.title;
  row.querySelector("button").setAttribute("aria-label", `Undo: ${item.title}`);
  section.querySelector("h2").after(row);
}
