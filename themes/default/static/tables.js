/* Sorting by header buttons and a filter box; the state stands in the address behind #. */
(function (d) {
  'use strict';
  function text(row, i) { var c = row.cells[i]; return c ? (c.dataset.v !== undefined ? c.dataset.v : c.textContent.trim()) : ''; }
  function number(s) {
    var n = parseFloat(s.replace(/\u2212/g, '-').replace(/[^0-9.eE-]/g, ''));
    return isNaN(n) ? null : n;
  }
  d.querySelectorAll('table[data-sortable]').forEach(function (table) {
    var body = table.tBodies[0], original = Array.prototype.slice.call(body.rows);
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (th, i) {
      var b = d.createElement('button');
      b.type = 'button'; b.textContent = th.textContent; th.textContent = ''; th.appendChild(b);
      b.addEventListener('click', function () {
        var before = th.getAttribute('aria-sort'), next = before === 'ascending' ? 'descending' : before === 'descending' ? null : 'ascending';
        Array.prototype.forEach.call(th.parentNode.cells, function (o) { o.removeAttribute('aria-sort'); });
        var rows = original.slice();
        if (next) {
          th.setAttribute('aria-sort', next);
          var sign = next === 'ascending' ? 1 : -1;
          rows.sort(function (x, y) {
            var a = text(x, i), c = text(y, i), na = number(a), nc = number(c);
            if (a === '' || a === '–') return 1;
            if (c === '' || c === '–') return -1;
            return sign * (na !== null && nc !== null ? na - nc : a.localeCompare(c));
          });
        }
        rows.forEach(function (r) { body.appendChild(r); });
      });
    });
  });
  d.querySelectorAll('[data-filter]').forEach(function (form) {
    var table = d.getElementById(form.dataset.filter), controls = form.querySelectorAll('input, select'), count = form.querySelector('.count');
    if (!table) return;
    form.hidden = false;
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    function apply() {
      var n = 0;
      rows.forEach(function (r) {
        var ok = true;
        controls.forEach(function (c) {
          var v = c.value.trim().toLowerCase();
          if (!v) return;
          var hay = c.dataset.key ? (r.getAttribute('data-' + c.dataset.key) || '') : r.textContent;
          if (c.dataset.key ? hay.toLowerCase() !== v : hay.toLowerCase().indexOf(v) < 0) ok = false;
        });
        r.hidden = !ok; if (ok) n++;
      });
      if (count) count.textContent = n + ' / ' + rows.length;
      var state = Array.prototype.map.call(controls, function (c) { return c.value ? c.name + '=' + encodeURIComponent(c.value) : ''; }).filter(Boolean).join('&');
      if (state || location.hash.indexOf('=') > 0) history.replaceState(null, '', '#' + state);
    }
    location.hash.slice(1).split('&').forEach(function (pair) {
      var kv = pair.split('=');
      controls.forEach(function (c) { if (c.name === kv[0] && kv[1]) c.value = decodeURIComponent(kv[1]); });
    });
    controls.forEach(function (c) { c.addEventListener('input', apply); });
    form.addEventListener('submit', function (e) { e.preventDefault(); });
    apply();
  });
})(document);
