// What the page says of the outbox: how many votes are unsent and why, what the server refused, and how to sign in.

import { afterPaint } from "./after_paint.js";

const part = (id) => document.getElementById(id);
const element = (tag, fields, ...children) => {
  const made = Object.assign(document.createElement(tag), fields);
  made.append(...children);
  return made;
};

export function tellOf(outbox) {
  const shown = new Map(); // refusals by key
  const tell = afterPaint(() => {
    const waiting = outbox.waiting();
    part("unsent").textContent = sentence(waiting, outbox);
    part("unsent").classList.toggle("problem", Boolean(waiting.length && (outbox.problem || !outbox.store.lasting)));
    part("send-now").hidden = !waiting.length || !outbox.problem || outbox.problem === "signed out";
    part("unsent-line").hidden = part("unsent-line").dataset.quiet === "yes" && !waiting.length;
    askToSignIn(waiting, outbox.problem);
    showRefusals(outbox, shown);
  });
  part("send-now").addEventListener("click", () => outbox.sendNow());
  outbox.listen({ changed: tell });
}

function sentence(waiting, { problem, store }) {
  if (!waiting.length) return store.lasting ? "all votes saved" : "all votes saved; this browser keeps none while offline";
  const votes = waiting.length === 1 ? "1 vote" : `${waiting.length} votes`;
  const kept = store.lasting ? `${votes} kept here` : `${votes} kept in this tab only: do not close it`;
  if (problem === "signed out") return `${kept}, to be sent when you are signed in`;
  if (problem === "somebody else") return `${kept}: somebody else is signed in now, and sends none of yours`;
  if (problem) return `${kept}, ${problem}: trying again`;
  return store.lasting ? `sending ${votes}` : kept;
}

function askToSignIn(waiting, problem) {
  const dialog = part("signed-out");
  const needed = waiting.length > 0 && (problem === "signed out" || problem === "somebody else");
  part("sign-in-again").hidden = !needed;
  if (!needed) {
    dialog.close();
    delete dialog.dataset.asked;
  } else if (!dialog.dataset.asked) {
    dialog.dataset.asked = "yes"; // once: whoever chose "Later" has the link beside the number
    dialog.showModal();
  }
}

function showRefusals(outbox, shown) {
  const refused = outbox.refusals();
  const keys = new Set(refused.map((item) => item.fields.key));
  for (const [key, line] of shown) {
    if (!keys.has(key)) {
      line.remove();
      shown.delete(key);
    }
  }
  for (const item of refused) {
    if (shown.has(item.fields.key)) continue;
    const line = refusalLine(item, () => outbox.dismiss(item));
    shown.set(item.fields.key, line);
    part("refused").append(line);
  }
}

function refusalLine(item, dismiss) {
  const button = element("button", { type: "button", className: "button small", textContent: "Dismiss" });
  button.addEventListener("click", dismiss);
  const line = element("p", { className: "notice error" }, element("strong", { textContent: `Not stored: ${item.said}.` }), ` ${item.refusal} `);
  if (item.fields.note) line.append(`My note was: “${item.fields.note}” `);
  if (item.page) line.append(element("a", { className: "button small", href: item.page, textContent: "Look again" }), " ");
  line.append(button);
  return line;
}
