/* Search over the sheets of `goalpostIndex`: a question loads the sheets of its words,
   then the entries of its best hits. `fold` and `words` cut a text as src/present/search_index/words.rs does. */
(function (d) {
  'use strict';
  var base = d.body.dataset.root || '', index = window.goalpostIndex, MOST = 4, SHEETS = 7, SHOWN = 15, GROUP = 5;
  var plain = { 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'o', 'ł': 'l', 'đ': 'd', 'ı': 'i', 'ς': 'σ' };
  var unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  function fold(s) {
    return s.toLowerCase().normalize('NFKD').replace(/[\u0300-\u036f\u0591-\u05c7\u0640\u064b-\u065f\u0670]/g, '').normalize('NFC')
      .replace(/[ßæœøłđıς]/g, function (c) { return plain[c]; });
  }
  /* The words of a question: an id stands for itself, a run of an unspaced script for its pairs. */
  function words(s) {
    var out = [];
    (fold(s).match(/[\p{Alphabetic}\p{N}\p{M}._/-]+/gu) || []).forEach(function (chunk) {
      if (/[-_./]/.test(chunk) && /[0-9]/.test(chunk)) { var id = chunk.replace(/[-_./]/g, ''); if (id) out.push(id); return; }
      chunk.split(/[-_./]/).forEach(function (word) {
        var signs = Array.from(word), run = '';
        signs.forEach(function (c, i) {
          if (!unspaced.test(c)) { run += c; return; }
          if (run) out.push(run); run = '';
          if (signs[i + 1] && unspaced.test(signs[i + 1])) out.push(c + signs[i + 1]);
          else if (!i || !unspaced.test(signs[i - 1])) out.push(c);
        });
        if (run) out.push(run);
      });
    });
    return out.filter(function (w, i) { return out.indexOf(w) === i; });
  }
  /* One slip of the pen: a sign too many, too few, another, or two changed over. */
  function near(a, b) {
    if (Math.abs(a.length - b.length) > 1) return false;
    var i = 0; while (i < a.length && a[i] === b[i]) i++;
    return a.slice(i + 1) === b.slice(i + 1) || a.slice(i) === b.slice(i + 1) || a.slice(i + 1) === b.slice(i) ||
      (a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2));
  }
  function slip(q, t) { return q.length > 3 && !/[0-9]/.test(q) && (near(q, t) || near(q, t.slice(0, q.length)) || near(q, t.slice(0, q.length + 1)) || near(q, t.slice(0, q.length - 1))); }
  var asked = {};
  function load(kind, n) {
    var key = kind + n;
    return asked[key] || (asked[key] = new Promise(function (done, fail) {
      var s = d.createElement('script');
      s.src = base + 'assets/search/' + key + '.js'; s.onload = done;
      s.onerror = function () { delete asked[key]; fail(); };
      d.head.appendChild(s);
    }));
  }
  /* The sheets on which words that begin like this stand. */
  function sheets(prefix) {
    var first = index.first, lo = 0, out = [];
    while (lo + 1 < first.length && first[lo + 1] <= prefix) lo++;
    for (var i = lo; i < first.length && (i === lo || first[i] <= prefix + '\uffff'); i++) out.push(i);
    return out;
  }
  /* The sheets of a question, the surest first, up to what it may cost: where each word stands, where it goes on, then
     where it would stand with a slip near its beginning, then the others. */
  function wanted(words) {
    var out = [];
    function add(list) { list.forEach(function (n) { if (out.length < SHEETS && out.indexOf(n) < 0) out.push(n); }); }
    words.forEach(function (w) { add(sheets(w).slice(0, 1)); });
    words.forEach(function (w) { add(sheets(w)); });
    words.forEach(function (w) { if (w.length > 3) { add(sheets(w[1] + w[0] + w[2]).slice(0, 1)); add(sheets(w.slice(0, 2))); } });
    add(index.first.map(function (_, n) { return n; }));
    return out;
  }
  function lines(n) {
    if (typeof index.w[n] === 'string') index.w[n] = index.w[n].split('\n').map(function (l) { var at = l.indexOf('\t'); return [l.slice(0, at), l.slice(at + 1)]; });
    return index.w[n] || [];
  }
  function places(list, each) {
    list.replace('+', '').split(';').forEach(function (field, f) {
      var at = 0;
      if (field) field.split(',').forEach(function (step) { at += parseInt(step, 36); each(at, 3 - f); });
    });
  }
  /* Entries that have a word like this one, with their rank; `open` is what an entry that the index does not list may count for. */
  function match(q, from) {
    var hits = new Map(), open = 0, closest = [0, ''];
    from.forEach(function (n) {
      lines(n).forEach(function (line) {
        var t = line[0], i = 0, s = t === q ? 8 : t.indexOf(q) === 0 ? 5 : q.length > 2 && t.indexOf(q) > 0 ? 2 : slip(q, t) ? 1.5 : 0;
        if (!s) { while (i < q.length && t[i] === q[i]) i++; if (i > closest[0]) closest = [i, line[1]]; return; }
        if (s > 4 && line[1].slice(-1) === '+') open = Math.max(open, s / 2);
        places(line[1], function (entry, weight) { hits.set(entry, Math.max(hits.get(entry) || 0, s * weight)); });
      });
    });
    return { hits: hits, open: open, closest: closest };
  }
  function all(found) {
    var ranks = new Map();
    found.forEach(function (m) { m.hits.forEach(function (_, entry) { ranks.set(entry, 0); }); });
    ranks.forEach(function (_, entry) {
      var sum = 0, known = 0;
      for (var i = 0; i < found.length; i++) {
        var s = found[i].hits.get(entry);
        if (s) known++; else s = found[i].open;
        if (!s) { ranks.delete(entry); return; }
        sum += s;
      }
      if (known) ranks.set(entry, sum);
    });
    return Array.from(ranks).sort(function (a, b) { return b[1] - a[1] || a[0] - b[0]; }).map(function (r) { return r[0]; });
  }
  function kind(entry) { var k = 0; while (k + 1 < index.kinds.length && index.kinds[k + 1][1] <= entry) k++; return index.kinds[k][0]; }
  /* Hits by kind, the kind with the best hit first. */
  function groups(hits) {
    var out = [], n = 0;
    hits.some(function (entry) {
      var name = kind(entry), g = out.find(function (o) { return o.name === name; });
      if (!g) out.push(g = { name: name, entries: [] });
      if (g.entries.length < GROUP) { g.entries.push(entry); n++; }
      return n >= SHOWN;
    });
    return out;
  }
  function ask(text) {
    var q = words(text), long = q.slice().sort(function (a, b) { return b.length - a.length; }).slice(0, MOST), need;
    q = q.filter(function (w) { return long.indexOf(w) >= 0; });
    need = wanted(q);
    return Promise.all(need.map(function (n) { return load('w', n); })).then(function () {
      var found = q.map(function (w) { return match(w, need); }), hits = q.length ? all(found) : [], nearest = [];
      if (!hits.length) found.forEach(function (m) { if (m.closest[0] > 1 && !m.hits.size) places(m.closest[1], function (e) { if (nearest.indexOf(e) < 0 && nearest.length < 3) nearest.push(e); }); });
      var shown = groups(hits.length ? hits : nearest), rows = [];
      shown.forEach(function (g) { rows = rows.concat(g.entries); });
      return Promise.all(rows.map(function (e) { return load('e', Math.floor(e / index.size)); })).then(function () {
        return { count: hits.length, groups: shown };
      });
    });
  }
  function element(name, set, inside) {
    var e = d.createElement(name);
    for (var k in set) if (k === 'class') e.className = set[k]; else if (k === 'text') e.textContent = set[k]; else e.setAttribute(k, set[k]);
    (inside || []).forEach(function (x) { if (x) e.appendChild(x); });
    return e;
  }
  function icon(shape) {
    var svg = d.createElementNS('http://www.w3.org/2000/svg', 'svg'), use = d.createElementNS('http://www.w3.org/2000/svg', 'use');
    svg.setAttribute('class', 'ic'); svg.setAttribute('aria-hidden', 'true'); use.setAttribute('href', '#i-' + shape); svg.appendChild(use);
    return svg;
  }
  function option(entry, id) {
    var e = index.e[Math.floor(entry / index.size)][entry % index.size], state = index.states[e[4]];
    return element('a', { role: 'option', id: id, href: base + e[0], tabindex: '-1', 'aria-selected': 'false' }, [
      element('span', {}, [e[1] ? element('span', { class: 'lid', text: e[1] }) : null, d.createTextNode((e[1] ? ' ' : '') + e[2])]),
      element('small', {}, [state ? element('span', { class: 'st ' + state[1] }, [icon(state[0]), d.createTextNode(state[2])]) : null, d.createTextNode(e[3])])
    ]);
  }
  d.querySelectorAll('#q, #qq').forEach(function (box) {
    var id = box.id + '-r', at = -1, turn = 0, options = [];
    var list = element('div', { role: 'listbox', id: id, 'aria-label': box.labels && box.labels[0] ? box.labels[0].textContent : '' });
    var said = element('p', { role: 'status', class: 'said' }), results = element('div', { class: 'results' }, [said, list]);
    results.hidden = true; box.closest('form').appendChild(results);
    box.setAttribute('role', 'combobox'); box.setAttribute('aria-autocomplete', 'list'); box.setAttribute('aria-controls', id); box.setAttribute('aria-expanded', 'false');
    function open(yes) { results.hidden = !yes; box.setAttribute('aria-expanded', String(yes && options.length > 0)); if (!yes) choose(-1); }
    function choose(i) {
      if (options[at]) options[at].setAttribute('aria-selected', 'false');
      at = i; box.removeAttribute('aria-activedescendant');
      if (!options[at]) return;
      options[at].setAttribute('aria-selected', 'true'); options[at].scrollIntoView({ block: 'nearest' });
      box.setAttribute('aria-activedescendant', options[at].id);
    }
    function draw(answer) {
      list.textContent = ''; options = []; at = -1;
      answer.groups.forEach(function (g, i) {
        var head = element('p', { class: 'kind', id: id + 'g' + i, text: g.name, 'aria-hidden': 'true' });
        var rows = g.entries.map(function (e) { var o = option(e, id + options.length); options.push(o); return o; });
        list.appendChild(element('div', { role: 'group', 'aria-label': g.name }, [head].concat(rows)));
      });
      list.hidden = !options.length;
      said.textContent = answer.count ? index.words.count.replace('{n}', answer.count) : index.words.none.replace('{query}', box.value.trim()) + (options.length ? ' ' + index.words.near + ':' : '');
      open(true);
    }
    function show() {
      var mine = ++turn;
      if (!box.value.trim()) { open(false); return; }
      ask(box.value).then(function (answer) { if (mine === turn) draw(answer); }, function () {
        if (mine !== turn) return;
        list.textContent = ''; list.hidden = true; options = []; said.textContent = index.words.failed + ' ';
        said.appendChild(element('a', { href: base + 'search/index.html', text: index.words.all })); open(true);
      });
    }
    box.addEventListener('input', show);
    box.addEventListener('focus', function () { if (results.hidden) show(); });
    box.addEventListener('keydown', function (e) {
      if (e.key === 'Escape' && !results.hidden) { e.preventDefault(); turn++; open(false); return; }
      if (e.key === 'Enter' && !results.hidden && options.length) { e.preventDefault(); location.href = options[Math.max(at, 0)].href; return; }
      if ((e.key !== 'ArrowDown' && e.key !== 'ArrowUp') || !options.length) return;
      e.preventDefault();
      open(true); choose((at + (e.key === 'ArrowDown' ? 1 : at < 0 ? options.length : options.length - 1)) % options.length);
    });
    box.addEventListener('blur', function (e) { if (box.id === 'q' && !results.contains(e.relatedTarget)) open(false); });
    results.addEventListener('mousedown', function (e) { e.preventDefault(); });
    if (d.activeElement === box) show();
  });
  d.documentElement.dataset.search = 'ready';
})(document);
