// The screening room at full speed: the next citations are held ready (room/shelf.js), a key press shows the next one
// at once, and the vote is sent behind it (votes/outbox.js). Without scripts the same buttons post the same forms.

import { Drafts, skippedBefore } from "./room/drafts.js";
import { Heard } from "./room/heard.js";
import { openLabels, relabel } from "./room/labels.js";
import { Panes } from "./room/panes.js";
import { countOn, showProgress } from "./room/progress.js";
import { Recent } from "./room/recent.js";
import { Shelf } from "./room/shelf.js";
import { TakenBack, citationAt } from "./room/taken_back.js";
import { afterPaint } from "./votes/after_paint.js";
import { openOutbox } from "./votes/here.js";
import { newKey } from "./votes/outbox.js";

const part = (id) => document.getElementById(id);
const [room, form, note, said] = ["room", "vote", "note", "said"].map(part);
const undoLast = document.querySelector("[data-undo-last]");
const titleOf = (card) => card.querySelector("h1").textContent.trim();

const outbox = openOutbox();
const { member } = room.dataset;
const later = skippedBefore({ member, skipped: () => shelf.cards.filter((card) => card.dataset.skipped && !card.dataset.verdict) });
const shelf = new Shelf({ room, session: outbox.session, later, arrived });
const heard = new Heard({ find: (candidate) => shelf.find(candidate), apply });
const drafts = new Drafts({ member, begun });
const panes = new Panes(part("reading"));
const takenBack = new TakenBack({ shelf, shown: () => shown, show, wait: (line) => put(undefined, line, line), came, tell });
const topUp = afterPaint(() => shelf.topUp());
const prepare = afterPaint(() => {
  panes.prepare(shelf.cards[shelf.next()]);
  tellUnkept();
  leaveWhenDone();
});
const sayIt = afterPaint(() => (said.textContent = told));
const writeMarks = afterPaint(marked);
const letGo = afterPaint(() => document.activeElement.closest("#room button")?.blur());
const TOO_SOON = 300; // ms: nobody has read a citation that was shown so shortly before the second of two clicks
const marks = new Map(); // "My vote: …", by the card it is still to be written on
let told = "";
let shown = panes.front.querySelector("article");
let shownAt = performance.now();
let unasked = false; // the one that is shown came by itself, in the place of another
let hiddenAt = 0;
let opened = true; // and nothing has arrived yet

function show(place, sentence) {
  shelf.at = place;
  put(shelf.card, sentence);
}

// A key that is pressed in this very moment was meant for the one before.
function showUnasked(place, sentence) {
  show(place, sentence);
  unasked = true;
}

// What a key press waits for: as little as there can be. Without a card nothing is there that a key could judge.
function put(card, sentence, line = "One moment: sending your last votes and looking for more.") {
  marked();
  const scrolled = scrollY > 0; // asked before anything changes: later the browser would have to lay out first
  const begun = note.value;
  if (shown && begun !== (shown.dataset.note ?? "")) shown.dataset.note = begun; // it stays with its citation
  shown = card;
  panes.show(shown ?? waitingLine(line));
  const kept = shown?.dataset.note ?? "";
  if (begun !== kept) note.value = kept;
  if (form.hidden === Boolean(shown)) letJudge(Boolean(shown));
  if (scrolled) scrollTo({ top: 0, behavior: "instant" });
  shownAt = performance.now();
  unasked = false;
  prepare();
  tell(`${sentence} ${shown ? titleOf(shown) : ""}`);
}

// For who listens instead of looking.
function tell(sentence) {
  told = sentence;
  sayIt();
}

function letJudge(can) {
  form.hidden = !can;
  for (const control of [...form.elements, part("label-it")]) control.disabled = !can;
}

function waitingLine(textContent) {
  return Object.assign(document.createElement("p"), { className: "empty", role: "heading", ariaLevel: "1", textContent });
}

function arrived(page) {
  showProgress(page);
  came();
  const place = shelf.next(shelf.at);
  if (!shown && !takenBack.waits && shelf.cards[place]) show(place, "");
  if (opened && shown?.dataset.skipped && !(shelf.cards[shelf.next()] ?? shown).dataset.skipped) stepOver();
  opened = false;
}

// Whatever came onto the shelf: what is known of it here, and no server knows yet.
function came() {
  giveNotesBack();
  heard.catchUp();
  prepare();
}

// The server shows first what was skipped, or judged, on an earlier page; what somebody opened by itself stays in sight.
function stepOver() {
  const busy = document.activeElement === note || room.querySelector(":popover-open");
  if (!busy && location.pathname === room.dataset.room) showUnasked(shelf.next(), "");
}

// The notes that were begun, each with its card; what a vote took along is none of them.
function begun() {
  return shelf.cards.map((card) => [card, noteOn(card)]).filter(([card, text]) => text !== sentWith(card));
}

const noteOn = (card) => (card === shown ? note.value : card.dataset.note ?? "");
const sentWith = (card) => (card.dataset.verdict ? card.dataset.sent ?? "" : "");

function tellUnkept() {
  part("unkept").hidden = !shown?.dataset.verdict || note.value === sentWith(shown);
}

function giveNotesBack() {
  if (drafts.giveBack(shelf.cards, shown)) note.value = shown.dataset.note;
}

