// Two panes in one place: the citation that is shown, and behind it, unseen, the one that comes next. It is laid out
// there already, so that a key press has only to paint it.

export class Panes {
  constructor(front) {
    this.front = front;
    this.back = front.cloneNode(false);
    this.back.removeAttribute("id");
    this.back.classList.add("next");
    front.after(this.back);
  }

  show(content) {
    if (this.back.firstElementChild === content) {
      [this.front, this.back] = [this.back, this.front];
      this.back.removeAttribute("id");
      this.front.id = "reading";
      this.back.classList.add("next");
      this.front.classList.remove("next");
    } else this.front.replaceChildren(content);
  }

  // `content` may be undefined, where nothing comes next
  prepare(content) {
    if (this.back.firstElementChild !== (content ?? null)) this.back.replaceChildren(...(content ? [content] : []));
  }
}
