// Marks now by the reader's clock: the next duty, this week and the next, today. Without it the page is whole, in order.
const { lang, dataset: { zone } } = document.documentElement, say = document.body.dataset, DAY = 864e5, now = Date.now();
const all = (selector, within = document) => [...within.querySelectorAll(selector)], one = (selector, within = document) => within.querySelector(selector);
const today = new Intl.DateTimeFormat("sv", { timeZone: zone }).format(now), later = (day, days) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
const weekday = (day) => (new Date(day).getUTCDay() + 6) % 7, number = (day) => Number(day.slice(8)), named = (list, place) => say[list].split("|")[place];
const near = { [today]: say.today.toLowerCase(), [later(today, 1)]: say.tomorrow }, monday = later(today, -weekday(today));
const turns = [...one("template").content.children], duties = [], make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });
const mark = (box, day) => { if (day === today) box.ariaCurrent = "date"; if (day <= today) box.classList.add(day === today ? "today" : "past"); };
for (const cell of all("[data-month] td:not(:empty)")) {
  const day = `${cell.closest("details").dataset.month}-${String(parseInt(cell.textContent)).padStart(2, "0")}`, start = Date.parse(day), letters = [...cell.childNodes].filter((node) => node.nodeType === 3);
  for (const [place, turn] of (cell.dataset.k?.split(" ") ?? []).map((number) => turns[number]).entries()) {
    duties.push({ day, turn, change: cell.dataset.c?.split("|")[place], from: start + turn.dataset.from * 6e4, to: start + turn.dataset.to * 6e4 });
    letters[place].after(make("small", "", one("p b", turn).textContent.replace(/(\d)\D00/g, "$1").replace(/\s/g, "")));
  }
  mark(cell, day);
}
const line = (day, duty) => {
  const row = duty?.turn.cloneNode(true) ?? make("li"), date = row.firstChild ?? make("time");
  date.dateTime = day; date.replaceChildren(named("short", weekday(day)) + " ", make("b", "", number(day)));
  if (!duty) row.append(date, make("p", "", say.free));
  for (const word of all("em", row)) word.textContent = near[later(day, row.dataset.over)] ?? named("short", weekday(later(day, row.dataset.over)));
  if (duty?.change) one("p b", row).after(" ", make("span", "badge new", duty.change));
  row.classList.toggle("off", !duty); if (!duty || duty.to <= now || day === today) mark(row, day);
  return row;
};
const next = duties.find((duty) => duty.to > now), first = next && next.from - now > 14 * DAY ? later(next.day, -weekday(next.day)) : monday;
for (const [place, week] of all(".week").entries()) {
  const days = [0, 1, 2, 3, 4, 5, 6].map((day) => later(first, 7 * place + day)), label = { [monday]: say.week, [later(monday, 7)]: say.nextweek }[days[0]];
  const span = [days[0], days[6]].map((day) => `${number(day)} ${named("mon", Number(day.slice(5, 7)) - 1)}`).join(" – "), begun = (day) => duties.filter((duty) => duty.day === day);
  one("h2", week).textContent = label ? `${label}, ${span}` : span;
  one("ol", week).replaceChildren(...days.flatMap((day) => (begun(day).length ? begun(day) : [undefined]).map((duty) => line(day, duty))));
  week.hidden = days[0] > (duties.at(-1)?.day ?? "");
}
for (const part of all("[data-month]")) [part.hidden, part.open] = [next && part.dataset.month < today.slice(0, 7), [today, later(today, 28), next?.day ?? ""].some((day) => day.startsWith(part.dataset.month))];
one("#none").hidden = Boolean(next);
for (const hero of all(".next")) {
  if (hero.hidden = !next) continue;
  const on = next.from <= now, row = line(next.day, next), hours = ((on ? next.to : next.from) - now) / 36e5, close = near[next.day];
  const [count, unit] = hours < 1 ? [hours * 60, "minute"] : on || close ? [hours, "hour"] : [(Date.parse(next.day) - Date.parse(today)) / DAY, "day"];
  const date = say.day.replace("{weekday}", named("weekdays", weekday(next.day))).replace("{day}", number(next.day)).replace("{month}", named("months", Number(next.day.slice(5, 7)) - 1));
  one(".eyebrow", hero).replaceChildren(on ? say.onduty : say.next, make("span", "", (on ? say.ends + " " : "") + new Intl.RelativeTimeFormat(lang).format(Math.round(count), unit)));
  one("h2", hero).textContent = close ? `${close[0].toUpperCase()}${close.slice(1)}, ${date}` : date;
  one(".clock", hero).replaceChildren(one("p b", row));
  one(".kind", hero).replaceChildren(one(".k", row), [one("p span:not(.badge)", row)?.textContent, row.dataset.hours].filter(Boolean).join(" · "), ...all(".badge", row));
  one(".spot", hero).replaceChildren(...document.getElementById(row.dataset.at).cloneNode(true).childNodes);
  for (const [place, cell] of all(".relief dd", hero).entries()) cell.textContent = one("small", row)?.childNodes[2 * place].textContent;
  one(".relief", hero).hidden = !one("small", row);
}
// A change of days that are over is no news.
for (const part of all(".chg, .chg details, .chg li").reverse()) part.hidden = part.dataset.until ? part.dataset.until < today : all("li", part).every((change) => change.hidden);
// Folded months are printed as well.
addEventListener("beforeprint", () => { for (const part of all("details.paper")) part.open = true; });
