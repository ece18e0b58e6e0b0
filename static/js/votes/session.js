// Who is signed in, and the mark against forged requests. Both change when somebody signs in anew in another tab.

// For every request of the room: a line that swallows what is sent would otherwise be waited for until the page is left.
export const answeredInTime = () => AbortSignal.timeout(30_000); // ms

export class Session {
  #stale = false;

  // `page` is an address that shows those who are signed in who they are, with a form that holds the mark.
  constructor({ person, token, page }) {
    Object.assign(this, { person, token, page });
  }

  doubt() {
    this.#stale = true;
  }

  get doubted() {
    return this.#stale;
  }

  // What hinders sending, or "". Asks the server only after a doubt.
  async renewed() {
    if (!this.#stale) return "";
    const answer = await fetch(this.page, { redirect: "manual", cache: "no-store", signal: answeredInTime() });
    if (answer.type === "opaqueredirect") return "signed out";
    if (!answer.ok) return "the server is busy";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const here = page.querySelector("[data-person]")?.dataset.person;
    if (here !== this.person) return here ? "somebody else" : "no connection";
    this.token = page.querySelector("[name=csrfmiddlewaretoken]").value;
    this.#stale = false;
    return "";
  }
}
