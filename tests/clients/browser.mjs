// A browser at work on pages and calendars: what it finds, one JSON object on standard output.
//
//   node browser.mjs axe WIDTH NOW URL...  what axe-core finds on each page, light and then dark, as it is at that moment
//                                         with every part of it opened
//   node browser.mjs serve                starts a browser and prints its address; ends with its input
//   node browser.mjs see WIDTH NOW ZONE URL EXPRESSION...  the values of expressions on the page as it opens at a moment
//   node browser.mjs plain URL EXPRESSION...  the same without scripts
//   node browser.mjs walk URL             the text of each element that the keyboard reaches, and whether it is seen there
//   node browser.mjs pdf URL FILE [NOW]   the page as it is printed, at a moment
//   node browser.mjs shot WIDTH URL FILE  the page as it is seen
//   node browser.mjs paint WIDTH NOW URL...  milliseconds to the first paint of each page, and how far its parts shift then
//   node browser.mjs use URL DAY          the public page used on a day: what its first button copies, where today is, the law of each bar
//   node browser.mjs find URL TEXT        the tree of units without a script, as it opens, as the text is sought, cleared
//   node browser.mjs calendars DAY ZONE URL...  the events that FullCalendar shows of each calendar in the 18 months from that day
//
// Each command but `serve` opens its pages in a session of its own, which ends with it: of the browser at CHROMIUM_ADDRESS,
// else of a browser that it starts.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL(".", import.meta.url));
const [command, ...rest] = process.argv.slice(2);
// Milliseconds for each step, also on a machine with much else to do; the tests have a limit of their own.
const PATIENCE = 600_000;
const address = process.env.CHROMIUM_ADDRESS;
const browser = address ? await puppeteer.connect({ browserWSEndpoint: address, protocolTimeout: PATIENCE }) : await puppeteer.launch({
  timeout: PATIENCE, protocolTimeout: PATIENCE,
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-web-security"],
});
const session = await browser.createBrowserContext();

async function newPage() {
  const opened = await session.newPage();
  opened.setDefaultTimeout(PATIENCE);
  return opened;
}

let page = await newPage();
const asked = [];
page.on("pageerror", (error) => console.error(error));
page.on("console", (message) => {
  // A server without an icon for the tab is no error of the page.
  if (message.type() === "error" && !message.text().includes("404")) console.error(message.text());
});
page.on("request", (request) => asked.push(request.url()));

async function serve() {
  browser.on("disconnected", () => process.exit(1));
  console.log(browser.wsEndpoint());
  for await (const _ of process.stdin);
}

// A screen of that width: a phone with touch, a tablet, or a desk.
async function screen(width) {
  const phone = Number(width) < 700;
  const sizes = { width: Number(width), height: phone ? 844 : 900, isMobile: phone, hasTouch: phone, deviceScaleFactor: phone ? 2 : 1 };
  await page.setViewport(sizes);
  if (phone) await page.setUserAgent({ userAgent: "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36" });
}

// The clock of the pages that are opened from now on stands still.
async function freeze(now) {
  await page.evaluateOnNewDocument((fixed) => {
    const Real = Date;
    window.Date = class extends Real {
      constructor(...given) { super(...(given.length ? given : [fixed])); }
      static now() { return new Real(fixed).getTime(); }
    };
  }, now);
}

const unfold = () => page.evaluate(() => document.querySelectorAll("details").forEach((part) => { part.open = true; }));

async function open(width, url) {
  await screen(width);
  await page.goto(url, { waitUntil: "load" });
  await unfold();
}

