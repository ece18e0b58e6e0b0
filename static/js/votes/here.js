// The outbox of the member whose page this is, with what the page says of it.

import { Outbox } from "./outbox.js";
import { tellOf } from "./line.js";

export function openOutbox() {
  const line = document.getElementById("unsent-line");
  const { member: owner, person, session: page } = line.dataset;
  const outbox = new Outbox({ owner, person, page, token: document.querySelector("[name=csrfmiddlewaretoken]").value });
  tellOf(outbox);
  return outbox;
}
