/* Sorting by header buttons and filters over tables and the goal map; the state stands in the address behind #. */
(function (d) {
  'use strict';
  function list(x) { return Array.prototype.slice.call(x); }
  function text(row, i) { var c = row.cells[i]; return c ? (c.dataset.v !== undefined ? c.dataset.v : c.textContent.trim()) : ''; }
  function number(s) {
    var n = parseFloat(s.replace(/\u2212/g, '-').replace(/[^0-9.eE-]/g, ''));
    return isNaN(n) ? null : n;
  }
  function read() {
    var out = {};
    location.hash.slice(1).split('&').forEach(function (pair) {
      var at = pair.indexOf('=');
      if (at > 0) try { out[pair.slice(0, at)] = decodeURIComponent(pair.slice(at + 1)); } catch (e) { /* not ours */ }
    });
    return out;
  }
  var state = read();
  function write() {
    var text = Object.keys(state).filter(function (k) { return state[k]; }).map(function (k) { return k + '=' + encodeURIComponent(state[k]); }).join('&');
    if (text || location.hash.indexOf('=') > 0) history.replaceState(null, '', text ? '#' + text : location.pathname + location.search);
  }

  /* Tables of one name are sorted together, each by itself. */
  var sorts = {};
  list(d.querySelectorAll('table[data-sortable]')).forEach(function (table) {
    var name = table.dataset.sortable || table.id || 'table';
    (sorts[name] = sorts[name] || []).push({ head: list(table.tHead.rows[0].cells), body: table.tBodies[0], rows: list(table.tBodies[0].rows) });
  });
  function order(rows, i, sign) {
    return rows.slice().sort(function (x, y) {
      var a = text(x, i), b = text(y, i), no = { '': 1, '–': 1 };
      if (no[a] || no[b]) return (no[a] || 0) - (no[b] || 0);
      var na = number(a), nb = number(b);
      return sign * (na !== null && nb !== null ? na - nb : a.localeCompare(b, d.documentElement.lang));
    });
  }
  Object.keys(sorts).forEach(function (name) {
    var key = 'sort-' + name, selects = list(d.querySelectorAll('[data-sort-of="' + name + '"]'));
    function sort() {
      var by = parseInt(state[key], 10) || 0, i = Math.abs(by) - 1;
      selects.forEach(function (s) { s.value = by || ''; });
      sorts[name].forEach(function (t) {
        t.head.forEach(function (th, n) { if (n === i) th.setAttribute('aria-sort', by > 0 ? 'ascending' : 'descending'); else th.removeAttribute('aria-sort'); });
        (by ? order(t.rows, i, by) : t.rows).forEach(function (r) { t.body.appendChild(r); });
      });
    }
    /* Of tables under each other only the first shows its headings. */
    sorts[name].slice(0, 1).forEach(function (t) {
      t.head.forEach(function (th, i) {
        /* Over the heading, so that nothing moves when it comes. */
        var b = d.createElement('button');
        b.type = 'button'; b.setAttribute('aria-label', th.textContent); th.appendChild(b);
        b.addEventListener('click', function () {
          var before = parseInt(state[key], 10) || 0;
          state[key] = before === i + 1 ? String(-i - 1) : before === -i - 1 ? '' : String(i + 1);
          sort(); write();
        });
      });
    });
    selects.forEach(function (select) {
      sorts[name][0].head.forEach(function (th, i) {
        [['\u2191 ', i + 1], ['\u2193 ', -i - 1]].forEach(function (way) { select.add(new Option(way[0] + th.textContent, way[1])); });
      });
      select.addEventListener('input', function () { state[key] = select.value; sort(); write(); });
    });
    if (state[key]) sort();
  });

  /* A filter's rows carry what they are filtered by: data-team="Delivery", data-tag="a|b". */
  list(d.querySelectorAll('[data-filter]')).forEach(function (form) {
    var rows = list(d.querySelectorAll('[data-rows="' + form.dataset.filter + '"] :is(tbody > tr, li)')), controls = list(form.querySelectorAll('input, select'));
    var count = form.querySelector('.count');
    function values(row, key) { return (row.dataset[key] || '').split('|').filter(Boolean); }
    function own(row) { return row.tagName === 'LI' ? row.firstElementChild : row; }
    function fits(row) {
      return controls.every(function (c) {
        var v = c.value.trim();
        return !v || (c.dataset.key ? values(row, c.dataset.key).indexOf(v) >= 0 : own(row).textContent.toLowerCase().indexOf(v.toLowerCase()) >= 0);
      });
    }
    function apply() {
      var n = 0, any = controls.some(function (c) { return c.value.trim(); });
      rows.forEach(function (r) { var ok = fits(r); r.hidden = !ok; r.classList.remove('dim'); if (ok) n++; });
      /* A branch stays as long as something below it fits; what leads there is pale. */
      rows.filter(function (r) { return r.tagName === 'LI' && !r.hidden; }).forEach(function (r) {
        for (var up = r.parentElement.closest('[data-rows] li'); up; up = up.parentElement.closest('[data-rows] li')) {
          if (up.hidden) { up.hidden = false; up.classList.add('dim'); }
          if (any) up.querySelector('details').open = true;
        }
      });
      list(d.querySelectorAll('[data-rows="' + form.dataset.filter + '"].group')).forEach(function (g) { g.hidden = !g.querySelector('tbody > tr:not([hidden])'); });
      count.textContent = any ? count.dataset.said.replace('{n}', n).replace('{all}', rows.length) : '';
      controls.forEach(function (c) { state[c.name] = c.value.trim(); });
    }
    controls.forEach(function (c) {
      if (state[c.name]) c.value = state[c.name];
      c.addEventListener('input', function () { apply(); write(); });
    });
    apply();
  });
})(document);
