// Votes, undos and labels that were cast on an earlier page or in another tab, in the order they were cast: each is put
// on its card, at once or when that comes, for what the server sends may not know of it yet.

const ASKED_BEFORE = 60_000; // ms after which a batch that was asked for before has come, or was given up

export class Heard {
  #items = [];

  // `find(candidate)` answers with a card or none, `apply(card, item)` puts one on it
  constructor({ find, apply }) {
    Object.assign(this, { find, apply });
  }

  add(items) {
    this.#items.push(...items);
    this.catchUp();
  }

  catchUp() {
    for (const item of this.#items.splice(0)) {
      const card = this.find(item.candidate);
      if (card) this.apply(card, item);
      else this.#items.push(item);
    }
  }

  drop({ fields: { key } }) {
    this.#items = this.#items.filter((item) => item.fields.key !== key);
  }

  // From now on the server knows of it.
  confirmed(item) {
    setTimeout(() => this.drop(item), ASKED_BEFORE);
  }
}