async function axe(width, now, ...urls) {
  const found = [];
  await screen(width);
  await freeze(now);
  for (const url of urls) {
    asked.length = 0;
    await page.goto(url, { waitUntil: "load" });
    await page.evaluate(readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8"));
    await unfold();
    for (const scheme of ["light", "dark"]) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const { violations, passes } = await page.evaluate(() => axe.run());
      // On a phone the window grows with its content.
      const wide = await page.evaluate((given) => document.documentElement.scrollWidth - given, Number(width));
      found.push({
        url, scheme, wide, passes: passes.length,
        loaded: asked.filter((other) => other !== url && !other.startsWith("data:")),
        violations: violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.length}: ${nodes[0].html.slice(0, 200)}`),
      });
    }
  }
  return found;
}

async function see(width, now, zone, url, ...expressions) {
  await screen(width);
  await freeze(now);
  await page.emulateTimezone(zone);
  await page.goto(url, { waitUntil: "load" });
  const values = [];
  for (const expression of expressions) values.push(await page.evaluate(expression));
  return values;
}

async function plain(url, ...expressions) {
  await page.setJavaScriptEnabled(false);
  await page.goto(url, { waitUntil: "load" });
  const values = [];
  for (const expression of expressions) values.push(await page.evaluate(expression));
  return values;
}

async function walk(url) {
  await page.goto(url, { waitUntil: "load" });
  const stops = [];
  for (;;) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const { activeElement: element } = document;
      if (element === document.body || element.dataset.walked) return null;
      element.dataset.walked = "1";
      const box = element.getBoundingClientRect();
      return [element.innerText.trim() || element.getAttribute("aria-label"), box.width > 0 && box.bottom > 0 && box.top < innerHeight];
    });
    if (!stop) return stops;
    stops.push(stop);
  }
}

async function pdf(url, file, now) {
  if (now) await freeze(now);
  await page.goto(url, { waitUntil: "load" });
  await page.pdf({ path: file, preferCSSPageSize: true, printBackground: true });
  return {};
}

async function shot(width, url, file) {
  await open(width, url);
  await page.screenshot({ path: file, fullPage: true });
  return {};
}

// Each page is opened in a tab of its own; half a second after it is loaded nothing moves any more.
async function paint(width, now, ...urls) {
  const paints = [];
  for (const url of urls) {
    page = await newPage();
    await screen(width);
    await freeze(now);
    await page.goto(url, { waitUntil: "load" });
    paints.push(await page.evaluate(() => new Promise((resolve) => {
      const shifts = [];
      new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
      setTimeout(() => resolve({
        url: location.href,
        first: performance.getEntriesByName("first-contentful-paint")[0].startTime,
        shift: shifts.reduce((sum, { value }) => sum + value, 0),
        shifted: [...new Set(shifts.flatMap(({ sources }) => sources.map(({ node }) => node?.nodeType === 1 ? node.outerHTML.slice(0, 80) : "text")))],
      }), 500);
    })));
    await page.close();
  }
  return paints;
}

async function use(url, day) {
  await session.overridePermissions(new URL(url).origin, ["clipboard-read", "clipboard-write"]);
  await freeze(`${day}T12:00:00`);
  await page.goto(url, { waitUntil: "load" });
  await page.bringToFront();
  const button = await page.$("button[data-copy]");
  await button.focus();
  await page.keyboard.press("Enter");
  await page.waitForFunction((each) => each.textContent === each.dataset.done, {}, button);
  return page.evaluate(async () => ({
    copied: await navigator.clipboard.readText().catch((error) => String(error)),
    today: [...document.querySelectorAll(".axis .line:not([hidden])")].map((line) => line.innerText),
    bars: [...document.querySelectorAll(".axis .b")].map((bar) => {
      bar.focus();
      const { start, end } = bar.dataset, line = document.querySelector(".axis .line").getBoundingClientRect(), box = bar.getBoundingClientRect();
      // The row of a bar is as wide as the axis.
      const { left, width } = getComputedStyle(bar, "::after"), from = box.left + parseFloat(left), to = from + parseFloat(width);
      return [bar.querySelector("b").innerText, start, end, document.querySelector(".law").innerText, line.left >= from - 1 && line.left <= to + 1];
    }),
    under: [...document.querySelectorAll("#under li")].map((row) => row.innerText),
    far: document.querySelector("#togo").innerText,
  }));
}

async function find(url, text) {
  const look = () => page.evaluate(() => {
    const seen = (each) => each.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true });
    return {
      field: seen(document.querySelector("#find")),
      told: document.querySelector(".find [role=status]").textContent,
      links: [...document.querySelectorAll("ul.tree a")].filter(seen).map((each) => each.textContent),
      folds: [...document.querySelectorAll("ul.tree summary")].filter(seen).map((each) => each.innerText),
    };
  });
  await page.setJavaScriptEnabled(false);
  await page.goto(url, { waitUntil: "load" });
  const plain = await look();
  await page.setJavaScriptEnabled(true);
  await page.goto(url, { waitUntil: "load" });
  const opened = await look();
  // Over the link to the content and the one to the other language.
  for (let place = 0; place < 3; place += 1) await page.keyboard.press("Tab");
  await page.keyboard.type(text);
  const sought = await look();
  for (const _ of text) await page.keyboard.press("Backspace");
  return { plain, opened, sought, cleared: await look() };
}

async function calendars(day, zone, ...urls) {
  const { build } = await import("esbuild");
  const source = `
    import { Calendar } from "@fullcalendar/core";
    import list from "@fullcalendar/list";
    import icalendar from "@fullcalendar/icalendar";
    window.shown = (url, day) => new Promise((resolve, reject) => {
      const calendar = new Calendar(document.body, {
        plugins: [list, icalendar], initialView: "whole", initialDate: day,
        views: { whole: { type: "list", duration: { months: 18 } } },
        events: { url, format: "ics" },
        eventSourceSuccess: () => { setTimeout(() => resolve(calendar.getEvents().map((event) => ({
          title: event.title, start: event.start.toISOString(), end: event.end?.toISOString(), allDay: event.allDay,
        }))), 100); },
        eventSourceFailure: reject,
      });
      calendar.render();
    });`;
  const bundle = await build({
    stdin: { contents: source, resolveDir: here }, bundle: true, write: false, format: "iife", logLevel: "error",
  });
  await page.emulateTimezone(zone);
  await page.setContent("<!DOCTYPE html><body></body>");
  await page.evaluate(bundle.outputFiles[0].text);
  const events = [];
  for (const url of urls) events.push(await page.evaluate((...given) => window.shown(...given), url, day));
  return events;
}

try {
  if (command === "serve") await serve();
  else console.log(JSON.stringify(await { axe, see, plain, walk, pdf, shot, paint, use, find, calendars }[command](...rest)));
} finally {
  await session.close();
  await (address ? browser.disconnect() : browser.close());
}
