// In a tree of units, the units of that name are shown with those above and below; few ones are unfolded.
for (const tree of document.querySelectorAll("ul.tree")) {
  const lines = [...tree.querySelectorAll("li")], parts = [...tree.querySelectorAll("details")], few = 100;
  const units = [...tree.querySelectorAll("a")].map((link) => ({ name: link.textContent.toLowerCase(), line: link.parentElement }));
  const field = document.querySelector("#find"), count = document.querySelector(".find [role=status]");
  let unfolded = null;
  field.addEventListener("input", () => {
    const text = field.value.trim().toLowerCase();
    if (text && !unfolded) unfolded = new Set(parts.filter((part) => part.open));
    if (!unfolded) return;
    const hits = units.filter((unit) => unit.name.includes(text)), open = new Set(hits.length > few ? unfolded : []);
    for (const line of lines) line.hidden = text !== "";
    for (const { line } of text ? hits : []) {
      const branch = line.previousElementSibling ? null : line.parentElement.closest("details");
      for (const below of branch ? branch.querySelectorAll("li") : []) below.hidden = false;
      for (let above = line; above; above = above.parentElement.closest("ul.tree li")) {
        above.hidden = false;
        if (hits.length <= few && above.firstElementChild.matches("details")) open.add(above.firstElementChild);
      }
    }
    for (const part of parts) part.open = (text ? open : unfolded).has(part);
    count.textContent = text ? `${hits.length.toLocaleString(document.documentElement.lang)} ${document.body.dataset.found}` : "";
    if (!text) unfolded = null;
  });
  document.querySelector(".find").hidden = false;
}
