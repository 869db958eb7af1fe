// Searches the calendars, and says what today is like.
const say = document.body.dataset, all = (selector, within = document) => [...within.querySelectorAll(selector)], one = (selector) => document.querySelector(selector);
const field = one("#find"), units = all(".unit"), open = new Set(units.filter((unit) => unit.open));
field.addEventListener("input", () => {
  const text = field.value.trim().toLowerCase(), has = (box) => box.textContent.toLowerCase().includes(text);
  for (const unit of units) {
    const whole = has(unit.querySelector("summary"));
    for (const row of all(".cals li", unit)) row.hidden = !whole && !has(row) && !(row.closest(".cals ul") && has(row.closest(".cals > li").querySelector("a")));
    unit.hidden = !whole && !all(".cals li:not([hidden])", unit).length;
    unit.open = text ? !unit.hidden : open.has(unit);
  }
  const count = all(".cals a").filter((link) => link.checkVisibility()).length;
  one(".find [role=status]").textContent = !text ? "" : count ? `${count} ${say.found}` : say.nothing;
});
one(".find").hidden = false;
// Each run of days with the same numbers: its first day, its length, duties, people.
const run = say.days.split(" ").map((part) => part.split(",")).find(([first, days]) => first && first <= today && (Date.parse(today) - Date.parse(first)) / 864e5 < days);
if (run) {
  all("#today b").forEach((cell, place) => { cell.textContent = Number(run[place + 2]).toLocaleString(document.documentElement.lang); cell.nextSibling.textContent = ` ${cell.parentNode.dataset.words.split("|")[Number(run[place + 2] !== "1")]}`; });
  const day = new Date(today), name = (list, place) => say[list].split("|")[place];
  one("#today h2").textContent = say.day.replace("{weekday}", name("weekdays", (day.getUTCDay() + 6) % 7)).replace("{day}", day.getUTCDate()).replace("{month}", name("months", day.getUTCMonth()));
  one("#today").hidden = false;
}
