// Every kind of page of the sample, in both themes. One visit finds everything that a page is looked at for; a test each
// says what was found. The keys are those of the list in README.md.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import * as inside from "./inside.mjs";
import { inParallel, kinds, launch, onDisk, pages, serve, site, themes, watch } from "./lib.mjs";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const widths = [320, 360, 390, 640, 768, 1024, 1280, 1920];
const spacing = "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}";

/** Key → what is wrong, in words. */
const found = new Map();
let browser, server;

before(async () => {
  browser = await launch();
  server = await serve();
  const jobs = themes.flatMap((theme) => kinds.map((name) => ({ theme, name })));
  await inParallel(jobs, 3, visit);
}, { timeout: 600_000 });

after(async () => {
  await browser?.close();
  server?.close();
});

async function visit({ theme, name }) {
  const note = (key, what, list) => list.forEach((line) => found.set(key, [...(found.get(key) ?? []), `${theme} ${name}${what && ` ${what}`}: ${line}`]));
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light", reducedMotion: "reduce" });
  const page = await context.newPage();
  const trouble = [];
  watch(page, server.base(theme), trouble);
  await page.goto(server.base(theme) + name);
  note("A10", "", await page.evaluate(inside.motion));
  note("A15", "", await page.evaluate(inside.structure));
  note("A16", "", await page.evaluate(inside.tables));
  note("A12", "", await keyboard(page));
  // The policy allows no script from here; what the debugger runs is not of the page.
  await page.evaluate(axe);
  note("A1", "light", await violations(page));
  await page.emulateMedia({ colorScheme: "dark" });
  note("A1", "dark", await violations(page, ["color-contrast"]));
  await page.emulateMedia({ forcedColors: "active" });
  note("A9", "", await page.evaluate(inside.forcedColours));
  await page.emulateMedia({ colorScheme: "light", forcedColors: "none" });
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 });
    note("A3", `at ${width}`, await page.evaluate(inside.sideways));
    note("A4", `at ${width}`, await page.evaluate(inside.charts));
    if (width === 390 || width === 768) note("A1", `at ${width}`, await violations(page));
    if (width === 390 || width === 1280) note("A13", `at ${width}`, await page.evaluate(inside.targets));
  }
  await page.setViewportSize({ width: 390, height: 900 });
  await page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  }, spacing);
  note("A5", "", await page.evaluate(inside.sideways));
  note("A7", "", trouble.filter((t) => !t.startsWith("foreign")));
  note("A8", "", trouble.filter((t) => t.startsWith("foreign")));
  await context.close();
  await slowly(theme, name, note);
  if (onDisk.includes(name)) await fromDisk(theme, name, note);
  await withoutScripts(theme, name, note);
}

