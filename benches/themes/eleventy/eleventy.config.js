import fs from "node:fs";

const clamp = (p) => Math.max(0, Math.min(1, p));

function progress(kr) {
  if (kr.kind === "metric") return kr.to === kr.from ? 0 : clamp((kr.now - kr.from) / (kr.to - kr.from));
  if (kr.kind === "steps") return kr.steps.filter((step) => step.done).length / kr.steps.length;
  return kr.now <= kr.to ? 1 : 0;
}

const mean = (numbers) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;

/** Goals by id, each with its children and its score; made once a build. */
let goals = new Map();

function readTree(pages) {
  goals = new Map(pages.map((page) => [page.data.id, { page, children: [], score: null }]));
  for (const goal of goals.values()) goals.get(goal.page.data.parent)?.children.push(goal);
}

function score(goal) {
  if (goal.score === null) {
    const own = mean(goal.page.data.key_results.map(progress));
    goal.score = goal.children.length ? (own + mean(goal.children.map(score))) / 2 : own;
  }
  return goal.score;
}

function bar(value) {
  const text = value.toFixed(2);
  return `<meter value="${text}">${text}</meter> ${text}`;
}

function chart(path) {
  const rows = fs.readFileSync(path, "utf8").trim().split("\n").slice(1).map((line) => line.split(","));
  const values = rows.map((row) => Number(row[1]));
  const [from, to] = [Number(rows[0][2]), Number(rows.at(-1)[2])];
  let [low, high] = [Math.min(from, to), Math.max(from, to)];
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const x = (i) => (60 + (640 / (rows.length - 1)) * i).toFixed(1);
  const y = (v) => (210 - ((v - low) * 200) / (high - low)).toFixed(1);
  const lines = [0, 1, 2, 3, 4].map((line) => {
    const v = low + ((high - low) * line) / 4;
    const at = Math.floor(((rows.length - 1) * line) / 4);
    return `<path class="grid" d="M60 ${y(v)}H700"/><text x="54" y="${y(v)}" class="end">${v.toFixed(1)}</text>
<text x="${x(at)}" y="235">${rows[at][0]}</text>`;
  });
  return `<figure id="kpi"><svg viewBox="0 0 720 250" role="img">
${lines.join("\n")}
<path class="target" d="M60 ${y(from)}L700 ${y(to)}"/>
<polyline class="line" points="${values.map((v, i) => `${x(i)},${y(v)}`).join(" ")}"/>
</svg><figcaption>${rows.length} values, the last of ${rows.at(-1)[0]}: ${rows.at(-1)[1]}</figcaption></figure>`;
}

function groups(key) {
  return (api) => {
    const found = new Map();
    for (const page of api.getFilteredByGlob("content/objectives/**/*.md")) {
      const name = page.data[key];
      if (!found.has(name)) found.set(name, { name, pages: [] });
      found.get(name).pages.push(page);
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  };
}

export default function (config) {
  config.addPassthroughCopy({ static: "." });
  config.addCollection("goals", (api) => {
    const pages = api.getFilteredByGlob("content/objectives/**/*.md");
    readTree(pages);
    return pages;
  });
  config.addCollection("owners", groups("owner"));
  config.addCollection("quarters", groups("quarter"));
  config.addFilter("progress", progress);
  config.addFilter("bar", bar);
  config.addFilter("chart", chart);
  config.addFilter("score", (id) => score(goals.get(id)));
  config.addFilter("children", (id) => goals.get(id).children.map((child) => child.page));
  config.addFilter("ancestors", (id) => {
    const found = [];
    for (let goal = goals.get(goals.get(id).page.data.parent); goal; goal = goals.get(goal.page.data.parent))
      found.unshift(goal.page);
    return found;
  });
  return { dir: { input: "content", includes: "../_includes" }, markdownTemplateEngine: false };
}
