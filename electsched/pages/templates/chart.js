// The line of today, and which bars are over or under way.
for (const axis of document.querySelectorAll(".axis")) {
  const line = axis.querySelector(".line"), since = (Date.parse(today) - Date.parse(axis.dataset.first)) / 864e5, bars = [...axis.querySelectorAll(".b")];
  for (const bar of bars) bar.classList.add(bar.dataset.end < today ? "over" : bar.dataset.start <= today ? "under" : "ahead");
  [line.hidden, line.style.gridColumn] = [since < 0 || bars.every((bar) => bar.dataset.end < today), since + 1];
  if (!line.hidden) axis.parentElement.scrollLeft = line.offsetLeft - 60;
}
