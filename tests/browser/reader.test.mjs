// What a reader does: search, filter, sort, open the map, choose a team, print. And what the site may weigh.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { HtmlValidate } from "html-validate";
import * as inside from "./inside.mjs";
import { here, inParallel, kinds, launch, onDisk, pages, serve, site, themes } from "./lib.mjs";

let browser, server;
before(async () => {
  browser = await launch();
  server = await serve();
});
after(async () => {
  await browser?.close();
  server?.close();
});

const local = (name) => pathToFileURL(path.join(site("default"), name)).href;
const gzip = (name) => zlib.gzipSync(fs.readFileSync(path.join(site("default"), name)), { level: 9 }).length;

/** Asks the box in the bar and returns the texts of the results. */
async function ask(page, text) {
  await page.keyboard.press("Control+k");
  await page.fill("#q", "");
  await page.keyboard.type(text, { delay: 5 });
  await page.waitForFunction((t) => document.querySelector("#q").value === t && document.querySelector(".results:not([hidden]) .said")?.textContent, text, { timeout: 5000 });
  await page.waitForTimeout(150);
  return page.locator(".results [role=option]").allTextContents();
}

test("every page is valid HTML", async () => {
  const checker = new HtmlValidate({
    extends: ["html-validate:recommended"],
    rules: {
      // Titles carry the goal's whole name.
      "long-title": "off",
      // Layout of the source, not of the page.
      "no-trailing-whitespace": "off",
      "void-style": "off",
      // Wide tables scroll in a named region (axe: scrollable-region-focusable).
      "prefer-native-element": "off",
      "no-inline-style": "error",
    },
  });
  const wrong = [];
  for (const theme of themes) {
    for (const page of theme === "default" ? pages(theme) : kinds) {
      const report = await checker.validateFile(path.join(site(theme), page));
      for (const result of report.results) for (const m of result.messages) wrong.push(`${theme} ${page}:${m.line}:${m.column} ${m.ruleId} ${m.message}`);
    }
  }
  assert.deepEqual(wrong.slice(0, 30), [], `${wrong.length} findings`);
});

test("search loads nothing before it is used, and finds by title, id, owner, team, tag, heading and word, from disk", async () => {
  const page = await browser.newPage();
  const asked = [];
  page.on("request", (r) => asked.push(r.url()));
  await page.goto(local("about/index.html"));
  assert.ok(!asked.some((u) => u.includes("search")), asked.join(" "));
  for (const [question, expected] of [
    ["first atempt", /First-attempt delivery/],
    ["OPS-2", /^OPS-2 Deliver right/],
    ["ops2 kr1", /OPS-2 KR1/],
    ["yusuf demir", /Addresses we can trust/],
    ["routing", /Routing and Addresses/],
    ["peak", /Deliver right the first time/],
    ["lockres", /locker/i],
  ]) {
    const texts = await ask(page, question);
    assert.ok(texts.some((t) => expected.test(t)), `${question}: ${texts.join("; ")}`);
  }
  assert.deepEqual(await ask(page, "zzzzqqqq"), []);
  assert.match(await page.locator(".results .said").textContent(), /zzzzqqqq/);
  await page.close();
});

test("search is used from the keyboard alone: arrows choose, Enter opens, Escape closes", async () => {
  const page = await browser.newPage();
  await page.goto(local("objectives/fy2026-q3/ops-2/index.html"));
  await ask(page, "locker");
  await page.keyboard.press("ArrowDown");
  const chosen = await page.evaluate(() => document.getElementById(document.querySelector("#q").getAttribute("aria-activedescendant"))?.href);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".results").first().isVisible(), false);
  assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  await ask(page, "locker");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.href === chosen);
  await page.close();
});

