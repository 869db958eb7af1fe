// Says how far polling day is, what is under way and what is next by the reader's clock; shows the law of a bar.
const say = document.body.dataset, all = (selector, within = document) => [...within.querySelectorAll(selector)], one = (selector) => document.querySelector(selector);
const rows = all(".cards tbody tr"), polls = all(".big time"), poll = polls.find((day) => day.dateTime >= today) ?? polls.at(-1);
for (const day of polls) day.closest("div").hidden = day !== poll;
if (poll) {
  const days = Math.round((Date.parse(poll.dateTime) - Date.parse(today)) / 864e5), count = Math.abs(days).toLocaleString(document.documentElement.lang);
  const number = Object.assign(document.createElement("b"), { textContent: days ? count : say.today });
  one("#togo").replaceChildren(number, days ? ` ${(days > 0 ? say.togo : say.ago).split("|")[Number(Math.abs(days) !== 1)]}` : "");
  one("#togo").hidden = false;
}
const list = (part, entries, date) => {
  one(`${part} ul`).replaceChildren(...entries.map((row) => {
    const entry = document.createElement("li"), bold = document.createElement("b"), day = document.createElement("span");
    bold.textContent = row.querySelector("th span").textContent;
    day.textContent = row.cells[date].textContent || row.cells[1].textContent;
    entry.append(bold, " ", day);
    return entry;
  }));
  one(part).hidden = !entries.length;
};
for (const row of rows) row.classList.toggle("under", row.dataset.start <= today && row.dataset.end >= today);
list("#under", rows.filter((row) => row.matches(".under")), 2);
list("#next", rows.filter((row) => row.dataset.start > today).sort((a, b) => (a.dataset.start < b.dataset.start ? -1 : 1)).slice(0, 3), 1);
one("#next h2").textContent = say.next;
for (const bar of all(".axis [data-note]")) for (const kind of ["pointerenter", "focus", "click"]) bar.addEventListener(kind, () => { one(".law").textContent = bar.dataset.note; });
const field = one(".find .field"), past = one(".check input"), filter = () => {
  for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(field.value.trim().toLowerCase()) || (past.checked && row.dataset.end < today);
};
field.addEventListener("input", filter);
past.addEventListener("change", filter);
past.checked = rows.some((row) => row.dataset.end >= today);
filter();
one(".find").hidden = false;
// Folded parts are printed as well.
addEventListener("beforeprint", () => { for (const part of all("details.paper")) part.open = true; });
