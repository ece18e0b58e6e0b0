// The import form: names the files that were chosen or dropped, and says that they are being read.
const form = document.querySelector("form.importing");
const input = form.querySelector("input[type=file]");
const drop = form.querySelector(".drop");
const list = form.querySelector(".chosen");
const reading = form.querySelector(".reading");

const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

const show = () => {
  list.replaceChildren(...[...input.files].map((file) => {
    const line = document.createElement("li");
    line.textContent = `${file.name}, ${size(file.size)}`;
    return line;
  }));
  list.hidden = !input.files.length;
};

for (const name of ["dragenter", "dragover"]) {
  drop.addEventListener(name, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    drop.classList.add("over");
  });
}
drop.addEventListener("dragleave", (event) => { if (!drop.contains(event.relatedTarget)) drop.classList.remove("over"); });
drop.addEventListener("drop", (event) => {
  drop.classList.remove("over");
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  input.files = event.dataTransfer.files;
  show();
});
input.addEventListener("change", show);
form.addEventListener("submit", () => { reading.textContent = "Reading … a large file takes a while."; });
window.addEventListener("pageshow", () => { reading.textContent = ""; show(); });
