// The team's labels on the citation that is shown: put on and taken off in a sheet, by its own keys.

const sheet = document.getElementById("labels");

// `change({label, on, name})` is called when one is put on or taken off
export function openLabels({ card, change }) {
  // before, and not "toggle": that comes late, and a key for a label may be pressed by then
  sheet?.addEventListener("beforetoggle", ({ newState }) => newState === "open" && press(card()));
  sheet?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!sheet.matches(":popover-open")) return; // a digit that is no reason's key finds the button here
    const button = event.submitter;
    const on = !mine(card()).has(button.value);
    button.setAttribute("aria-pressed", String(on));
    mark(card(), button, on);
    change({ label: button.value, on, name: button.querySelector(".label").textContent });
  });
}

// The same without a press: `fields` are what the server was sent, {put: label} or {take: label}.
export function relabel(card, { put, take }) {
  const button = sheet?.querySelector(`button[value="${put ?? take}"]`);
  if (button) mark(card, button, Boolean(put));
}

const mine = (card) => new Set(card.dataset.labels.split(",").filter(Boolean));

function press(card) {
  const on = mine(card);
  for (const button of sheet.querySelectorAll("button[aria-pressed]")) {
    button.setAttribute("aria-pressed", String(on.has(button.value)));
  }
}

function mark(card, button, on) {
  const labels = mine(card);
  if (on) labels.add(button.value);
  else labels.delete(button.value);
  card.dataset.labels = [...labels].join();
  const list = card.querySelector(".labels");
  const there = list.querySelector(`[data-label="${button.value}"]`);
  if (!on) there?.remove();
  else if (!there) {
    const chip = document.createElement("li");
    chip.className = button.querySelector(".label").className;
    chip.textContent = button.querySelector(".label").textContent;
    chip.dataset.label = button.value;
    list.append(chip);
  } else there.classList.remove("of-others");
  list.hidden = !list.children.length;
}
