// Suggests a review's address from its title, until the person writes one.
const title = document.getElementById("id_title");
const address = document.getElementById("id_slug");
let own = address.value !== "";

address.addEventListener("input", () => { own = address.value !== ""; });
title.addEventListener("input", () => {
  if (own) return;
  address.value = title.value.normalize("NFKD").toLowerCase()
    .replace(/[^a-z0-9\s-]/g, "").trim().replace(/[\s-]+/g, "-").slice(0, 80).replace(/-+$/, "");
});
