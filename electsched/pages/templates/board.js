// Shows today first: who is on duty and who is next at each post, the week of today, and the filters, read from the grids.
const { dataset: { zone } } = document.documentElement, say = document.body.dataset, DAY = 864e5;
const all = (selector, within = document) => [...within.querySelectorAll(selector)], one = (selector, within = document) => within.querySelector(selector);
const local = new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(Date.now()).replace(" ", "T");
const today = local.slice(0, 10), now = Date.parse(local + "Z"), weeks = all(".week"), slots = [];
// By the clock on the wall, as the shifts are: both a moment and a shift are read as if the zone were UTC.
for (const row of all(".grid tbody tr:not(.post)")) {
  const days = all("thead [data-day]", row.closest("table")), usual = row.firstElementChild.dataset;
  for (const [place, cell] of all("td", row).entries()) {
    const { s, h } = cell.dataset.s ? cell.dataset : usual, from = Date.parse(days[place].dataset.day) + s * 6e4;
    if (!cell.matches(".none")) slots.push({ cell, from, to: from + h * 6e4, post: row.parentElement.dataset.post, mark: one(".k", row) });
  }
}
const clock = (moment) => {
  const day = new Date(moment).toISOString(), hour = day.slice(11, 16).replace(":", say.colon);
  return { [today]: hour, [new Date(now + DAY).toISOString().slice(0, 10)]: `${say.tomorrow} ${hour}` }[day.slice(0, 10)] ?? `${say.short.split("|")[(new Date(moment).getUTCDay() + 6) % 7]} ${hour}`;
};
// A cell has the short name of a team at the posts of its unit, and elsewhere its name.
const posts = all("#post option[value]:not([value=''])"), unit = Object.fromEntries(posts.map((post) => [post.value, post.parentElement.label]));
const has = (cell, { value, text, parentElement: { label } }) => value === "" || [...cell.childNodes].some(({ data = "", parentElement }) => data.trim() === (unit[parentElement.closest("[data-post]").dataset.post] === label ? value : text));
const make = (tag, values, ...parts) => { const element = Object.assign(document.createElement(tag), values); element.append(...parts); return element; };
const told = ({ cell, mark, from, to }) => {
  const hours = make("small", {}, from <= now ? `${say.until} ${clock(to)}` : clock(from));
  const text = make("div", {}, ...[...cell.childNodes].map((node) => node.cloneNode(true)), hours);
  return make("div", { className: `who ${cell.className.replace("on", "").trim()}` }, mark.cloneNode(true), text);
};
const heads = all("#now thead th").map((head) => head.textContent);
for (const { value, text } of posts) {
  const own = slots.filter((slot) => slot.post === value), on = own.filter((slot) => slot.from <= now && slot.to > now);
  const first = Math.min(...own.filter((slot) => slot.from > now).map((slot) => slot.from)), next = own.filter((slot) => slot.from === first && first - now < 2 * DAY);
  if (on.length || next.length) {
    const cells = [on, next].map((part) => make("td", {}, ...(part.length ? part.map(told) : ["–"])));
    for (const [place, cell] of cells.entries()) cell.dataset.label = heads[place + 1];
    const row = make("tr", {}, make("th", { scope: "row" }, text), ...cells);
    row.dataset.post = value;
    one("#now tbody").append(row);
  }
  for (const { cell } of on) cell.classList.add("on");
}
for (const part of all("#now")) part.hidden = !all("tbody tr", part).length;
for (const tab of all(".tabs [aria-current]")) tab.parentElement.scrollLeft = tab.offsetLeft - 16;
for (const head of all(`thead [data-day="${today}"], .tabs [data-month="${today.slice(0, 7)}"]`)) head.classList.add("today");
// On a phone the day of today is beside the names of the shifts.
const near = () => { for (const head of all(".grid thead .today")) { const box = head.closest(".scroll"); box.scrollLeft = head.offsetLeft - head.parentElement.firstElementChild.offsetWidth + parseFloat(getComputedStyle(box).paddingLeft); } };
let shown = Math.max(0, weeks.findLastIndex((week) => week.dataset.first <= today));
const show = (step) => { shown = Math.min(Math.max(shown + step, 0), weeks.length - 1); weeks.forEach((week, place) => { week.hidden = place !== shown; }); };
for (const button of all("[data-step]")) button.addEventListener("click", () => show(Number(button.dataset.step)));
for (const bar of all(".bar")) {
  bar.hidden = false;
  one("#print").addEventListener("click", () => print());
  bar.addEventListener("change", () => {
    const post = one("#post").value, team = one("#team").selectedOptions[0];
    for (const part of all(".grid tbody, #now [data-post]")) part.hidden = (post !== "" && part.dataset.post !== post) || !all("td, .who > div", part).some((cell) => has(cell, team));
    for (const cell of all(".grid td")) { cell.classList.toggle("hit", team.value !== "" && has(cell, team)); cell.classList.toggle("dim", !has(cell, team)); }
  });
  show(0); near();
}
