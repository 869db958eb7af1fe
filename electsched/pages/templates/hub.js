// Searches the calendars, and says what today is like.
const say = document.body.dataset, all = (selector, within = document) => [...within.querySelectorAll(selector)], one = (selector, within = document) => within.querySelector(selector);
const field = one("#find"), units = all(".unit"), open = new Set(units.filter((unit) => unit.open)), told = (count) => (count ? `${count} ${say.found}` : say.nothing);
one(".find").hidden = false;
field.addEventListener("input", () => {
  const text = field.value.trim().toLowerCase(), has = (box) => box.textContent.toLowerCase().includes(text);
  for (const unit of units) {
    const whole = has(one("summary", unit)), rows = all(".cals li", unit);
    for (const row of rows) row.hidden = !whole && !has(row) && !(row.closest(".cals ul") && has(row.closest(".cals > li").querySelector("a")));
    [unit.hidden, unit.open] = [!whole && rows.every((row) => row.hidden), text ? whole || rows.some((row) => !row.hidden) : open.has(unit)];
  }
  one(".find [role=status]").textContent = text ? told(all(".cals a").filter((link) => link.checkVisibility()).length) : "";
});
// Each run of days with the same numbers: its first day, its length, duties, people, gaps.
const runs = say.days.split(" ").filter(Boolean).map((part) => part.split(",")), since = (day) => (Date.parse(today) - Date.parse(day)) / 864e5;
const [level] = all(".axis .under[data-level]").sort((bar, other) => parseInt(other.dataset.level) - parseInt(bar.dataset.level)), cells = all("#today b"), run = runs.find(([first, days]) => since(first) >= 0 && since(first) < days), missing = runs.reduce((sum, [first, days, , , gaps]) => sum + Math.min(days, Math.max(0, days - since(first))) * gaps, 0);
const day = new Date(today), name = (list, place) => say[list].split("|")[place], write = (number) => Number(number ?? 0).toLocaleString(document.documentElement.lang);
for (const part of all("#today")) {
  [part.hidden, cells[2].parentElement.className] = [!run && !missing && !level, missing ? "bad" : ""];
  one("h2", part).textContent = say.day.replace("{weekday}", name("weekdays", (day.getUTCDay() + 6) % 7)).replace("{day}", day.getUTCDate()).replace("{month}", name("months", day.getUTCMonth()));
  for (const [place, number] of [run?.[2], run?.[3], missing].entries()) [cells[place].textContent, cells[place].nextSibling.textContent] = [write(number), ` ${cells[place].parentNode.dataset.words.split("|")[Number(Number(number) !== 1)]}`];
  if (cells[3]) [cells[3].textContent, one("span", cells[3].parentElement).textContent] = level ? [level.dataset.level.replace(/^\d+ /, ""), say.window.replace("{window}", one("b", level).textContent).replace("{day}", since(level.dataset.start) + 1).replace("{days}", since(level.dataset.start) - since(level.dataset.end) + 1)] : ["–", ""];
}
for (const link of all("[data-monthly]")) if (run) link.setAttribute("href", link.getAttribute("href").replace("board", `board.${today.slice(0, 7)}`));
for (const more of all(".further")) [more.hidden, more.firstChild.textContent] = [missing <= all("#gaps li").filter(({ dataset }) => dataset.day >= today).length, cells[2].parentNode.textContent];
for (const badge of all(".musters .badge")) badge.hidden = badge.parentElement.dataset.day >= today;
listGaps();
