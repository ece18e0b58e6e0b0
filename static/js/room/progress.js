// How far the member and the team are.

const here = () => document.getElementById("progress");

export function showProgress(answer) {
  const fresh = answer.querySelector("#progress");
  if (fresh) here().replaceWith(document.importNode(fresh, true));
}

// One more is judged; what the team did meanwhile comes with the next citations.
export function countOn() {
  here().querySelector("progress").value += 1;
  for (const number of here().querySelectorAll("[data-judged]")) {
    number.textContent = (Number(number.textContent.replaceAll(",", "")) + 1).toLocaleString("en-GB");
  }
}
