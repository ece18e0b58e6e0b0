// Sends one item. Answers {confirmed: document}, {refusal: sentence}, or {problem: what hinders sending for now}.

import { answeredInTime } from "./session.js";

const KEEPALIVE = 30_000; // characters; a browser lets a closing page finish no more than 64 KB

export async function post(item, owner, session) {
  try {
    let problem = await session.renewed();
    if (problem) return { problem };
    let answer = await send(item, owner, session);
    if (doubtful(answer)) {
      session.doubt(); // the mark may be of an earlier session, this somebody else's, or the answer not the server's
      problem = await session.renewed();
      if (problem) return { problem };
      answer = await send(item, owner, session);
    }
    return await understood(answer, session);
  } catch {
    return { problem: "no connection" };
  }
}

// What could end a vote: believed only when somebody is there who knows this person.
function doubtful({ status }) {
  return status >= 400 && status < 500 && status !== 422 && status !== 429;
}

function send(item, owner, session) {
  const body = new URLSearchParams({ ...item.fields, page_of: owner });
  return fetch(item.url, {
    method: "POST",
    headers: { "HX-Request": "true", "X-CSRFToken": session.token },
    body,
    redirect: "manual",
    keepalive: String(body).length < KEEPALIVE,
    signal: answeredInTime(),
  });
}

async function understood(answer, session) {
  if (answer.type === "opaqueredirect") {
    session.doubt();
    return { problem: "signed out" };
  }
  if (answer.status >= 500 || answer.status === 429) return { problem: "the server is busy" };
  const text = await answer.text();
  if (answer.ok) {
    const confirmed = new DOMParser().parseFromString(text, "text/html");
    // a hotel's own sign-in page answers "200" to everything, too
    return confirmed.querySelector("[data-answer]") ? { confirmed } : { problem: "no connection" };
  }
  if (answer.status === 422) return { refusal: text };
  if (answer.status === 403) return { refusal: "Your role in this review does not include it any more." };
  if (answer.status === 404) return { refusal: "You are no longer a member of this review, or the citation is gone from it." };
  return { refusal: `The server could not read it (${answer.status}).` };
}
