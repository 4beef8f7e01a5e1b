/* Everything works without this file. */
(function (d) {
  'use strict';
  var root = d.documentElement, base = d.body.dataset.root || '';
  function load(file, then) {
    var s = d.createElement('script');
    s.src = base + 'assets/' + file; s.onload = then; s.onerror = function () { delete root.dataset.search; }; d.head.appendChild(s);
  }
  function keep(key, value) { try { if (value === undefined) return localStorage.getItem(key); localStorage.setItem(key, value); } catch (e) { return null; } }

  // Theme
  var toggle = d.querySelector('[data-theme-toggle]'), dark = matchMedia('(prefers-color-scheme: dark)');
  function now() { return root.dataset.theme || (dark.matches ? 'dark' : 'light'); }
  function paint() { toggle.setAttribute('aria-pressed', String(now() === 'dark')); }
  if (toggle) {
    paint();
    toggle.addEventListener('click', function () {
      root.dataset.theme = now() === 'dark' ? 'light' : 'dark'; keep('goalpost-theme', root.dataset.theme); paint();
    });
  }

  // Search: the index comes with the first focus, never with the page. No single-key shortcut (WCAG 2.1.4).
  var boxes = d.querySelectorAll('#q, #qq');
  boxes.forEach(function (box) {
    box.addEventListener('focus', function () {
      if (root.dataset.search) return;
      root.dataset.search = 'loading';
      load('search/index.js', function () { load('search.js', function () {}); });
    });
  });
  d.addEventListener('keydown', function (e) {
    if (e.key === 'k' && (e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && boxes.length) { e.preventDefault(); boxes[0].focus(); }
  });
  var question = new URLSearchParams(location.search).get('q');
  if (question && boxes.length > 1) { boxes[1].value = question; boxes[1].focus(); }

  // Long tables: sorting and filtering
  if (d.querySelector('[data-sortable], [data-filter]')) load('tables.js', function () {});

  // A cell of an overview sets the filter of its table
  d.querySelectorAll('[data-set]').forEach(function (a) {
    a.addEventListener('click', function (e) {
      var pair = a.dataset.set.split('='), select = d.querySelector('[data-filter] [data-key="' + pair[0] + '"]');
      if (!select || !Array.prototype.some.call(select.options, function (o) { return o.value === pair[1]; })) return;
      e.preventDefault();
      select.value = pair[1]; select.dispatchEvent(new Event('input', { bubbles: true })); select.focus();
    });
  });

  // Goal map: open all, close all; what was opened or closed is remembered
  var nodes = Array.prototype.slice.call(d.querySelectorAll('.gmap details[id]')), shut = {};
  try { shut = JSON.parse(keep('goalpost-map') || '{}'); } catch (e) { /* not ours */ }
  nodes.forEach(function (x) {
    if (x.id in shut) x.open = shut[x.id];
    x.addEventListener('toggle', function () { shut[x.id] = x.open; keep('goalpost-map', JSON.stringify(shut)); });
  });
  d.querySelectorAll('[data-tree-all]').forEach(function (b) {
    b.addEventListener('click', function () {
      var open = b.getAttribute('aria-pressed') !== 'true';
      b.setAttribute('aria-pressed', String(open));
      nodes.forEach(function (x) { x.open = open; });
    });
  });

  // Your team: chosen once, remembered in this browser
  var pick = d.querySelector('[data-team-pick]'), mine = d.querySelector('[data-team-mine]');
  if (pick && mine) {
    var lines = Array.prototype.slice.call(d.querySelectorAll('[data-team-list] > [data-team]')), home = lines.length && lines[0].parentNode;
    var show = function () {
      lines.forEach(function (li) {
        var own = li.dataset.team === pick.value, goals = li.querySelector('ul');
        (own ? mine : home).appendChild(li);
        if (goals) goals.hidden = !own;
      });
      mine.hidden = !pick.value;
    };
    pick.value = keep('goalpost-team') || '';
    if (pick.selectedIndex < 0) pick.value = '';
    pick.addEventListener('change', function () { keep('goalpost-team', pick.value); show(); });
    show();
  }

  // One page on paper: the link alone is enough for the browser's own print menu
  d.querySelectorAll('a[href="#one-page"]').forEach(function (a) {
    a.addEventListener('click', function () { setTimeout(function () { print(); }, 50); });
  });

  // Texts to copy
  d.querySelectorAll('pre[data-copy]').forEach(function (pre) {
    var b = d.createElement('button');
    b.type = 'button'; b.className = 'plain'; b.textContent = pre.dataset.copy; b.setAttribute('aria-live', 'polite');
    function done() { b.textContent = pre.dataset.copied; }
    function select() { getSelection().selectAllChildren(pre); if (d.execCommand('copy')) done(); }
    b.addEventListener('click', function () {
      if (navigator.clipboard) navigator.clipboard.writeText(pre.textContent).then(done, select); else select();
    });
    pre.after(b);
  });

  // A part that a link names is opened
  function reveal() {
    var at = location.hash.length > 1 && d.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (var x = at; x; x = x.parentElement) if (x.tagName === 'DETAILS') x.open = true;
  }
  addEventListener('hashchange', reveal); reveal();
})(document);
