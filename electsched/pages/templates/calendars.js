// A calendar's ways into an app, if its link is followed; its QR code is on the page of all codes.
for (const box of document.querySelectorAll("dialog")) document.addEventListener("click", (event) => {
  const link = event.target.closest(".cals a[href^=webcal]"), one = (selector) => box.querySelector(selector);
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const https = link.href.replace(/^webcal/, "https");
  one("[data-app=google]").href = "https://calendar.google.com/calendar/r?cid=" + encodeURIComponent(link.href);
  one("[data-app=apple]").href = link.href;
  one("[data-app=outlook]").href = "https://outlook.live.com/calendar/0/addfromweb?url=" + encodeURIComponent(https);
  one("[data-code]").hash = link.href.split("/").slice(-2).join("/");
  one("[data-copy]").dataset.copy = one(".address").textContent = https;
  one("h2").textContent = link.textContent;
  box.showModal();
});
