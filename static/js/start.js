// With scripts nobody has to press "Start screening": the next citation is taken at once. The page is replaced, so
// that "back" does not come here again.

const form = document.getElementById("start");

if (form) {
  const body = new URLSearchParams(new FormData(form));
  fetch(form.action, { method: "POST", body, redirect: "manual" }).then(
    (answer) => answer.type === "opaqueredirect" && location.replace(form.dataset.room),
    () => {}, // no connection: the button is there
  );
}
