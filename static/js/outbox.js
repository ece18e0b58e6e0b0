// Votes on their way to the server: each is kept in the browser until the server has confirmed or refused it.
// Sending twice is harmless, because a vote has a key of its own. Only one person's votes are in one outbox.

const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds between tries

// Random UUID (version 4); crypto.randomUUID is missing on plain http, as in a hospital's own network.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Outbox {
  #tries = 0;
  #busy = false;
  #timer = 0;
  #unstored = new Map(); // where the browser's store is full or closed

  // `on` has: confirmed(item, html), refused(item), changed({waiting, problem})
  constructor(owner, on) {
    this.prefix = `vote:${owner}:`;
    this.on = on;
    addEventListener("online", () => this.send());
    addEventListener("visibilitychange", () => this.send());
  }

  items() {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(this.prefix));
    const stored = names.map((name) => [name, JSON.parse(localStorage.getItem(name))]);
    return [...stored, ...this.#unstored].map(([name, kept]) => ({ name, ...kept })).sort((a, b) => a.order - b.order);
  }

  add(url, fields, said) {
    const order = Math.max(Date.now(), (this.items().at(-1)?.order ?? 0) + 1);
    this.#keep(this.prefix + fields.key, { order, url, fields, said });
    this.send();
  }

  drop({ name }) {
    localStorage.removeItem(name);
    this.#unstored.delete(name);
    this.#tell();
  }

  waiting() {
    return this.items().filter((item) => !item.refusal);
  }

  // One after the other, in the order they were cast.
  async send() {
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    let problem = "";
    for (let item = this.waiting()[0]; item && !problem; item = this.waiting()[0]) {
      this.#tell();
      problem = await this.#post(item);
    }
    this.#busy = false;
    this.#tell(problem);
    if (problem) this.#timer = setTimeout(() => this.send(), 1000 * PAUSES[Math.min(this.#tries++, PAUSES.length - 1)]);
    else this.#tries = 0;
  }

  // Answers with what hinders sending, or nothing when the item is done with.
  async #post(item) {
    let answer;
    try {
      answer = await fetch(item.url, {
        method: "POST",
        headers: { "HX-Request": "true", "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
        body: new URLSearchParams(item.fields),
        redirect: "manual",
      });
    } catch {
      return "no connection";
    }
    if (answer.type === "opaqueredirect") return "signed out";
    if (answer.status === 403) return "not allowed";
    if (answer.status >= 500 || answer.status === 429) return "the server is busy";
    if (answer.ok) {
      this.drop(item);
      this.on.confirmed(item, await answer.text());
    } else {
      const { name, ...kept } = item;
      kept.refusal = answer.status === 422 ? await answer.text() : "The server does not know this citation any more.";
      this.#keep(name, kept);
      this.on.refused({ name, ...kept });
    }
    return "";
  }

  #keep(name, kept) {
    try {
      localStorage.setItem(name, JSON.stringify(kept));
    } catch {
      this.#unstored.set(name, kept);
    }
  }

  #tell(problem = "") {
    this.on.changed({ waiting: this.waiting().length, problem });
  }
}
