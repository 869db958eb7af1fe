// A calendar's ways into an app, and its QR code, if its link is followed. All stand in the page as plain links.
for (const box of document.querySelectorAll("dialog")) document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-code]"), one = (selector) => box.querySelector(selector);
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const https = link.href.replace(/^webcal/, "https"), [width, code] = link.dataset.code.split(":"), bits = [...atob(code)].map((byte) => byte.charCodeAt(0).toString(2).padStart(8, "0")).join("");
  one("[data-app=google]").href = "https://calendar.google.com/calendar/r?cid=" + encodeURIComponent(link.href);
  one("[data-app=apple]").href = link.href;
  one("[data-app=outlook]").href = "https://outlook.live.com/calendar/0/addfromweb?url=" + encodeURIComponent(https);
  one("[data-copy]").dataset.copy = one(".address").textContent = https;
  one("h2").textContent = link.textContent;
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path"), rows = bits.match(new RegExp(`.{${width}}`, "g")).slice(0, width);
  path.setAttribute("d", rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index + 2} ${y + 2}.5h${run[0].length}`)).join(""));
  one(".code").replaceChildren(path);
  one(".code").setAttribute("viewBox", `0 0 ${+width + 4} ${+width + 4}`);
  box.showModal();
});
