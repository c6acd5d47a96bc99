// The bed map: arrows go from bed to bed within a room, and on a wide screen a bed opens beside the map. Without this
// every bed is a link to its own page.
(function () {
  "use strict";
  document.querySelectorAll("[data-roving]").forEach(function (list) {
    var stops = Array.prototype.slice.call(list.querySelectorAll("a"));
    if (!stops.length) return;
    function stop(one) { stops.forEach(function (x) { x.tabIndex = x === one ? 0 : -1; }); }
    stop(stops[0]);
    list.addEventListener("focusin", function (e) { var a = e.target.closest("a"); if (a) stop(a); });
    list.addEventListener("keydown", function (e) {
      var at = stops.indexOf(e.target.closest("a")), to = -1;
      if (at < 0 || e.ctrlKey || e.metaKey || e.altKey) return;
      var top = stops[at].getBoundingClientRect().top;
      var row = stops.filter(function (x) { return Math.abs(x.getBoundingClientRect().top - top) < 4; }).length;
      if (e.key === "ArrowRight") to = at + 1;
      else if (e.key === "ArrowLeft") to = at - 1;
      else if (e.key === "ArrowDown") to = at + row;
      else if (e.key === "ArrowUp") to = at - row;
      else if (e.key === "Home") to = 0;
      else if (e.key === "End") to = stops.length - 1;
      else return;
      e.preventDefault();
      if (to >= 0 && to < stops.length) stops[to].focus();
    });
  });

  var last;
  document.addEventListener("click", function (e) {
    var a = e.target.closest && e.target.closest("a[data-panel]"), panel = document.getElementById("g-panel");
    if (!a || !panel || e.defaultPrevented || e.ctrlKey || e.metaKey || e.shiftKey || e.button > 0) return;
    if (panel.getBoundingClientRect().left <= a.getBoundingClientRect().right) return; // it stands below: go to the page
    e.preventDefault();
    var asked = last = a.href;
    fetch(a.href, { headers: { Accept: "text/html" }, credentials: "same-origin" }).then(function (r) {
      if (!r.ok || r.redirected) throw r;
      return r.text();
    }).then(function (text) {
      var found = new DOMParser().parseFromString(text, "text/html").getElementById("g-panel");
      if (!found) throw found;
      if (asked !== last) return;
      document.querySelectorAll("a[data-panel][aria-current]").forEach(function (x) { x.removeAttribute("aria-current"); });
      a.setAttribute("aria-current", "true");
      panel.innerHTML = found.innerHTML;
      panel.focus();
    }).catch(function () { location.href = a.href; });
  });
})();
