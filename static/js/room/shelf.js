// The citations that are held ready, each a card made already, and the place where one is. More are asked for in
// good time; a lease that the server gave for each is prolonged while the room is open and given back on leaving.

import { answeredInTime } from "../votes/session.js";

const READY = 20; // held ready beyond the one that is shown
const FEW = 8; // ask for more from here on
const HELD = 100; // kept from others at most, with those that were skipped
const KEPT = 300; // cards gone by that one can still go back to
const PROLONG = 4 * 60_000; // ms
const SIGNS = ["keydown", "pointermove", "pointerdown", "wheel", "scroll"]; // that somebody is there

export class Shelf {
  cards = [];
  at = 0;
  exhausted = false;
  #fetching = false;
  #again = 0; // timer
  #others = new Map(); // what other tabs of this person hold, by tab
  #me = Math.random().toString(36).slice(2);
  #seenAt = performance.now(); // when somebody last did something here
  #askedAt = performance.now();

  // `arrived(page)` is called after each answer, whatever was in it; `later` are candidates that were skipped before
  // this page and shall come last
  constructor({ room, session, later, arrived }) {
    Object.assign(this, { room, session, later, arrived });
    this.channel = new BroadcastChannel(`room-${room.dataset.member}`);
    this.channel.onmessage = ({ data }) => this.#hear(data);
    for (const sign of SIGNS) addEventListener(sign, () => this.#seen(), { passive: true, capture: true });
    setInterval(() => this.#seenAt > this.#askedAt && this.ask(), PROLONG);
    addEventListener("pagehide", () => this.#leave());
    addEventListener("pageshow", (event) => event.persisted && location.replace(room.dataset.room));
  }

  get card() {
    return this.cards[this.at];
  }

  find(candidate) {
    return this.cards.find((card) => card.dataset.candidate === candidate);
  }

  // The place of the next one without a vote: from here on, or else one passed by; one that was skipped only when
  // there is no other. The end if there is none.
  next(from = this.at + 1) {
    const open = (card, place) => place !== from - 1 && !card.dataset.verdict;
    const fresh = (card, place) => open(card, place) && !card.dataset.skipped;
    const ahead = (found) => (card, place) => place >= from && found(card, place);
    for (const wanted of [ahead(fresh), fresh, ahead(open), open]) {
      const place = this.cards.findIndex(wanted);
      if (place !== -1) return place;
    }
    return this.cards.length;
  }

  begin(card) {
    this.cards = [card];
    if (this.later.delete(card.dataset.candidate)) card.dataset.skipped = "yes";
    this.channel.postMessage({ tab: this.#me, asks: true });
    setTimeout(() => this.topUp(), 50); // when the other tabs have said what they hold
  }

  // Puts a card where the present one is, or behind it; one that is there already is moved.
  insert(card, { behind }) {
    const present = this.card;
    this.cards = this.cards.filter((kept) => kept !== card);
    this.at = present ? this.cards.indexOf(present) : this.cards.length;
    this.cards.splice(this.at + (behind ? 1 : 0), 0, card);
  }

  topUp() {
    if (!this.exhausted && this.#fresh().length <= FEW) this.ask();
  }

  // A page in front of which nobody sits lets its leases run out. Who comes back has them again, as far as they are free.
  #seen() {
    const away = performance.now() - this.#seenAt;
    this.#seenAt += away;
    if (away > PROLONG) setTimeout(() => this.ask());
  }

  async ask() {
    if (this.#fetching) return;
    this.#fetching = true;
    this.#askedAt = performance.now();
    const elsewhere = [...this.#others.values()].flat();
    const missing = Math.min(READY + 1 - this.#fresh().length, HELD - this.#open().length);
    const most = Math.max(0, missing); // none: what is held is prolonged, and nothing else
    // those with a vote too: it may still be on its way, and then the server would hand them out again
    const here = this.cards.map((card) => card.dataset.candidate);
    const doubted = this.session.doubted;
    let answered = false;
    try {
      const hindered = await this.session.renewed();
      if (["signed out", "somebody else"].includes(hindered)) this.#giveUp(); // by way of the door
      if (hindered) throw new Error(hindered);
      const answer = await fetch(this.room.dataset.ahead, {
        method: "POST",
        headers: { "HX-Request": "true", "X-CSRFToken": this.session.token },
        body: new URLSearchParams({ without: [...here, ...elsewhere, ...this.later], most }),
        redirect: "manual",
        signal: answeredInTime(),
      });
      answered = answer.ok;
      if (answered) this.#take(await answer.text(), most);
      else if (doubted && [403, 404].includes(answer.status)) this.#giveUp(); // it is their right that is gone
      else this.session.doubt();
    } catch {
      // no connection, or no session
    }
    this.#fetching = false;
    clearTimeout(this.#again);
    if (!answered || !this.card) this.#again = setTimeout(() => this.topUp(), this.card ? 5000 : 2000);
  }

  // Nothing is here, and nothing will come: the room's page says why.
  #giveUp() {
    if (!this.card) location.replace(this.room.dataset.room);
  }

  #take(html, most) {
    const page = document.importNode(new DOMParser().parseFromString(html, "text/html").body, true);
    const fresh = [...page.querySelectorAll("article")].filter((card) => !this.find(card.dataset.candidate));
    this.cards.push(...fresh);
    const kept = this.cards.filter((card, place) => place >= this.at - KEPT || !card.dataset.verdict);
    this.at -= this.cards.length - kept.length;
    this.cards = kept;
    if (most) this.#end(fresh.length === 0);
    this.room.dataset.held = this.#open().length; // how many are ready to be shown without asking
    this.#tell();
    this.arrived(page);
  }

  // When no others are left, those that were skipped come.
  #end(reached) {
    this.exhausted = reached && !this.later.size;
    if (!reached || this.exhausted) return;
    this.later.clear();
    setTimeout(() => this.topUp());
  }

  #open() {
    return this.cards.filter((card) => !card.dataset.verdict).map((card) => card.dataset.candidate);
  }

  #fresh() {
    return this.cards.filter((card) => !card.dataset.verdict && !card.dataset.skipped);
  }

  #tell() {
    this.channel.postMessage({ tab: this.#me, holds: this.#open() });
  }

  #hear({ tab, holds, asks }) {
    if (holds) this.#others.set(tab, holds); // [] when it was left
    if (asks) this.#tell();
  }

  // What another tab holds too stays leased.
  #leave() {
    const elsewhere = new Set([...this.#others.values()].flat());
    const held = [...this.#open(), ...this.later].filter((candidate) => !elsewhere.has(candidate));
    this.channel.postMessage({ tab: this.#me, holds: [] });
    const form = new URLSearchParams({ held, csrfmiddlewaretoken: this.session.token });
    navigator.sendBeacon(this.room.dataset.leave, form);
  }
}
