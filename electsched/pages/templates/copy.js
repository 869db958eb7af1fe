// Copies an address. Over plain http a browser has no clipboard to write to, and elsewhere it may refuse.
const byHand = (button, value) => { const field = Object.assign(document.createElement("textarea"), { value }); button.after(field); field.select(); document.execCommand("copy"); field.remove(); button.focus(); };
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const label = button.textContent, { copy, done } = button.dataset;
    try { await navigator.clipboard.writeText(copy); } catch { byHand(button, copy); }
    document.querySelector("p[role=status]").textContent = button.textContent = done;
    setTimeout(() => { button.textContent = label; }, 3000);
  });
}
// The calendar app of the reader's device comes first.
for (const way of document.querySelectorAll(`[data-app=${/iphone|ipad|mac os/i.test(navigator.userAgent) ? "apple" : "google"}]`)) way.parentElement.prepend(way);
