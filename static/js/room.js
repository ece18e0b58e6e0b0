// The screening room at full speed: the next citations are held ready, a vote shows the next one at once and is
// sent behind it (outbox.js). Without this file the same buttons post the same form.

import { Outbox, newKey } from "./outbox.js";

const FEW = 4; // fetch more when fewer than this are held ready
const room = document.getElementById("room");
const form = document.getElementById("vote");
const reading = document.getElementById("reading");
const note = document.getElementById("note");
const part = (id) => document.getElementById(id);

const cards = [reading.querySelector("article")];
let at = 0;
let shownAt = performance.now();
let fetching = false;
let exhausted = false;
const cast = []; // cards voted on in this window, for undo

const outbox = new Outbox(room.dataset.member, {
  confirmed(item, html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const id of ["progress", "recent"]) part(id).replaceWith(fresh.getElementById(id));
  },
  refused: showRefusal,
  changed({ waiting, problem }) {
    const votes = waiting === 1 ? "1 vote" : `${waiting} votes`;
    part("unsent").textContent = !waiting
      ? "all votes saved"
      : problem === "signed out" || problem === "not allowed"
        ? `${votes} kept here: load the page again and sign in, then they are sent`
        : problem
          ? `${votes} kept here, ${problem}: trying again`
          : `sending ${votes}`;
    part("unsent").classList.toggle("problem", Boolean(problem));
    leaveWhenDone();
  },
});

function showRefusal(item) {
  const line = Object.assign(document.createElement("p"), { className: "notice error" });
  const dismiss = Object.assign(document.createElement("button"), { className: "button small", textContent: "Dismiss" });
  line.append(Object.assign(document.createElement("strong"), { textContent: `Not stored: ${item.said}.` }), ` ${item.refusal} `, dismiss);
  dismiss.addEventListener("click", () => {
    outbox.drop(item);
    line.remove();
  });
  part("refused").append(line);
}

function show(index, said) {
  if (cards[at]) cards[at].dataset.note = note.value; // a note begun stays with its citation
  at = index;
  const card = cards[at];
  reading.replaceChildren(card ?? waitingLine());
  form.hidden = !card;
  note.value = card?.dataset.note ?? "";
  scrollTo(0, 0);
  shownAt = performance.now();
  part("said").textContent = `${said} ${card ? card.querySelector("h1").textContent : ""}`;
  fetchAhead();
}

function waitingLine() {
  return Object.assign(document.createElement("p"), { className: "empty", textContent: "One moment: sending your last votes and looking for more." });
}

async function fetchAhead() {
  const held = cards.slice(at).filter((card) => !card.dataset.verdict).length;
  if (fetching || exhausted || held >= FEW) return;
  fetching = true;
  const without = cards.map((card) => card.dataset.candidate).slice(-200);
  try {
    const headers = { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value };
    const body = new URLSearchParams({ without });
    const answer = await fetch(room.dataset.ahead, { method: "POST", headers, body, redirect: "manual" });
    if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("article"));
  } catch {
    // no connection: asked again at the next vote, or soon when nothing is left to show
  }
  fetching = false;
  if (!cards[at] && !exhausted) setTimeout(fetchAhead, 2000);
}

function take(fresh) {
  const waited = !cards[at];
  cards.push(...fresh);
  exhausted = fresh.length === 0;
  room.dataset.held = cards.length - at; // how many are ready to be shown without asking
  if (waited && cards[at]) show(at, "");
  leaveWhenDone();
}

// Nothing is left here and nothing unsent: the server says what comes next.
function leaveWhenDone() {
  if (!cards[at] && exhausted && !outbox.waiting().length) location.reload();
}

function vote(submitter) {
  const card = cards[at];
  const verdict = submitter.name === "verdict" ? submitter.value : "exclude";
  const reason = submitter.name === "reason" ? submitter.value : "";
  const label = [...submitter.childNodes].map((node) => (node.nodeName === "KBD" ? "" : node.textContent)).join("").trim();
  const word = reason ? `Exclude · ${label}` : label;
  const seconds = Math.round((performance.now() - shownAt) / 1000);
  card.dataset.verdict = verdict;
  mark(card, `My vote: ${word}`);
  cast.push(card);
  document.querySelector("[data-undo-last]").disabled = false;
  const fields = { verdict, reason, note: note.value, seconds, key: newKey() };
  const said = `${word}, “${card.querySelector("h1").textContent.slice(0, 60)}”`;
  show(nextOpen(), `${word}. Next:`);
  outbox.add(card.dataset.vote, fields, said);
}

function undoLast() {
  const card = cast.pop();
  delete card.dataset.verdict;
  mark(card, "");
  outbox.add(card.dataset.undo, { key: newKey() }, "Undo");
  show(cards.indexOf(card), "Taken back:");
}

function mark(card, text) {
  const mine = card.querySelector(".mine");
  mine.textContent = text;
  mine.hidden = !text;
}

function nextOpen() {
  const next = cards.findIndex((card, index) => index > at && !card.dataset.verdict);
  return next === -1 ? cards.length : next;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  part("reasons")?.hidePopover?.();
  if (event.submitter && cards[at]) vote(event.submitter);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-undo-last]") && cast.length) {
    event.preventDefault();
    undoLast();
  }
  const step = event.target.closest("[data-step]")?.dataset.step;
  if (step === "next" && cards[at + 1]) {
    event.preventDefault();
    show(at + 1, "Skipped. Next:");
  }
  if (step === "previous" && at > 0) {
    event.preventDefault();
    show(at - 1, "Back:");
  }
});

const highlights = part("highlights");
highlights.hidden = false;
highlights.addEventListener("click", () => {
  const off = room.classList.toggle("plain-text");
  highlights.setAttribute("aria-pressed", String(!off));
});

outbox.items().filter((item) => item.refusal).forEach(showRefusal);
outbox.send();
fetchAhead();
