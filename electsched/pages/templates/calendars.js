// A calendar's ways into an app, if its link is followed; its QR code is on the page of all codes.
for (const box of document.querySelectorAll("dialog")) document.addEventListener("click", (event) => {
  const link = event.target.closest(".cals a[href^=webcal]"), one = (selector) => box.querySelector(selector);
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const https = link.href.replace(/^webcal/, "https"), ways = { google: "https://calendar.google.com/calendar/r?cid=" + encodeURIComponent(link.href), apple: link.href, outlook: "https://outlook.live.com/calendar/0/addfromweb?url=" + encodeURIComponent(https) };
  for (const [app, href] of Object.entries(ways)) one(`[data-app=${app}]`).href = href;
  [one("h2").textContent, one("[data-code]").hash] = [link.textContent, link.href.split("/").slice(-2).join("/")];
  one("[data-copy]").dataset.copy = one(".address").textContent = https;
  box.showModal();
});
