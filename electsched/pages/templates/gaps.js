// The first six gaps ahead stand open; those after them are folded, and those of past days are hidden.
const listGaps = () => document.querySelectorAll("#gaps").forEach((box) => {
  const gaps = [...box.querySelectorAll("li")], ahead = gaps.filter((gap) => (gap.hidden = gap.dataset.day < today) === false), count = ahead.length;
  box.querySelector("ul").append(...ahead.slice(0, 6));
  for (const fold of box.querySelectorAll("details")) [fold.hidden, fold.querySelector("summary b").textContent] = [count <= 6, count - 6];
  for (const alert of document.querySelectorAll("#alert")) [alert.hidden, alert.firstChild.textContent] = [!count, `${count} ${count === 1 ? alert.dataset.one : alert.dataset.more}`];
  box.querySelector("#nogap").hidden = count > 0 || box.querySelector(".further:not([hidden])") !== null;
});
