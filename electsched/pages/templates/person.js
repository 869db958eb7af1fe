// Marks now by the reader's clock: the next duty, this week and the next, today. Without it the page is whole, in order.
const { lang, dataset: { zone } } = document.documentElement, say = document.body.dataset, DAY = 864e5, now = Date.now();
const all = (selector, within = document) => [...within.querySelectorAll(selector)], one = (selector, within = document) => within.querySelector(selector);
const today = new Intl.DateTimeFormat("sv", { timeZone: zone }).format(now), later = (day, days) => new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
const weekday = (day) => (new Date(day).getUTCDay() + 6) % 7, number = (day) => Number(day.slice(8)), named = (list, place) => say[list].split("|")[place];
const near = { [today]: say.today.toLowerCase(), [later(today, 1)]: say.tomorrow }, monday = later(today, -weekday(today));
const turns = [...one("template").content.children], duties = [];
const mark = (box, day) => { if (day === today) box.ariaCurrent = "date"; if (day <= today) box.classList.add(day === today ? "today" : "past"); };
for (const part of all("[data-month]")) {
  for (const cell of all("td:not(:empty)", part)) {
    const day = `${part.dataset.month}-${String(parseInt(cell.textContent)).padStart(2, "0")}`, start = Date.parse(day);
    for (const turn of (cell.dataset.k?.split(" ") ?? []).map((place) => turns[place])) duties.push({ day, turn, from: start + turn.dataset.from * 6e4, to: start + turn.dataset.to * 6e4 });
    mark(cell, day);
  }
}
const line = (day, duty) => {
  const row = duty?.turn.cloneNode(true) ?? document.createElement("li"), date = row.firstChild ?? document.createElement("time"), bold = document.createElement("b");
  [date.dateTime, bold.textContent] = [day, number(day)]; date.replaceChildren(named("short", weekday(day)) + " ", bold);
  if (!duty) row.append(date, Object.assign(document.createElement("p"), { textContent: say.free }));
  for (const word of all("em", row)) word.textContent = near[later(day, row.dataset.over)] ?? named("short", weekday(later(day, row.dataset.over)));
  row.classList.toggle("off", !duty); mark(row, day);
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
const shown = (part) => !next || part.dataset.month >= today.slice(0, 7);
for (const part of all("[data-month]")) [part.hidden, part.open] = [!shown(part), [today, later(today, 28), next?.day ?? ""].some((day) => day.startsWith(part.dataset.month))];
one("#none").hidden = Boolean(next);
for (const hero of all(".next")) {
  if (hero.hidden = !next) continue;
  const on = next.from <= now, row = line(next.day, next), hours = ((on ? next.to : next.from) - now) / 36e5, close = near[next.day];
  const [count, unit] = hours < 1 ? [hours * 60, "minute"] : hours < 48 ? [hours, "hour"] : [hours / 24, "day"], left = document.createElement("span");
  const date = say.day.replace("{weekday}", named("weekdays", weekday(next.day))).replace("{day}", number(next.day)).replace("{month}", named("months", Number(next.day.slice(5, 7)) - 1));
  left.textContent = (on ? say.ends + " " : "") + new Intl.RelativeTimeFormat(lang).format(Math.round(count), unit);
  one(".eyebrow", hero).replaceChildren(on ? say.onduty : say.next, left);
  one("h2", hero).textContent = close ? `${close[0].toUpperCase()}${close.slice(1)}, ${date}` : date;
  one(".clock", hero).replaceChildren(one("p b", row));
  one(".kind", hero).replaceChildren(one(".k", row), [one("p span", row)?.textContent, row.dataset.hours].filter(Boolean).join(" · "));
  one(".spot", hero).replaceChildren(...document.getElementById(row.dataset.at).cloneNode(true).childNodes);
  all(".relief dd", hero).forEach((cell, place) => { cell.textContent = [row.dataset.before, row.dataset.after][place]; });
  one(".relief", hero).hidden = row.dataset.before + row.dataset.after === "––";
}
// Folded months are printed as well.
addEventListener("beforeprint", () => { for (const part of all("[data-month]")) part.open = true; });
