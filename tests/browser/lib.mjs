// What all browser tests share: the built sites, a server under a sub-path, one browser.
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const here = path.dirname(fileURLToPath(import.meta.url));
export const project = path.resolve(here, "../..");
/** The sample in each built-in theme. */
export const themes = ["default", "ledger"];
export const site = (theme) => path.join(project, "target/browser-test", theme);

/** Served wherever nothing is, so that its links begin at the server's root. */
const notFound = "404.html";
/** One page of each kind, and each kind's richest where it matters. */
export const kinds = [
  "index.html",
  "objectives/fy2026-q3/ops-2/index.html",
  "objectives/fy2026-q2/ops-4/index.html",
  "kpis/index.html",
  "kpis/first-attempt/index.html",
  "kpis/tracking-on-time/index.html",
  "teams/index.html",
  "teams/delivery/index.html",
  "people/maren/index.html",
  "periods/index.html",
  "periods/fy2026-q3/index.html",
  "periods/fy2026-q3/with/fy2026-q2/index.html",
  "periods/fy2026-q4/plan/index.html",
  "reviews/index.html",
  "reviews/fy2026-q2/index.html",
  "map/index.html",
  "strategy/index.html",
  "data-quality/index.html",
  "changes/index.html",
  "glossary/index.html",
  "pages/how-we-set-goals/index.html",
  "scoring/index.html",
  "search/index.html",
  "about/index.html",
  "accessibility/index.html",
  notFound,
];
/** Those that work from disk too. */
export const onDisk = kinds.filter((name) => name !== notFound);

/** Every HTML file of a site. */
export function pages(theme) {
  return fs.readdirSync(site(theme), { recursive: true }).filter((f) => f.endsWith(".html")).map((f) => f.replaceAll("\\", "/")).sort();
}

export async function launch() {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });
}

/** Serves the sites at /a/b/<theme>/, so that a link from the server's root leads nowhere; at /slow/<theme>/ a page comes in pieces. */
export async function serve() {
  const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".csv": "text/csv", ".svg": "image/svg+xml" };
  const root = path.join(project, "target/browser-test");
  const server = http.createServer(async (request, response) => {
    const slow = request.url.startsWith("/slow/");
    const name = decodeURIComponent(new URL(request.url, "http://x").pathname).replace(/^\/(a\/b|slow)\//, "");
    const file = path.join(root, name.endsWith("/") ? name + "index.html" : name);
    if (!(slow || request.url.startsWith("/a/b/")) || !file.startsWith(root) || !fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[path.extname(file)] ?? "text/plain" });
    const bytes = fs.readFileSync(file);
    const piece = slow && file.endsWith(".html") ? Math.ceil(bytes.length / 20) : bytes.length;
    for (let at = 0; at < bytes.length; at += piece) {
      if (at > 0) await new Promise((done) => setTimeout(done, 10));
      response.write(bytes.subarray(at, at + piece));
    }
    response.end();
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const host = `http://127.0.0.1:${server.address().port}`;
  return { base: (theme) => `${host}/a/b/${theme}/`, slow: (theme) => `${host}/slow/${theme}/`, close: () => server.close() };
}

/** Writes down what goes wrong in a page: messages, script errors, failed and foreign requests. */
export function watch(page, own, trouble) {
  page.on("console", (m) => trouble.push(`message: ${m.text()}`));
  page.on("pageerror", (e) => trouble.push(`script: ${e.message}`));
  page.on("requestfailed", (r) => trouble.push(`failed: ${r.url()}`));
  page.on("request", (r) => {
    if (!r.url().startsWith(own) && !r.url().startsWith("data:")) trouble.push(`foreign: ${r.url()}`);
  });
}

/** Runs jobs, a few at a time. */
export async function inParallel(jobs, most, run) {
  const left = [...jobs];
  await Promise.all(Array.from({ length: most }, async () => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) await run(job);
  }));
}
