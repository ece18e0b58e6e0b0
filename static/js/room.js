// The screening room at full speed: the next citations are held ready (room/shelf.js), a key press shows the next one
// at once, and the vote is sent behind it (votes/outbox.js). Without scripts the same buttons post the same forms.

import { Drafts } from "./room/drafts.js";
import { openLabels, relabel } from "./room/labels.js";
import { Panes } from "./room/panes.js";
import { Recent } from "./room/recent.js";
import { Shelf } from "./room/shelf.js";
import { afterPaint } from "./votes/after_paint.js";
import { openOutbox } from "./votes/here.js";
import { newKey } from "./votes/outbox.js";
import { answeredInTime } from "./votes/session.js";

const part = (id) => document.getElementById(id);
const [room, form, note, said] = ["room", "vote", "note", "said"].map(part);
const undoLast = document.querySelector("[data-undo-last]");
const titleOf = (card) => card.querySelector("h1").textContent.trim();

const outbox = openOutbox();
const shelf = new Shelf({ room, session: outbox.session, arrived });
const drafts = new Drafts({ member: room.dataset.member, begun });
const panes = new Panes(part("reading"));
const topUp = afterPaint(() => shelf.topUp());
const prepare = afterPaint(() => panes.prepare(shelf.cards[shelf.next()]));
const sayIt = afterPaint(() => (said.textContent = told));
const writeMarks = afterPaint(marked);
const letGo = afterPaint(() => document.activeElement.closest("#room button")?.blur());
const TOO_SOON = 300; // ms: nobody has read a citation that was shown so shortly before the second of two clicks
const marks = new Map(); // "My vote: …", by the card it is still to be written on
const before = new Map(); // by candidate: what waited when the page was opened, and may come as if it were not judged
const labelledBefore = []; // the same of labels, each put on or taken off
let told = "";
let shown = panes.front.querySelector("article");
let shownAt = performance.now();
let hiddenAt = 0;

// What a key press waits for: as little as there can be.
function show(place, sentence) {
  marked();
  const scrolled = scrollY > 0; // asked before anything changes: later the browser would have to lay out first
  const begun = note.value;
  if (shown && begun !== (shown.dataset.note ?? "")) shown.dataset.note = begun; // it stays with its citation
  shelf.at = place;
  shown = shelf.card;
  panes.show(shown ?? waitingLine());
  const kept = shown?.dataset.note ?? "";
  if (begun !== kept) note.value = kept;
  if (form.hidden === Boolean(shown)) form.hidden = !shown;
  if (scrolled) scrollTo({ top: 0, behavior: "instant" });
  shownAt = performance.now();
  prepare();
  tell(`${sentence} ${shown ? titleOf(shown) : ""}`);
}

// For who listens instead of looking.
function tell(sentence) {
  told = sentence;
  sayIt();
}

function waitingLine() {
  return Object.assign(document.createElement("p"), { className: "empty", textContent: "One moment: sending your last votes and looking for more." });
}

function arrived(page) {
  showProgress(page);
  giveNotesBack();
  catchUp();
  if (!shown) {
    const place = shelf.next(shelf.at);
    if (shelf.cards[place]) show(place, "");
  }
  prepare();
  leaveWhenDone();
}

// The notes that were begun, each with its card; what a vote took along is none of them.
function begun() {
  const open = shelf.cards.filter((card) => card !== shown && !card.dataset.verdict && card.dataset.note);
  const changed = shown && (shown.dataset.verdict ? note.value !== (shown.dataset.note ?? "") : note.value);
  return [...open.map((card) => [card, card.dataset.note]), ...(changed ? [[shown, note.value]] : [])];
}

function giveNotesBack() {
  if (drafts.giveBack(shelf.cards, shown)) note.value = shown.dataset.note;
}

// What was judged on an earlier page is not asked for again; what somebody opened by itself stays in sight.
function catchUp() {
  for (const [candidate, { fields, word }] of before) {
    const card = shelf.find(candidate);
    if (!card) continue;
    before.delete(candidate);
    mark(card, fields.verdict, word);
    if (card === shown && location.pathname === room.dataset.room) show(shelf.next(), "");
  }
  for (const item of labelledBefore.splice(0)) {
    const card = shelf.find(item.candidate);
    if (card) relabel(card, item.fields);
    else labelledBefore.push(item);
  }
}

// Nothing is left here and nothing unsent: the server says what comes next.
function leaveWhenDone() {
  if (!shelf.card && shelf.exhausted && !outbox.waiting().length) location.replace(room.dataset.room);
}

function vote(submitter) {
  const card = shelf.card;
  const { candidate, page } = card.dataset;
  const verdict = submitter.name === "verdict" ? submitter.value : "exclude";
  const reason = submitter.name === "reason" ? submitter.value : "";
  const label = [...submitter.childNodes].map((node) => (node.nodeName === "KBD" ? "" : node.textContent)).join("").trim();
  const word = reason ? `Exclude · ${label}` : label;
  const seconds = Math.round((performance.now() - shownAt) / 1000);
  const fields = { verdict, reason, note: note.value, seconds, key: newKey() };
  show(shelf.next(), `${word}. Next:`);
  mark(card, verdict, word);
  undoLast.disabled = false;
  const title = titleOf(card).slice(0, 60);
  const [url, undo] = [`${page}vote/`, `${page}undo/`];
  outbox.add({ kind: "vote", url, fields, said: `${word}, “${title}”`, word, title, candidate, undo, page });
  topUp();
}

