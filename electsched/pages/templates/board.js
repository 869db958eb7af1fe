// Shows today first: who is on duty and who is next at each post, the week of today, and the filters, read from the grids.
const { dataset: { zone } } = document.documentElement, say = document.body.dataset, DAY = 864e5;
const all = (selector, within = document) => [...within.querySelectorAll(selector)], one = (selector, within = document) => within.querySelector(selector);
const weeks = all(".week"), slots = [], heads = all("#now thead th").map((head) => head.textContent), posts = all("#post option:not([value=''])"), teams = all("#team option:not([value=''])");
let today = "", now = 0, shown = 0;
// By the clock on the wall, as the shifts are: both a moment and a shift are read as if the zone were UTC.
for (const row of all(".grid tbody tr:not(.post)")) {
  const days = all("thead [data-day]", row.closest("table")), usual = row.firstElementChild.dataset;
  for (const [place, cell] of all("td", row).entries()) {
    const { s, h } = cell.dataset.s ? cell.dataset : usual, from = Date.parse(days[place].dataset.day) + s * 6e4;
    if (!cell.matches(".none")) slots.push({ cell, from, to: from + h * 6e4, post: row.parentElement.dataset.post, mark: one(".k", row) });
  }
}
const iso = (moment) => new Date(moment).toISOString(), name = (list, moment) => say[list].split("|")[(new Date(moment).getUTCDay() + 6) % 7], hour = (moment) => iso(moment).slice(11, 16).replace(":", say.colon);
const clock = (moment) => `${{ [today]: "", [iso(now + DAY).slice(0, 10)]: `${say.tomorrow} ` }[iso(moment).slice(0, 10)] ?? `${name("short", moment)} `}${hour(moment)}`;
// A cell has the short name of a team at the posts of its unit, and elsewhere its name.
const unit = Object.fromEntries(posts.map((post) => [post.value, post.parentElement.label])), title = (post, { value, text, parentElement: { label } }) => (unit[post] === label ? value : text);
const has = (cell, team) => team.value === "" || [...cell.childNodes].some(({ data = "" }) => data.trim() === title(cell.closest("[data-post]").dataset.post, team));
const make = (tag, values, ...parts) => { const element = Object.assign(document.createElement(tag), values); element.append(...parts); return element; };
// A team that is on duty as a whole has the names of its members in the list of members alone.
const crew = Object.fromEntries(all(".members dt").map((team) => [team.textContent, team.nextElementSibling.textContent]));
const named = (node, post) => { const [team, other] = teams.filter((each) => node.data?.trim() === title(post, each)); return [node.cloneNode(true), ...(team && !other && crew[team.text] && node.nextSibling?.nodeName !== "SMALL" ? [make("small", {}, crew[team.text])] : [])]; };
const told = ({ cell, mark, from, to, post }) => {
  const text = make("div", {}, ...[...cell.childNodes].flatMap((node) => named(node, post)), make("small", {}, from <= now ? `${say.until} ${clock(to)}` : clock(from)));
  return make("div", { className: `who ${cell.className.replace("on", "").trim()}` }, mark.cloneNode(true), text);
};
const line = ({ value, text }) => {
  const own = slots.filter((slot) => slot.post === value), on = own.filter((slot) => slot.from <= now && slot.to > now);
  const first = Math.min(...own.filter((slot) => slot.from > now).map((slot) => slot.from)), next = own.filter((slot) => slot.from === first && first - now < 2 * DAY);
  const cells = [on, next].map((part, place) => make("td", {}, ...(part.length ? part.map(told) : ["–"])));
  const row = make("tr", { hidden: !on.length && !next.length }, make("th", { scope: "row" }, text), ...cells);
  for (const { cell } of own) cell.classList.toggle("on", on.some((slot) => slot.cell === cell));
  [row.dataset.post, cells[0].dataset.label, cells[1].dataset.label] = [value, heads[1], heads[2]];
  return row;
};
// On a phone the day of today is beside the names of the shifts.
const near = () => { for (const head of all(".grid thead .today")) { const box = head.closest(".scroll"); box.scrollLeft = head.offsetLeft - head.parentElement.firstElementChild.offsetWidth + parseFloat(getComputedStyle(box).paddingLeft); } };
const show = (step) => { shown = Math.min(Math.max(shown + step, 0), weeks.length - 1); weeks.forEach((week, place) => { week.hidden = place !== shown; }); };
const filter = () => {
  const post = one("#post").value, team = one("#team").selectedOptions[0];
  for (const part of all(".grid tbody, #now tr[data-post]:has(.who)")) part.hidden = (post !== "" && part.dataset.post !== post) || !all("td, .who > div", part).some((cell) => has(cell, team));
  for (const cell of all(".grid td")) { cell.classList.toggle("hit", team.value !== "" && has(cell, team)); cell.classList.toggle("dim", !has(cell, team)); }
};
const draw = () => {
  const [day, time] = new Intl.DateTimeFormat("sv", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(Date.now()).split(" "), is_new = day !== today;
  [today, now] = [day, Date.parse(`${day}T${time}Z`)];
  for (const part of all("#now")) { one("tbody", part).replaceChildren(...posts.map(line)); part.hidden = !one(".who", part); one("h2 small", part).textContent = `${say.day.replace("{weekday}", name("weekdays", now)).replace("{day}", Number(day.slice(8))).replace("{month}", say.months.split("|")[Number(day.slice(5, 7)) - 1])}, ${hour(now)}`; }
  if (is_new) for (const head of all("thead [data-day], .tabs [data-month]")) head.classList.toggle("today", today.startsWith(head.dataset.day ?? head.dataset.month));
  if (is_new) { shown = Math.max(0, weeks.findLastIndex((week) => week.dataset.first <= today)); show(0); near(); listGaps(); }
  if (weeks.length) filter();
  for (const month of all(".cover [data-month]")) month.hidden = month.dataset.month < today.slice(0, 7) && all(".cover [data-month]").at(-1).dataset.month >= today.slice(0, 7);
};
for (const button of all("[data-step]")) button.addEventListener("click", () => show(Number(button.dataset.step)));
for (const bar of all(".bar")) { [bar.hidden, one("#duty").hidden] = [false, false]; one("#print").addEventListener("click", () => print()); bar.addEventListener("change", filter); }
draw();
for (const tab of all(".tabs").map((tabs) => one("[aria-current]", tabs) ?? one(".today", tabs))) if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - 16;
for (const go of all("#go")) if (one(".tabs .today")) [go.hidden, go.firstChild.href] = [false, one(".tabs .today").href];
setInterval(draw, 6e4);
