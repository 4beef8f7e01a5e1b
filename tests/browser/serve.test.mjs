// `goalpost serve` in Debian's Chromium: what is saved comes to the page that is read.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const goals = fs.mkdtempSync(path.join(os.tmpdir(), "goalpost-serve-"));
const file = path.join(goals, "objectives/fy2026-q3/ops-2.md");

let browser, server, base, page;

before(async () => {
  fs.cpSync(path.resolve(here, "../../sample-goals"), goals, { recursive: true });
  server = spawn(path.resolve(here, "../../target/debug/goalpost"), ["serve", goals], { stdio: ["ignore", "ignore", "pipe"] });
  base = await new Promise((done, fail) => {
    let said = "";
    server.stderr.on("data", (text) => {
      said += text;
      const found = /http:\/\/[0-9.:]+\//.exec(said);
      if (found) done(found[0]);
    });
    server.on("exit", () => fail(new Error(said)));
  });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  page.on("pageerror", (e) => assert.fail(e.message));
  page.on("console", (m) => assert.notEqual(m.type(), "error", m.text()));
  await page.goto(`${base}objectives/fy2026-q3/ops-2/`);
});

after(async () => {
  await browser?.close();
  server?.removeAllListeners("exit");
  server?.kill();
  fs.rmSync(goals, { recursive: true, force: true });
});

const overlay = () => page.locator("goalpost-mistakes section");
const edit = (from, to) => fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(from, to));

test("a saved sentence comes to the page, which stays where it was scrolled to", async () => {
  await page.evaluate(() => scrollTo(0, 600));
  fs.appendFileSync(file, "\nA sentence that was just written.\n");
  await page.getByText("A sentence that was just written.").waitFor();
  await page.waitForFunction(() => scrollY === 600);
});

test("a mistake stands over the last good page, with file, line and excerpt, until it is mended", async () => {
  edit("owner:", "onwer:");
  await overlay().waitFor();
  const text = await overlay().innerText();
  assert.match(text, /objectives\/fy2026-q3\/ops-2\.md:\d+:1/);
  assert.match(text, /there is no key `onwer`/);
  assert.match(text, /\d+ \| onwer:/);
  assert.ok(await page.getByText("A sentence that was just written.").isVisible());
  const style = await overlay().evaluate((e) => getComputedStyle(e).borderTopStyle);
  assert.equal(style, "solid", "the policy of the page lets the overlay have its style");
  edit("onwer:", "owner:");
  await overlay().waitFor({ state: "detached" });
});

test("a file that is saved by renaming another over it is seen", async () => {
  const text = fs.readFileSync(file, "utf8").replace("just written", "renamed over");
  fs.writeFileSync(`${file}~`, text);
  fs.renameSync(`${file}~`, file);
  await page.getByText("A sentence that was renamed over.").waitFor();
});

test("a page that nothing happened to is left alone", async () => {
  await page.goto(`${base}glossary/`);
  await page.evaluate(() => (window.untouched = true));
  const other = await browser.newPage();
  await other.goto(`${base}objectives/fy2026-q3/ops-2/`);
  edit("renamed over", "written last");
  await other.getByText("A sentence that was written last.").waitFor();
  assert.ok(await page.evaluate(() => window.untouched));
  await other.close();
});

test("a template's mistake stands over the page with its line, and goes when it is mended", async () => {
  await page.goto(`${base}objectives/fy2026-q3/ops-2/`);
  const footer = path.join(goals, "templates/partials/footer.html");
  fs.mkdirSync(path.dirname(footer), { recursive: true });
  fs.writeFileSync(footer, "<footer>\n{{ nothing.at.all }}</footer>\n");
  await overlay().waitFor();
  const text = await overlay().innerText();
  assert.match(text, /templates\/partials\/footer\.html:2:\d+/);
  assert.match(text, /2 \| \{\{ nothing\.at\.all \}\}/);
  assert.ok(await page.getByText("A sentence that was written last.").isVisible());
  fs.writeFileSync(footer, "<footer>A mended footer</footer>\n");
  await overlay().waitFor({ state: "detached" });
  await page.getByText("A mended footer").waitFor();
  fs.rmSync(path.join(goals, "templates"), { recursive: true });
  await page.getByText("A mended footer").waitFor({ state: "detached" });
});

test("a style that was saved is seen at once", async () => {
  const theme = path.join(goals, "themes/ours");
  fs.mkdirSync(path.join(theme, "static"), { recursive: true });
  fs.writeFileSync(path.join(theme, "theme.toml"), 'name = "ours"\nparent = "default"\nstyles = ["ours.css"]\n');
  const paint = (colour) => fs.writeFileSync(path.join(theme, "static/ours.css"), `h1 { outline: 3px solid ${colour} }\n`);
  const painted = (colour) =>
    page.waitForFunction((c) => getComputedStyle(document.querySelector("h1")).outlineColor === c, colour);
  paint("rgb(1, 2, 3)");
  const settings = path.join(goals, "goalpost.toml");
  fs.appendFileSync(settings, '\n[theme]\nname = "ours"\n');
  await painted("rgb(1, 2, 3)");
  paint("rgb(4, 5, 6)");
  await painted("rgb(4, 5, 6)");
  assert.equal(await overlay().count(), 0);
});