async function undo({ candidate, undo: url, page, title }) {
  before.delete(candidate);
  outbox.add({ kind: "undo", url, fields: { key: newKey() }, said: `Undo of “${title}”`, title, candidate, page });
  const brought = shelf.find(candidate) ? null : await fetched(page);
  const card = shelf.find(candidate) ?? brought; // it may have come with the next ones meanwhile
  if (!card) {
    tell(`Taken back: ${title}. It will come to you again.`);
    return;
  }
  mark(card, "", "");
  if (!shelf.find(candidate)) shelf.insert(card);
  giveNotesBack();
  show(shelf.cards.indexOf(card), "Taken back:");
}

async function fetched(page) {
  try {
    const answer = await fetch(page, { redirect: "manual", signal: answeredInTime() });
    const found = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("article.citation");
    return found && document.importNode(found, true);
  } catch {
    return null; // no connection: the server hands it out again by itself
  }
}

function mark(card, verdict, word) {
  card.dataset.verdict = verdict;
  if (!verdict) delete card.dataset.verdict;
  marks.set(card, verdict ? `My vote: ${word}` : "");
  writeMarks();
}

// Later, for it would be laid out while the next citation waits; but before the card is shown again.
function marked() {
  for (const [card, words] of marks) {
    const mine = card.querySelector(".mine");
    mine.textContent = words;
    mine.hidden = !words;
  }
  marks.clear();
}

function showProgress(answer) {
  const fresh = answer.querySelector("#progress");
  if (fresh) part("progress").replaceWith(document.importNode(fresh, true));
}

// One more is judged; what the team did meanwhile comes with the next citations.
function countOn() {
  part("progress").querySelector("progress").value += 1;
  for (const number of part("progress").querySelectorAll("[data-judged]")) {
    number.textContent = (Number(number.textContent.replaceAll(",", "")) + 1).toLocaleString("en-GB");
  }
}

function step(direction) {
  if (direction === "next" && shelf.card) {
    const after = shelf.cards[shelf.at + 1] ? shelf.at + 1 : shelf.next();
    if (shelf.cards[after]) show(after, "Skipped. Next:");
    else tell("This is the last one that waits for you.");
    topUp();
  }
  if (direction === "previous" && shelf.at > 0) {
    show(shelf.at - 1, "Back:");
    return true;
  }
  return direction === "next";
}

// The click and not the form it would submit: a browser takes a while to get a form ready.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[name=verdict], [name=reason], [data-step]");
  if (!button) return;
  if (button.dataset.step) {
    if (step(button.dataset.step)) event.preventDefault();
    return;
  }
  event.preventDefault();
  if (event.detail > 1 && event.timeStamp - shownAt < TOO_SOON) return; // a double click, meant for the one before
  if (shown) vote(button);
  if (event.detail) letGo(); // a click leaves the button in focus, and the Space that scrolls would press it again
  button.closest("[popover]")?.hidePopover();
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") hiddenAt = performance.now();
  else shownAt += performance.now() - hiddenAt; // what the person looked at meanwhile was something else
});

const highlights = part("highlights");
highlights.hidden = false;
highlights.addEventListener("click", () => {
  const off = room.classList.toggle("plain-text");
  highlights.setAttribute("aria-pressed", String(!off));
});

new Recent({ outbox, undo });
openLabels({
  card: () => shelf.card,
  change({ label, on, name }) {
    const { candidate, page } = shelf.card.dataset;
    const said = `Label “${name}” ${on ? "on" : "off"} “${titleOf(shelf.card).slice(0, 60)}”`;
    outbox.add({ kind: "label", url: `${page}label/`, fields: { [on ? "put" : "take"]: label, key: newKey() }, said, candidate, page });
  },
});
outbox.listen({
  found(items) {
    for (const item of items) {
      if (item.kind === "vote") before.set(item.candidate, item);
      if (item.kind === "undo") before.delete(item.candidate);
      if (item.kind === "label") labelledBefore.push(item);
    }
    catchUp();
  },
  changed: leaveWhenDone,
  confirmed(item, answer) {
    showProgress(answer);
    if (answer.querySelector("[data-adds]")) countOn();
  },
  // cast in another tab: it counts here, too
  cast({ kind, candidate, fields, word }) {
    const card = shelf.find(candidate);
    if (card && kind === "vote") mark(card, fields.verdict, word);
    if (card && kind === "undo") mark(card, "", "");
    if (card && kind === "label") relabel(card, fields);
  },
  refused({ kind, candidate, fields: { put, take } }) {
    const card = shelf.find(candidate);
    if (card && kind === "vote") mark(card, "", "");
    if (card && kind === "label") relabel(card, { put: take, take: put });
  },
});
room.dataset.ready = "yes";
if (!shown.querySelector(".mine").hidden) shown.dataset.verdict = "cast"; // judged before: it does not wait any more
shelf.begin(shown);
giveNotesBack();
outbox.start();
