// Votes and undos that the server has not confirmed, kept in IndexedDB in the order they were cast, each with its
// owner (a member). Where a browser keeps nothing (a private window, a full disk) they stay in memory: `lasting` tells.

const NAME = "screening-votes";
const PATIENCE = 5_000; // ms; there are browsers whose store now and then never opens

const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });

export async function openDatabase() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    const items = request.result.createObjectStore("items", { keyPath: "order", autoIncrement: true });
    items.createIndex("owner", "owner");
    items.createIndex("key", "fields.key", { unique: true });
    request.result.createObjectStore("turns", { keyPath: "owner" }); // for turn.js
  };
  const database = await result(request);
  database.onversionchange = () => database.close();
  return database;
}

export class Store {
  lasting = true;
  #memory = []; // items that could not be written; cast after those that could
  #known = []; // as last read
  #gone = new Set(); // keys of what is done with: a reading may be older, and a full disk takes nothing out either
  #adding;
  #opened;
  #jots = 0;

  constructor(owner) {
    this.owner = owner;
    const tooLate = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
    this.#opened = Promise.race([openDatabase().catch(() => null), tooLate]);
    this.ready = aloneIn(`jottings-${owner}`, () => this.#carryOver());
    this.#adding = this.ready; // what was jotted down was cast before
  }

  database() {
    return this.#opened;
  }

  // All of the owner's items, first cast first; those refused are among them until they are dismissed.
  async all() {
    this.#known = (await this.#try("readonly", (items) => result(items.index("owner").getAll(this.owner)))) ?? this.#known;
    return [...this.#known, ...this.#memory].filter((item) => !this.#gone.has(item.fields.key));
  }

  // Gives the item its place in the order. Called twice in a row, the first is first: if that one could not be written,
  // the second waits behind it in memory, however small it is.
  add(item) {
    this.#adding = this.#adding.then(() => this.#place(item));
    return this.#adding;
  }

  async #place(item) {
    const write = (items) => result(items.add({ ...item, owner: this.owner }));
    const order = this.#memory.length ? undefined : await this.#try("readwrite", write);
    if (order === undefined) this.#memory.push(item);
    else {
      item.order = order;
      this.#strike(item);
    }
  }

  // At once, for a page that is being left: the next one takes it up, unless the database has it by then.
  jot(item) {
    try {
      localStorage.setItem(this.#jotted(item), JSON.stringify({ ...item, order: Date.now() + this.#jots++ / 1000 }));
    } catch {
      // full, or forbidden: then the database alone may have it
    }
  }

  async change(item) {
    if (item.order !== undefined) await this.#try("readwrite", (items) => result(items.put({ ...item, owner: this.owner })));
  }

  // In another tab, perhaps.
  done(item) {
    const another = (kept) => kept.fields.key !== item.fields.key;
    this.#gone.add(item.fields.key);
    this.#memory = this.#memory.filter(another);
    this.#known = this.#known.filter(another);
    this.#strike(item);
  }

  async remove(item) {
    this.done(item);
    if (item.order !== undefined) await this.#try("readwrite", (items) => result(items.delete(item.order)));
  }

  // "strict": on the disk before it counts as kept, so that a flat battery loses nothing.
  async #try(mode, work) {
    const database = await this.#opened;
    try {
      const transaction = database.transaction("items", mode, { durability: "strict" });
      const done = finished(transaction);
      const asked = work(transaction.objectStore("items"));
      transaction.commit?.(); // or a page that is closed now would take back what it has just written
      const [found] = await Promise.all([asked, done]);
      return found;
    } catch {
      this.lasting = false;
      return undefined;
    }
  }

  // What was jotted down is moved over, once; a vote that is here already stays single.
  async #carryOver() {
    for (const [name, { order, ...item }] of jottings(`vote:${this.owner}:`)) {
      const there = await this.#try("readonly", (items) => result(items.index("key").count(item.fields.key)));
      if (!there) await this.#place(item);
      if (this.lasting) localStorage.removeItem(name);
    }
  }

  #jotted(item) {
    return `vote:${this.owner}:${item.fields.key}`;
  }

  #strike(item) {
    try {
      localStorage.removeItem(this.#jotted(item));
    } catch {
      // no such store
    }
  }
}

// One tab at a time, where a browser can: two that were opened together would both add what they find.
const aloneIn = (name, work) => (navigator.locks ? navigator.locks.request(name, work) : work());

function jottings(prefix) {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(prefix));
    return names.map((name) => [name, JSON.parse(localStorage.getItem(name))]).sort(([, a], [, b]) => a.order - b.order);
  } catch {
    return []; // no store at all, or nothing of ours
  }
}
