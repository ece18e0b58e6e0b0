// What a tab remembers of its citations through a reload and a look at another page: the notes that no vote has taken
// along yet, each of which goes back to its own citation, whenever that is shown again; and what was skipped.

const idOf = (card) => card.dataset.candidate;
const read = (name) => JSON.parse(sessionStorage.getItem(name) ?? "[]");

export class Drafts {
  #kept;

  // `begun()` tells the cards with such notes as they are now: [card, note] …
  constructor({ member, begun }) {
    const name = `notes-${member}`;
    this.#kept = new Map(read(name));
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

// The candidates that were skipped, as a set. `skipped()` tells the cards that are now.
export function skippedBefore({ member, skipped }) {
  const name = `skipped-${member}`;
  const before = new Set(read(name));
  addEventListener("pagehide", () => sessionStorage.setItem(name, JSON.stringify([...before, ...skipped().map(idOf)])));
  return before;
}