/** What axe finds in the page as it is shown now. */
async function violations(page, only) {
  const run = only ? { type: "rule", values: only } : { type: "tag", values: rules };
  return page.evaluate(async (runOnly) => {
    const { violations } = await axe.run({ runOnly, resultTypes: ["violations"] });
    return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`);
  }, run);
}

/** The first stop is the skip link; the focus is seen at each of the next stops; Ctrl+K reaches the search. */
async function keyboard(page) {
  const wrong = [];
  const stop = () => page.evaluate(() => {
    const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
    return { skip: e.className === "skip", seen: s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2 && b.width > 0 && b.bottom > 0, name: `${e.tagName} ${e.textContent.trim().slice(0, 30)}` };
  });
  await page.keyboard.press("Tab");
  if (!(await stop()).skip) wrong.push("the first stop is not the skip link");
  for (let i = 0; i < 14; i++) {
    await page.keyboard.press("Tab");
    const at = await stop();
    if (!at.seen) wrong.push(`no focus to be seen at ${at.name}`);
  }
  await page.keyboard.press("Control+k");
  if ((await page.evaluate(() => document.activeElement.id)) !== "q") wrong.push("Ctrl+K does not reach the search");
  await page.evaluate(() => document.activeElement.blur());
  return wrong;
}

/** A page that comes in piece by piece: what already stands stays where it is. */
async function slowly(theme, name, note) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((e) => { window.shift += e.value; })).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(server.slow(theme) + name);
  const moved = await page.evaluate(() => window.shift);
  note("A6", "", moved >= 0.01 ? [`moved by ${moved.toFixed(3)}`] : []);
  await page.close();
}

async function fromDisk(theme, name, note) {
  const page = await browser.newPage();
  const trouble = [];
  watch(page, "file:", trouble);
  await page.goto(pathToFileURL(path.join(site(theme), name)).href);
  note("A7", "from disk", trouble);
  await page.close();
}

async function withoutScripts(theme, name, note) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(server.base(theme) + name);
  const html = fs.readFileSync(path.join(site(theme), name), "utf8");
  const drawn = (html.match(/<figure/g) ?? []).length;
  if ((await page.locator("figure:visible").count()) < drawn) note("A11", "", ["a chart is missing"]);
  if (!(await page.locator("header nav a").first().isVisible())) note("A11", "", ["no navigation"]);
  if (await page.locator(".needs-js:visible").count()) note("A11", "", ["a control that needs scripts is shown"]);
  await context.close();
}

const asserted = {
  A1: "axe finds no violation, in light, in dark, at 390 and at 768 px",
  A3: "no page scrolls sideways from 320 to 1920 px",
  A4: "no text of a chart overlaps, lies on a mark, is cut off or too small",
  A5: "wider text spacing does not make a page scroll sideways",
  A6: "nothing moves while a page loads",
  A7: "no message, no blocked and no failed request, from a server under a sub-path and from disk",
  A8: "no request to anywhere else",
  A9: "in forced colours the texts of charts have the reader’s colour",
  A10: "nothing is animated for readers who want less motion",
  A11: "without scripts charts and navigation are there, and controls that need scripts are not",
  A12: "the keyboard reaches the content first, the focus is seen, Ctrl+K searches",
  A13: "targets are large or far enough apart",
  A15: "one main heading, unique ids, named drawings, described figures, no inline style",
  A16: "a chart’s points are the rows of its table",
};
for (const [key, sentence] of Object.entries(asserted)) {
  test(`${key}: ${sentence}`, () => {
    const wrong = found.get(key) ?? [];
    assert.deepEqual(wrong.slice(0, 40), [], `${wrong.length} findings`);
  });
}

test("the sample has a page of every kind", () => {
  for (const page of kinds) assert.ok(pages("default").includes(page), page);
});

test("A16: the table of a KPI’s chart holds the newest values of its CSV, at the rounding shown", async () => {
  const page = await browser.newPage();
  const wrong = [];
  let compared = 0;
  for (const name of pages("default").filter((p) => /^kpis\/[^/]+\/index\.html$/.test(p))) {
    const csv = path.join(site("default"), path.dirname(name), "data.csv");
    if (!fs.existsSync(csv)) continue;
    const values = fs.readFileSync(csv, "utf8").trim().split("\n").slice(1).map((line) => Number(line.split(",")[1])).reverse();
    await page.goto(server.base("default") + name);
    const shown = await page.evaluate(() => [...document.querySelectorAll("figure#line table tbody tr")].map((r) => r.cells[1].textContent.trim()));
    for (const [i, text] of shown.filter((t) => t !== "–" && !t.startsWith("Likely")).entries()) {
      const number = text.replaceAll(",", "").replace("−", "-").match(/-?[0-9.]+/)?.[0] ?? "";
      const decimals = (number.split(".")[1] ?? "").length;
      compared++;
      if (!(Math.abs(values[i] - Number(number)) <= 0.5000001 * 10 ** -decimals)) wrong.push(`${name} row ${i + 1}: ${text}, data ${values[i]}`);
    }
  }
  await page.close();
  assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} of ${compared}`);
  assert.ok(compared > 1000, `${compared} values`);
});
