// Two panes in one place, each a layer of its own: the citation that is shown, and under it the one that comes next,
// laid out and painted already. A key press has only to take the upper one away.

export class Panes {
  constructor(front) {
    this.front = front;
    front.classList.add("pane");
    this.back = front.cloneNode(false);
    this.back.removeAttribute("id");
    this.back.classList.add("next");
    this.back.inert = true;
    front.after(this.back);
  }

  show(content) {
    if (this.back.firstElementChild === content) {
      [this.front, this.back] = [this.back, this.front];
      this.back.removeAttribute("id");
      this.front.id = "reading";
      this.back.classList.add("gone");
      this.front.classList.remove("gone"); // there only if it was left in this very frame
    } else this.front.replaceChildren(content);
  }

  // To be called when that is on the screen: which one lies above and which is out of reach concerns every element of
  // a card. `content` comes next; it may be undefined.
  prepare(content) {
    this.front.classList.remove("next");
    this.back.classList.remove("gone");
    this.back.classList.add("next");
    this.front.inert = false;
    this.back.inert = true;
    if (this.back.firstElementChild !== (content ?? null)) this.back.replaceChildren(...(content ? [content] : []));
  }
}
