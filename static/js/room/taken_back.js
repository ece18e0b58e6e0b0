// What was taken back is shown again. What is not here any more is fetched, and until it has come nothing is shown that a
// key could judge in its place; who goes on meanwhile, or takes back another one, has it as the next.

import { answeredInTime } from "../votes/session.js";

export class TakenBack {
  #asked = 0;
  #onTheWay = 0;
  #missed = new Map(); // by candidate: what could not be fetched

  // `shown()` answers with the card on the page, or none; `show(place, sentence)` changes it; `wait(sentence)` takes it
  // away; `came()` is called when a card was put on the shelf, and `tell(sentence)` where that changes nothing in sight
  constructor({ shelf, shown, show, wait, came, tell }) {
    Object.assign(this, { shelf, shown, show, wait, came, tell });
  }

  get waits() {
    return this.#onTheWay > 0;
  }

  // `row` is one of the last votes: {candidate, page, title, note}
  async bring(row) {
    const mine = ++this.#asked;
    const here = this.shelf.find(row.candidate);
    if (here) return this.#show(here);
    this.#onTheWay += 1;
    this.wait(`One moment: fetching “${row.title}”.`);
    const card = await this.#fetched(row);
    this.#onTheWay -= 1;
    if (card) this.#receive(card, Boolean(this.shown()) || (mine !== this.#asked && this.waits));
    else {
      this.#missed.set(row.candidate, row);
      this.tell(`Taken back: ${row.title}. It will come to you again.`);
    }
    if (!this.shown() && !this.waits) this.show(this.shelf.card ? this.shelf.at : this.shelf.next(this.shelf.at), "");
  }

  // There is a connection again.
  async bringMissed() {
    const rows = [...this.#missed.values()];
    this.#missed.clear();
    for (const row of rows) {
      const card = await this.#fetched(row);
      if (card) this.#receive(card, Boolean(this.shown()));
    }
  }

  async #fetched({ candidate, page, note }) {
    const alone = await citationAt(page);
    const card = this.shelf.find(candidate) ?? alone; // it may have come with the next ones meanwhile
    if (card && note) card.dataset.note ??= note; // the server tells the note of a standing vote only
    return card;
  }

  #receive(card, late) {
    if (card === this.shown()) return;
    if (late || !this.shelf.cards.includes(card)) this.shelf.insert(card, { behind: late });
    this.came();
    if (late) this.tell(`Taken back: ${card.querySelector("h1").textContent.trim()}. It comes next.`);
    else this.#show(card);
  }

  #show(card) {
    this.show(this.shelf.cards.indexOf(card), "Taken back:");
  }
}

// A citation's card as the server has it, or null.
export async function citationAt(page) {
  try {
    const answer = await fetch(page, { redirect: "manual", signal: answeredInTime() });
    const found = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("article.citation");
    return found ? document.importNode(found, true) : null;
  } catch {
    return null; // no connection
  }
}