// Cast on an earlier page, or in another tab: it counts here, too.
function apply(card, { kind, fields, word }) {
  if (kind === "label") relabel(card, fields);
  else mark(card, kind === "vote" ? fields.verdict : "", word);
  if (kind !== "vote") return;
  const untouched = noteOn(card) === (card.dataset.sent ?? "");
  card.dataset.sent = fields.note;
  if (!untouched) return;
  card.dataset.note = fields.note;
  if (card === shown) note.value = fields.note;
}

// Nothing is left here and nothing unsent: the server says what comes next.
function leaveWhenDone() {
  if (!shelf.card && shelf.exhausted && !takenBack.waits && !outbox.waiting().length) location.replace(room.dataset.room);
}

function vote(submitter) {
  const card = shown;
  const { candidate, page } = card.dataset;
  const verdict = submitter.name === "verdict" ? submitter.value : "exclude";
  const reason = submitter.name === "reason" ? submitter.value : "";
  const label = [...submitter.childNodes].map((node) => (node.nodeName === "KBD" ? "" : node.textContent)).join("").trim();
  const word = reason ? `Exclude · ${label}` : label;
  const seconds = Math.round((performance.now() - shownAt) / 1000);
  const fields = { verdict, reason, note: note.value, seconds, key: newKey() };
  show(shelf.next(), `${word}. Next:`);
  mark(card, verdict, word);
  card.dataset.sent = fields.note;
  undoLast.disabled = false;
  const title = titleOf(card).slice(0, 60);
  const [url, undo] = [`${page}vote/`, `${page}undo/`];
  outbox.add({ kind: "vote", url, fields, said: `${word}, “${title}”`, word, title, candidate, undo, page });
  topUp();
}

function undo(row) {
  const { candidate, undo: url, page, title } = row;
  const item = { kind: "undo", url, fields: { key: newKey() }, said: `Undo of “${title}”`, title, candidate, page };
  outbox.add(item);
  heard.add([item]);
  takenBack.bring({ ...row });
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

function step(direction) {
  if (!shown && shelf.card) {
    show(shelf.at, ""); // instead of waiting for what was taken back
    return true;
  }
  if (direction === "next" && shown) {
    const { verdict } = shown.dataset;
    const after = shelf.cards[shelf.at + 1] ? shelf.at + 1 : shelf.next();
    if (!verdict) shown.dataset.skipped = "yes";
    if (shelf.cards[after] || verdict) show(after, verdict ? "Next:" : "Skipped. Next:");
    else tell("This is the last one that waits for you.");
    topUp();
  }
  if (direction === "previous" && shelf.at > 0) {
    show(shelf.at - 1, "Back:");
    return true;
  }
  return direction === "next" || !navigator.onLine; // else to an earlier page, which would not come
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
  if ((event.detail > 1 || unasked) && event.timeStamp - shownAt < TOO_SOON) return; // meant for the one before
  if (shown) vote(button);
  if (event.detail) letGo(); // a click leaves the button in focus, and the Space that scrolls would press it again
  button.closest("[popover]")?.hidePopover();
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") hiddenAt = performance.now();
  else shownAt += performance.now() - hiddenAt; // what the person looked at meanwhile was something else
});

note.addEventListener("input", tellUnkept);

const highlights = part("highlights");
highlights.hidden = false;
highlights.addEventListener("click", () => {
  const off = room.classList.toggle("plain-text");
  highlights.setAttribute("aria-pressed", String(!off));
});

new Recent({ outbox, undo });
openLabels({
  card: () => shown,
  change({ label, on, name }) {
    const { candidate, page } = shown.dataset;
    const said = `Label “${name}” ${on ? "on" : "off"} “${titleOf(shown).slice(0, 60)}”`;
    outbox.add({ kind: "label", url: `${page}label/`, fields: { [on ? "put" : "take"]: label, key: newKey() }, said, candidate, page });
  },
});
outbox.listen({
  found(items) {
    const open = shown && !shown.dataset.verdict;
    heard.add(items);
    if (open && shown.dataset.verdict) stepOver();
  },
  changed: leaveWhenDone,
  confirmed(item, answer) {
    heard.confirmed(item);
    showProgress(answer);
    if (answer.querySelector("[data-adds]")) countOn();
    takenBack.bringMissed();
  },
  cast: (item) => heard.add([item]),
  refused(item) {
    heard.drop(item);
    const { put, take } = item.fields;
    const card = shelf.find(item.candidate);
    if (card && item.kind === "label") relabel(card, { put: take, take: put });
    else if (card) askWhatStands(card);
  },
});

// An earlier vote may stand where a later one, or its undo, was refused.
async function askWhatStands(card) {
  const changed = () => outbox.waiting().some(({ candidate }) => candidate === card.dataset.candidate);
  if (changed()) return;
  mark(card, "", "");
  const stands = (await citationAt(card.dataset.page))?.querySelector(".mine");
  if (stands && !stands.hidden && !changed()) mark(card, "cast", stands.textContent.replace("My vote: ", ""));
}

room.dataset.ready = "yes";
if (!shown.querySelector(".mine").hidden) Object.assign(shown.dataset, { verdict: "cast", sent: shown.dataset.note ?? "" }); // judged before: it does not wait any more
shelf.begin(shown);
giveNotesBack();
outbox.start();
