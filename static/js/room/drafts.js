// Notes that no vote has taken along yet. They outlive a reload and a look at another page in this tab, and each goes
// back to its own citation, whenever that is shown again.

const idOf = (card) => card.dataset.candidate;

export class Drafts {
  #kept;

  // `begun()` tells the cards with such notes as they are now: [card, note] …
  constructor({ member, begun }) {
    const name = `notes-${member}`;
    this.#kept = new Map(JSON.parse(sessionStorage.getItem(name) ?? "[]"));
    addEventListener("pagehide", () => {
      const now = begun().map(([card, note]) => [idOf(card), note]);
      sessionStorage.setItem(name, JSON.stringify([...this.#kept, ...now]));
    });
  }

  // Gives each of `cards` its note; answers whether `shown` was among them.
  giveBack(cards, shown) {
    if (!this.#kept.size) return false;
    const found = cards.filter((card) => this.#kept.has(idOf(card)));
    for (const card of found) {
      card.dataset.note = this.#kept.get(idOf(card));
      this.#kept.delete(idOf(card));
    }
    return found.includes(shown);
  }
}
