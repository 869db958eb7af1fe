// The first six gaps ahead stand open; those after them are folded, and those of past days are hidden.
for (const box of document.querySelectorAll("#gaps")) {
  const gaps = [...box.querySelectorAll("li")], ahead = gaps.filter((gap) => (gap.hidden = gap.dataset.day < today) === false);
  box.querySelector("ul").append(...ahead.slice(0, 6));
  for (const fold of box.querySelectorAll("details")) { fold.hidden = ahead.length <= 6; fold.querySelector("summary b").textContent = ahead.length - 6; }
  for (const alert of document.querySelectorAll("#alert")) [alert.hidden, alert.firstChild.textContent] = [!ahead.length, `${ahead.length} ${ahead.length === 1 ? alert.dataset.one : alert.dataset.more}`];
  box.querySelector("#nogap").hidden = ahead.length > 0 || box.querySelector(".further") !== null;
}
