/* Prefix and part-of-word search with one slip of the pen allowed; the index is `goalpostIndex`. */
(function (d) {
  'use strict';
  var base = d.body.dataset.root || '', index = window.goalpostIndex || { words: {}, entries: [] };
  var entries = index.entries.map(function (e) { return { href: e[0], id: e[1], title: e[2], kind: e[3], more: e[4], parts: parts(fold(e[1] + ' ' + e[2] + ' ' + e[4])) }; });
  function fold(s) { return s.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, ''); }
  function parts(s) { return s.split(/[^\p{L}\p{N}-]+/u).concat(s.split(/[^\p{L}\p{N}]+/u)); }
  function near(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    var i = 0; while (i < a.length && a[i] === b[i]) i++;
    return a.slice(i + 1) === b.slice(i + 1) || a.slice(i) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i) ||
      (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2));
  }
  function rank(e, words) {
    var sum = 0;
    for (var w = 0; w < words.length; w++) {
      var q = words[w], best = 0, parts = e.parts;
      if (fold(e.id) === q) best = 9;
      for (var p = 0; p < parts.length && best < 9; p++) {
        var t = parts[p], s = t === q ? 6 : t.indexOf(q) === 0 ? 4 : t.indexOf(q) > 0 ? 2 : q.length > 3 && (near(q, t) || near(q, t.slice(0, q.length))) ? 1 : 0;
        if (s > best) best = s;
      }
      if (!best) return 0;
      sum += best;
    }
    return sum;
  }
  function find(text) {
    var words = fold(text).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    return entries.map(function (e, i) { return [rank(e, words), i, e]; }).filter(function (r) { return r[0]; })
      .sort(function (a, b) { return b[0] - a[0] || a[1] - b[1]; }).slice(0, 24).map(function (r) { return r[2]; });
  }
  d.querySelectorAll('#q, #qq').forEach(function (box) {
    var list = d.createElement('div'), at = -1;
    list.className = 'results'; list.hidden = true; list.id = box.id + '-results'; list.setAttribute('aria-live', 'polite');
    box.parentNode.appendChild(list);
    function close() { list.hidden = true; at = -1; }
    function show() {
      var hits = find(box.value); list.textContent = ''; at = -1;
      if (!box.value.trim()) { close(); return; }
      if (!hits.length) { var p = d.createElement('p'); p.textContent = index.words.none.replace('{}', box.value); list.appendChild(p); }
      hits.forEach(function (e) {
        var a = d.createElement('a'), s = d.createElement('small');
        a.href = base + e.href; a.textContent = (e.id ? e.id + ' ' : '') + e.title; s.textContent = e.kind + (e.more ? ' · ' + e.more : ''); a.appendChild(s); list.appendChild(a);
      });
      list.hidden = false;
    }
    box.addEventListener('input', show);
    box.addEventListener('focus', show);
    box.addEventListener('keydown', function (e) {
      var links = list.querySelectorAll('a');
      if (e.key === 'Escape') { close(); box.focus(); return; }
      if (e.key === 'Enter' && links.length) { e.preventDefault(); location.href = links[Math.max(at, 0)].href; return; }
      if ((e.key !== 'ArrowDown' && e.key !== 'ArrowUp') || !links.length) return;
      e.preventDefault();
      at = (at + (e.key === 'ArrowDown' ? 1 : links.length - 1)) % links.length;
      links.forEach(function (a, i) { a.setAttribute('aria-selected', String(i === at)); });
      links[at].scrollIntoView({ block: 'nearest' });
    });
    d.addEventListener('click', function (e) { if (!list.contains(e.target) && e.target !== box) close(); });
    var asked = new URLSearchParams(location.search).get('q');
    if (asked && box.id === 'qq') box.value = asked;
    if (d.activeElement === box) show();
  });
  d.documentElement.dataset.search = 'ready';
})(document);
