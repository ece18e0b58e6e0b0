// Votes, undos and labels on their way to the server: each is kept in the browser until the server has confirmed it,
// or refused it and the person has seen why. Sent one after the other in the order they were cast, by one tab at a
// time. Sending twice is harmless, because each has a key of its own.

import { afterPaint } from "./after_paint.js";
import { post } from "./post.js";
import { Session } from "./session.js";
import { Store } from "./store.js";
import { inTurn } from "./turn.js";

const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds between tries
const LATER = 3_000; // ms after which another tab sees whether the one that cast a vote is still there to send it

// Random UUID (version 4); crypto.randomUUID is missing on plain http, as in a hospital's own network.
function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// One lies ready: to draw it takes longer than all else that is done between a key press and the next citation.
let ready = randomKey();
const drawAnother = afterPaint(() => (ready ||= randomKey()));

export function newKey() {
  const key = ready || randomKey();
  ready = "";
  drawAnother();
  return key;
}

export class Outbox {
  problem = "";
  #items = []; // what the store holds, and what is on its way into it
  #unwritten = [];
  #saving = new Map(); // by key: on its way
  #ours = new Set(); // keys of what was cast on this page
  #listeners = [];
  #busy = false;
  #again = false;
  #tries = 0;
  #timer = 0;

  // `owner` is a member, `person` who that is, `token` and `page` are for the session
  constructor({ owner, person, token, page }) {
    this.owner = owner;
    this.store = new Store(owner);
    this.session = new Session({ person, token, page });
    this.channel = new BroadcastChannel(`votes-${owner}`); // the other tabs of this person
    this.channel.onmessage = ({ data }) => this.#hear(data);
    new BroadcastChannel("session").onmessage = () => this.sendNow(); // somebody signed in there
    this.writeSoon = afterPaint(() => this.#write());
    addEventListener("pagehide", () => this.#leave());
    addEventListener("online", () => this.sendNow());
    document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? this.sendNow() : this.#leave()));
    addEventListener("beforeunload", (event) => {
      if (!this.store.lasting && this.waiting().length) event.preventDefault();
    });
  }

  // `on` may have: found(items) that waited when the page was opened, changed(), cast(item) in another tab,
  // confirmed(item, answer) and refused(item), in whichever tab it was sent
  listen(on) {
    this.#listeners.push(on);
  }

  async start() {
    await this.store.ready;
    await this.#refresh();
    this.#emit("found", this.waiting().filter((item) => !this.#ours.has(item.fields.key)));
    return this.send();
  }

  waiting() {
    return this.#items.filter((item) => !item.refusal);
  }

  refusals() {
    return this.#items.filter((item) => item.refusal);
  }

  // `item` has: url, fields (with a key), and what it is for people: said, citation, kind …
  add(item) {
    this.#ours.add(item.fields.key);
    this.#items.push(item);
    this.#unwritten.push(item);
    this.writeSoon();
    this.#emit("changed");
  }

  // A frame after the key press, for the next citation must not wait for the disk; at once if the page is left.
  #write() {
    for (const item of this.#unwritten.splice(0)) {
      const { key } = item.fields;
      const kept = this.store.add(item).then(() => {
        this.#saving.delete(key);
        this.channel.postMessage({ kind: "cast", item });
        this.#emit("changed");
        this.send();
      });
      this.#saving.set(key, kept);
    }
  }

  // What the database has not confirmed by now it may never take: the page can be gone before.
  #leave() {
    this.#write();
    for (const item of this.#items.filter(({ order }) => order === undefined)) this.store.jot(item);
  }

  async dismiss(item) {
    this.#forget(item);
    await this.store.remove(item);
    this.channel.postMessage({ kind: "changed" });
  }

  sendNow() {
    this.#tries = 0;
    return this.send();
  }

  async send() {
    this.#again = true;
    if (this.#busy) return;
    this.#busy = true;
    clearTimeout(this.#timer);
    let problem = "";
    while (this.#again && !problem) {
      this.#again = false;
      problem = await this.#inTurn();
    }
    this.#busy = false;
    if (problem) this.#timer = setTimeout(() => this.send(), 1000 * PAUSES[Math.min(this.#tries++, PAUSES.length - 1)]);
    else this.#tries = 0;
    this.#say(problem);
  }

  async #inTurn() {
    try {
      return await inTurn(this.owner, await this.store.database(), () => this.#drain());
    } catch {
      return "this browser’s store does not answer";
    }
  }

  // Answers with what hinders sending, or "" when nothing waits any more.
  async #drain() {
    this.#write();
    await Promise.all(this.#saving.values());
    const waiting = (await this.store.all()).filter((item) => !item.refusal);
    for (const item of waiting) {
      const { confirmed, refusal, problem } = await post(item, this.owner, this.session);
      if (problem) return problem;
      this.#say("");
      if (confirmed) {
        await this.store.remove(item);
        this.channel.postMessage({ kind: "confirmed", item, html: confirmed.body.innerHTML });
        this.#confirm(item, confirmed);
      } else {
        item.refusal = refusal;
        await this.store.change(item);
        this.channel.postMessage({ kind: "refused", item });
        await this.#refresh();
        this.#emit("refused", item);
      }
    }
    if (waiting.length) this.#again = true; // more may have been cast meanwhile
    return "";
  }

  #confirm(item, answer) {
    this.#forget(item);
    this.#emit("confirmed", item, answer);
  }

  async #hear({ kind, item, html }) {
    if (kind === "confirmed") {
      this.#say("");
      this.store.done(item);
      this.#confirm(item, new DOMParser().parseFromString(html, "text/html"));
      return;
    }
    await this.#refresh();
    if (item) this.#emit(kind, item); // cast, or refused
    if (kind === "cast") setTimeout(() => this.send(), LATER);
  }

  async #refresh() {
    const stored = await this.store.all();
    const there = new Set(stored.map((item) => item.fields.key));
    const unwritten = new Set(this.#unwritten);
    const onTheWay = (item) => !there.has(item.fields.key) && (unwritten.has(item) || this.#saving.has(item.fields.key));
    this.#items = [...stored, ...this.#items.filter(onTheWay)];
    this.#emit("changed");
  }

  #forget(item) {
    this.#items = this.#items.filter((kept) => kept.fields.key !== item.fields.key);
    this.#emit("changed");
  }

  #say(problem) {
    const same = problem === this.problem;
    this.problem = problem;
    if (!same) this.#emit("changed");
  }

  #emit(name, ...details) {
    for (const on of this.#listeners) on[name]?.(...details);
  }
}
