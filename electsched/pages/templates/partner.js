// Opens the month of today and hides those before it, unless all is over. A duty of yesterday may still be under way.
const months = [...document.querySelectorAll("[data-month]")], ahead = months.filter((month) => month.dataset.month >= today.slice(0, 7));
const yesterday = new Date(Date.parse(today) - 864e5).toISOString().slice(0, 10);
for (const month of ahead.length ? months : []) [month.hidden, month.open] = [!ahead.includes(month), month === ahead[0]];
for (const part of document.querySelectorAll("[data-of]")) part.hidden = ahead.length && part.dataset.of < today.slice(0, 7);
for (const day of ahead.length ? document.querySelectorAll(".month time") : []) {
  day.parentElement.classList.toggle("past", day.dateTime < yesterday);
  if (day.dateTime === today) day.parentElement.ariaCurrent = "date";
}