test("the map filters by owner, team, status, period and tag, says how many are left, and keeps it in the address", async () => {
  const page = await browser.newPage();
  await page.goto(local("map/index.html"));
  const shown = () => page.locator(".gmap .goal:visible").count();
  const all = await shown();
  for (const key of ["team", "owner", "status", "period", "tag"]) assert.ok(await page.locator(`select[name=${key}]`).isVisible(), key);
  await page.selectOption("select[name=status]", "Off pace");
  assert.ok((await shown()) < all);
  assert.match(await page.locator(".filters .count").textContent(), /^\d+ of \d+ shown$/);
  assert.match(page.url(), /#status=Off%20pace/);
  await page.reload();
  assert.ok((await shown()) < all, "the choice is gone after a reload");
  await page.close();
});

test("A3, A4: in Arabic and in French, whose words are longer, nothing overlaps, is cut off or scrolls sideways", async () => {
  const wrong = [];
  await inParallel(["ar", "fr"].flatMap((language) => onDisk.map((name) => [language, name])), 3, async ([language, name]) => {
    const page = await browser.newPage();
    for (const width of [320, 390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      if (width === 320) await page.goto(pathToFileURL(path.join(site(language), name)).href);
      const found = [...await page.evaluate(inside.charts), ...await page.evaluate(inside.sideways)];
      wrong.push(...found.map((line) => `${language} ${name} at ${width}: ${line}`));
    }
    await page.close();
  });
  assert.deepEqual(wrong, []);
});

test("a table sorts by its headers, three steps each, and says so", async () => {
  const page = await browser.newPage();
  await page.goto(local("kpis/index.html"));
  const head = page.locator("#kpis thead th").first();
  const names = () => page.locator("#kpis tbody th a").allTextContents();
  const before = await names();
  await head.locator("button").click();
  assert.equal(await head.getAttribute("aria-sort"), "ascending");
  const up = await names();
  assert.deepEqual(up, [...before].sort((a, b) => a.localeCompare(b, "en-GB")));
  await page.keyboard.press("Enter");
  assert.equal(await head.getAttribute("aria-sort"), "descending");
  assert.match(page.url(), /sort-kpis=-1/);
  await page.keyboard.press("Enter");
  assert.deepEqual([await head.getAttribute("aria-sort"), await names()], [null, before]);
  await page.close();
});

test("on a phone, where tables are cards, a list of columns sorts them", async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 900 } });
  for (const [name, table] of [["kpis/index.html", "kpis"], ["periods/fy2026-q3/index.html", "goals"]]) {
    await page.goto(local(name));
    const names = () => page.locator(`[data-sortable=${table}] >> nth=0 >> tbody th a`).allTextContents();
    const before = await names();
    await page.selectOption(`[data-sort-of=${table}]`, "-1");
    assert.deepEqual(await names(), [...before].sort((a, b) => b.localeCompare(a, "en-GB")), name);
    assert.match(page.url(), new RegExp(`sort-${table}=-1`));
    await page.selectOption(`[data-sort-of=${table}]`, "");
    assert.deepEqual(await names(), before, name);
  }
  await page.close();
});

test("a reader's team is remembered and its goals are shown", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(server.base("default") + "index.html");
  await page.selectOption("[data-team-pick]", { label: "Delivery Operations" });
  await page.reload();
  assert.match(await page.locator("[data-team-mine]").textContent(), /Delivery Operations.*OPS-2/s);
  assert.equal(await page.locator("[data-team-list] > li", { hasText: "Delivery Operations" }).count(), 0);
  await context.close();
});

test("A14: an objective prints on three pages or on one, a review on three or on one, light whatever the screen is", async () => {
  const page = await browser.newPage({ colorScheme: "dark" });
  const count = async () => ((await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString("latin1").match(/\/Type\s*\/Page\b/g) ?? []).length;
  for (const [name, most] of [["objectives/fy2026-q3/ops-2/index.html", 3], ["objectives/fy2026-q3/ops-2/index.html#one-page", 1], ["reviews/fy2026-q2/index.html", 3], ["reviews/fy2026-q2/index.html#one-page", 1]]) {
    await page.goto(server.base("default") + name);
    const printed = await count();
    assert.ok(printed <= most, `${name}: ${printed} pages`);
  }
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  await page.close();
});

test("A21: weights: style sheet, scripts, pages, requests", async () => {
  const wrong = [];
  const within = (what, size, most) => { if (size > most) wrong.push(`${what}: ${size} over ${most}`); };
  for (const theme of themes) within(`${theme} style sheet`, zlib.gzipSync(fs.readFileSync(path.join(site(theme), "assets/style.css")), { level: 9 }).length, 12 * 1024);
  within("scripts on every page", gzip("assets/theme.js") + gzip("assets/site.js"), 4 * 1024);
  within("scripts on demand", gzip("assets/search.js") + gzip("assets/tables.js"), 10 * 1024);
  const largest = (kind, n) => pages("default").filter((p) => p.startsWith(kind)).map((p) => [gzip(p), p]).sort((a, b) => b[0] - a[0]).slice(0, n);
  for (const [kind, most] of [["objectives/", 30], ["reviews/", 30], ["kpis/", 60]]) for (const [size, p] of largest(kind, 3)) within(p, size, most * 1024);
  const page = await browser.newPage();
  for (const name of kinds) {
    let requests = 0;
    const counted = () => requests++;
    page.on("request", counted);
    await page.goto(server.base("ledger") + name);
    await page.waitForTimeout(30);
    page.off("request", counted);
    within(`requests of ${name}`, requests, 5);
    const [nodes, drawing] = await page.evaluate(() => {
      const drawn = [...document.querySelectorAll("figure")].map((f) => [...f.querySelectorAll(":scope > svg")].reduce((sum, svg) => sum + svg.outerHTML.length, 0));
      return [document.querySelectorAll("*").length, Math.max(0, ...drawn)];
    });
    if (/^(objectives|reviews|kpis\/.)/.test(name)) within(`elements of ${name}`, nodes, 3000);
    within(`a chart of ${name}, both drawings`, drawing, 24 * 1024);
  }
  await page.close();
  assert.deepEqual(wrong, []);
});

test("each line of the accessibility statement is a row of the list of checks", () => {
  const list = fs.readFileSync(path.join(here, "README.md"), "utf8");
  const statement = fs.readFileSync(path.join(site("default"), "accessibility/index.html"), "utf8");
  const keys = [...statement.matchAll(/data-check="(A\d+)"/g)].map((m) => m[1]);
  assert.ok(keys.length > 10);
  for (const key of keys) assert.match(list, new RegExp(`^\\| ${key} \\|.*\\| (?!not|by hand).+ \\|$`, "m"), key);
});
