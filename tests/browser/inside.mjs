// What is looked at inside a page: each function runs in the browser and returns a list of what is wrong.

/** Texts of charts that overlap, lie on a mark or are cut off, or are too small to read at this width. */
export function charts() {
  const wrong = [];
  const least = innerWidth < 360 ? 9 : innerWidth < 768 && innerWidth > 360 ? 9.5 : 10;
  const meet = (a, b, y) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > y;
  for (const svg of document.querySelectorAll("svg")) {
    const box = svg.getBoundingClientRect();
    if (!svg.getClientRects().length || !svg.querySelector("text") || getComputedStyle(svg).visibility === "hidden") continue;
    const scale = svg.viewBox.baseVal.width ? box.width / svg.viewBox.baseVal.width : 1;
    const texts = [...svg.querySelectorAll("text")].map((t) => ({ text: t.textContent, number: t.classList.contains("nbt"), box: t.getBoundingClientRect(), size: parseFloat(getComputedStyle(t).fontSize) * scale }));
    const marks = [...svg.querySelectorAll(".p-good,.p-warn,.p-bad,.h-good,.h-warn,.h-bad,.pt circle,circle.pt")].map((m) => m.getBoundingClientRect());
    for (const [i, t] of texts.entries()) {
      if (t.box.right > innerWidth + 0.5 || t.box.left < -0.5) wrong.push(`cut off: ${t.text}`);
      if (t.size < least) wrong.push(`${t.size.toFixed(1)} px: ${t.text}`);
      const inner = { left: t.box.left, right: t.box.right, top: t.box.top + 3, bottom: t.box.bottom - 3 };
      if (!t.number && marks.some((m) => meet(inner, m, 1))) wrong.push(`on a mark: ${t.text}`);
      for (const other of texts.slice(i + 1)) if (meet(t.box, other.box, 5 * scale)) wrong.push(`${t.text} × ${other.text}`);
    }
  }
  return [...new Set(wrong)];
}

export function sideways() {
  const over = document.documentElement.scrollWidth - innerWidth;
  return over > 0 ? [`${over} px too wide`] : [];
}

/** Links and controls under 24 px that are not part of a sentence and stand closer than 24 px to another (WCAG 2.5.8). */
export function targets() {
  const all = [...document.querySelectorAll("a[href],button,input,select,summary")].filter((e) => e.getClientRects().length && e.checkVisibility({ visibilityProperty: true }) && !e.closest(".skip,svg"));
  const boxes = all.map((e) => e.getBoundingClientRect());
  const inText = (e) => {
    const around = e.closest("p,li,dd,td,th,small,h2,h3,figcaption");
    return around && [...around.childNodes, ...e.parentElement.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  };
  const centre = (b) => [b.left + b.width / 2, b.top + b.height / 2];
  return all.flatMap((e, i) => {
    const b = boxes[i];
    if ((b.width >= 24 && b.height >= 24) || inText(e)) return [];
    const [x, y] = centre(b);
    const crowded = boxes.some((o, k) => {
      if (k === i || all[k].contains(e) || e.contains(all[k])) return false;
      // A circle of 24 px around this one must not meet another target, or the circle of another small one.
      const dx = Math.max(o.left - x, 0, x - o.right), dy = Math.max(o.top - y, 0, y - o.bottom);
      const [ox, oy] = centre(o);
      const small = o.width < 24 || o.height < 24;
      return Math.hypot(dx, dy) < 12 || (small && Math.hypot(ox - x, oy - y) < 24);
    });
    return crowded ? [`${Math.round(b.width)}×${Math.round(b.height)} ${e.tagName} ${e.textContent.trim().slice(0, 30)}`] : [];
  });
}

export function structure() {
  const wrong = [];
  const many = (selector) => document.querySelectorAll(selector).length;
  if (many("h1") !== 1) wrong.push(`${many("h1")} main headings`);
  if (many("[style]")) wrong.push("inline style");
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) < i))) wrong.push(`id twice: ${id}`);
  for (const svg of document.querySelectorAll("svg[role=img]")) {
    const named = (svg.getAttribute("aria-labelledby") ?? "").split(" ").some((id) => document.getElementById(id)?.textContent.trim());
    if (!svg.getAttribute("aria-label") && !named) wrong.push("a drawing without a name");
  }
  for (const figure of document.querySelectorAll("figure")) {
    if (!figure.querySelector("table") && !figure.querySelector("p.vh")?.textContent) wrong.push(`neither table nor description: ${figure.id}`);
  }
  const nodes = many("*");
  if (nodes > 6000) wrong.push(`${nodes} elements`);
  return wrong;
}

export function forcedColours() {
  const probe = document.createElement("i");
  document.body.append(probe);
  probe.style.color = "CanvasText";
  const own = getComputedStyle(probe).color;
  probe.remove();
  const texts = [...document.querySelectorAll("svg text")].filter((t) => t.getClientRects().length && getComputedStyle(t).fill !== own);
  return texts.map((t) => `not in the reader’s colour: ${t.textContent}`);
}

export function motion() {
  const smooth = getComputedStyle(document.documentElement).scrollBehavior === "smooth";
  return [...document.getAnimations().map(() => "an animation"), ...(smooth ? ["smooth scrolling"] : [])];
}

/** Every point of a chart that carries its value as a tooltip stands in the chart's table, and none else does. */
export function tables() {
  const wrong = [];
  for (const figure of document.querySelectorAll("figure")) {
    // Rows of the forecast stand in the same table; the fan is drawn as an area and has no points.
    const all = [...figure.querySelectorAll("table tbody tr")].map((r) => [...r.cells].map((c) => c.textContent.trim()));
    const rows = all.filter((r) => !r[1]?.startsWith("Likely"));
    const drawing = [...figure.querySelectorAll("svg")].find((s) => s.querySelector(".dline"));
    if (!rows.length || !drawing) continue;
    const dots = [...drawing.querySelectorAll("g.pt title")].map((t) => t.textContent);
    for (const dot of dots) {
      const at = dot.indexOf(": ");
      // The table says the year too.
      const value = rows.find((r) => r[0].startsWith(dot.slice(0, at)))?.[1];
      if (value === undefined || !dot.slice(at + 2).includes(value)) wrong.push(`${figure.id}: drawn ${dot}, table ${value}`);
    }
    const values = rows.filter((r) => r[1] !== "–");
    if (dots.length && dots.length !== values.length) wrong.push(`${figure.id}: ${dots.length} points, ${values.length} rows`);
  }
  return wrong;
}
