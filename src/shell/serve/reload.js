// Listens to `goalpost serve`: reloads this page when it has changed, and shows mistakes over it until they are mended.
(() => {
  const own = document.currentScript;
  const key = "goalpost-scroll:" + location.pathname;
  const kept = sessionStorage.getItem(key);
  if (kept !== null) {
    sessionStorage.removeItem(key);
    const [x, y] = kept.split(",").map(Number);
    addEventListener("load", () => scrollTo({ left: x, top: y, behavior: "instant" }));
  }
  const { path, is } = own.dataset;
  const events = new EventSource(`/.goalpost/events?path=${encodeURIComponent(path)}&is=${is}`);
  events.addEventListener("reload", () => {
    sessionStorage.setItem(key, `${scrollX},${scrollY}`);
    events.close();
    location.reload();
  });
  events.addEventListener("mistakes", (event) => show(JSON.parse(event.data)));
  addEventListener("pagehide", () => events.close());

  let host;
  function show(mistakes) {
    host?.remove();
    host = undefined;
    if (mistakes.length === 0) return;
    host = document.createElement("goalpost-mistakes");
    const root = host.attachShadow({ mode: "open" });
    const make = (name, text, parent) => {
      const element = document.createElement(name);
      element.textContent = text;
      parent.append(element);
      return element;
    };
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = "/.goalpost/overlay.css";
    root.append(style);
    const box = make("section", "", root);
    box.setAttribute("role", "alert");
    make("h1", mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`, box);
    make("p", "Below is the last good page. It comes up to date as soon as the file is mended and saved.", box);
    for (const mistake of mistakes) {
      make("h2", mistake.place, box);
      make("pre", mistake.text, box);
    }
    const close = make("button", "Close", box);
    close.addEventListener("click", () => host.remove());
    document.documentElement.append(host);
  }
})();
