// The built sample in Debian's Chromium and before a real HTML checker.
import assert from "node:assert/strict";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const site = path.resolve(here, "../../target/browser-test");
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Every HTML file of the site. */
const pages = fs.readdirSync(site, { recursive: true }).filter((f) => f.endsWith(".html")).map((f) => f.replaceAll("\\", "/")).sort();

/** One page of each kind, and each kind's richest where it matters. */
const kinds = [
  "index.html",
  "objectives/fy2026-q3/ops-2/index.html",
  "objectives/fy2026-q2/ops-4/index.html",
  "kpis/index.html",
  "kpis/first-attempt/index.html",
  "kpis/tracking-on-time/index.html",
  "teams/index.html",
  "teams/delivery/index.html",
  "periods/index.html",
  "periods/fy2026-q3/index.html",
  "reviews/index.html",
  "reviews/fy2026-q2/index.html",
  "map/index.html",
  "data-quality/index.html",
  "glossary/index.html",
  "pages/how-we-set-goals/index.html",
  "scoring/index.html",
  "search/index.html",
  "about/index.html",
];

let browser, server, base;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".csv": "text/csv", ".svg": "image/svg+xml" };
  server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/^\/a\/b\//, "");
    const file = path.join(site, name.endsWith("/") ? name + "index.html" : name);
    if (!request.url.startsWith("/a/b/") || !file.startsWith(site) || !fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[path.extname(file)] ?? "text/plain" }).end(fs.readFileSync(file));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  base = `http://127.0.0.1:${server.address().port}/a/b/`;
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** Opens a page and returns what went wrong while it loaded. */
async function open(page, url) {
  const trouble = [];
  page.on("console", (m) => trouble.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => trouble.push(`script: ${e.message}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(base) && !r.url().startsWith("file:") && !r.url().startsWith("data:")) trouble.push(`foreign request: ${r.url()}`);
  });
  page.on("requestfailed", (r) => trouble.push(`failed: ${r.url()}`));
  await page.goto(url);
  return trouble;
}

const overflow = () => document.documentElement.scrollWidth - window.innerWidth;

test("the sample has a page of every kind", () => {
  for (const page of kinds) assert.ok(pages.includes(page), page);
});

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
  for (const page of pages) {
    const report = await checker.validateFile(path.join(site, page));
    for (const result of report.results) {
      for (const m of result.messages) wrong.push(`${page}:${m.line}:${m.column} ${m.ruleId} ${m.message}`);
    }
  }
  assert.deepEqual(wrong.slice(0, 30), [], `${wrong.length} findings`);
});

for (const scheme of ["light", "dark"]) {
  for (const width of [1280, 390]) {
    test(`no page has an accessibility violation, ${scheme}, ${width} px`, async () => {
      const wrong = [];
      for (const name of kinds) {
        const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height: 900 }, reducedMotion: "reduce", bypassCSP: true });
        await page.goto(base + name);
        await page.addScriptTag({ path: axe });
        const { violations } = await page.evaluate(() =>
          axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
        );
        for (const v of violations) wrong.push(`${name}: ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`);
        await page.close();
      }
      assert.deepEqual(wrong, []);
    });
  }
}

test("pages load without a message and without a foreign request, from a sub-path and from disk", async () => {
  const wrong = [];
  for (const name of kinds) {
    for (const url of [base + name, pathToFileURL(path.join(site, name)).href]) {
      const page = await browser.newPage();
      for (const line of await open(page, url)) wrong.push(`${name}: ${line}`);
      await page.close();
    }
  }
  assert.deepEqual(wrong, []);
});

test("no page scrolls sideways from 320 to 1920 px", async () => {
  const wrong = [];
  const page = await browser.newPage();
  for (const name of kinds) {
    await page.goto(base + name);
    for (const width of [320, 390, 640, 768, 1024, 1280, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      const over = await page.evaluate(overflow);
      if (over > 0) wrong.push(`${name} at ${width}: ${over} px too wide`);
    }
  }
  await page.close();
  assert.deepEqual(wrong, []);
});

test("with scripts off the charts, tables and navigation are there and the controls are not", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(base + "objectives/fy2026-q3/ops-2/index.html");
  assert.ok((await page.locator("figure svg:visible").count()) > 0, "charts");
  assert.ok((await page.locator("table:visible").count()) > 0, "tables");
  assert.ok(await page.locator("header nav a").first().isVisible(), "navigation");
  await page.goto(base + "search/index.html");
  assert.ok((await page.locator("main a").count()) > 50, "the list from A to Z");
  await context.close();
});

test("the first press of Tab reaches the skip link, and Ctrl+K the search", async () => {
  const page = await browser.newPage();
  await page.goto(base + "index.html");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Control+k");
  assert.equal(await page.evaluate(() => document.activeElement.type), "search");
  await page.close();
});

test("search finds a goal by its title, with a slip of the pen, from disk", async () => {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path.join(site, "index.html")).href);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("first atempt", { delay: 20 });
  await page.waitForSelector(".results a", { timeout: 3000 });
  const texts = await page.locator(".results a").allTextContents();
  assert.ok(texts.some((t) => /first-attempt/i.test(t)), texts.join("; "));
  await page.close();
});

test("a review prints on few pages and an objective on three", async () => {
  const page = await browser.newPage({ colorScheme: "dark" });
  for (const [name, most] of [["reviews/fy2026-q2/index.html", 7], ["objectives/fy2026-q3/ops-2/index.html", 6]]) {
    await page.goto(base + name);
    const pdf = (await page.pdf({ format: "A4" })).toString("latin1");
    const count = (pdf.match(/\/Type\s*\/Page\b/g) ?? []).length;
    assert.ok(count <= most, `${name}: ${count} pages`);
  }
  await page.close();
});
