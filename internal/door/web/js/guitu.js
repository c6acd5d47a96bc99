// The house's own script. Every page works without it; it only saves steps.
(function () {
  "use strict";
  var root = document.documentElement, body = document.body;
  var $ = function (id) { return document.getElementById(id); };
  var tell = function (words) {
    var live = $("g-live");
    if (!live || !words) return;
    live.textContent = "";
    setTimeout(function () { live.textContent = words; }, 80);
  };
  var writing = function (el) {
    return el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName)) || !!document.querySelector("dialog[open]");
  };

  // Focus: what went wrong first.
  if ($("g-trouble")) $("g-trouble").focus();
  document.addEventListener("click", function (e) {
    var link = e.target.closest && e.target.closest("[data-fault]");
    if (!link) return;
    var field = document.querySelector("[name=" + JSON.stringify(link.dataset.fault) + "]") || document.querySelector(link.getAttribute("href"));
    if (field) { e.preventDefault(); field.scrollIntoView({ block: "center" }); field.focus({ preventScroll: true }); }
  });

  // Keys: "/" to the search box, "?" to this page's chapter of the help; both can be switched off.
  document.addEventListener("keydown", function (e) {
    if (e.key === "Escape") {
      var open = document.querySelector("details.g-menu[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); }
      return;
    }
    if (!body.hasAttribute("data-keys") || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || writing(e.target)) return;
    if (e.key === "/" && $("g-q")) { e.preventDefault(); $("g-q").focus(); $("g-q").select(); }
    if ((e.key === "?" || e.key === "？") && $("g-help")) { e.preventDefault(); $("g-help").click(); }
  });

  // Menus close when one looks elsewhere.
  document.addEventListener("click", function (e) {
    document.querySelectorAll("details.g-menu[open]").forEach(function (d) { if (!d.contains(e.target)) d.open = false; });
  });

  // Theme: switch at once, then tell the server, which remembers it for this device.
  document.querySelectorAll("[data-theme-form]").forEach(function (form) {
    form.addEventListener("submit", function (e) {
      e.preventDefault();
      var now = root.getAttribute("data-bs-theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
      var next = now === "dark" ? "light" : "dark";
      root.setAttribute("data-bs-theme", next);
      var data = new URLSearchParams(new FormData(form));
      data.set("theme", next);
      fetch(form.action, { method: "POST", body: data, redirect: "manual" }).catch(function () {});
      document.dispatchEvent(new CustomEvent("guitu:theme", { detail: next }));
    });
  });

  // Select all. What is all chosen already is let go again.
  document.addEventListener("click", function (e) {
    var b = e.target.closest && e.target.closest("[data-check]");
    if (!b) return;
    var boxes = Array.prototype.filter.call(b.form.elements, function (x) { return x.name === b.dataset.check && !x.disabled; });
    var on = boxes.some(function (x) { return !x.checked; });
    boxes.forEach(function (x) { x.checked = on; });
  });

  // Questions that hang on the answer to another are shown when they are asked; without script they all stand there.
  function ask() {
    document.querySelectorAll("[data-when]").forEach(function (box) {
      var on = box.dataset.when.split("="), chosen = document.querySelector("[name=" + JSON.stringify(on[0]) + "]:checked") || document.querySelector("select[name=" + JSON.stringify(on[0]) + "]");
      var over = chosen && chosen.closest("[data-when]"); // a question that hangs on one that is not asked is not asked either
      box.hidden = !chosen || on[1].split("|").indexOf(chosen.value) < 0 || !!over && over.hidden;
    });
  }
  document.addEventListener("change", ask);

  // One more line of a table that is filled in.
  document.addEventListener("click", function (e) {
    var b = e.target.closest && e.target.closest("[data-add-row]");
    if (!b) return;
    var rows = b.parentNode.querySelector("[data-rows]"), next = rows.lastElementChild.cloneNode(true);
    next.querySelectorAll("input").forEach(function (x) { x.value = ""; });
    rows.appendChild(next);
    next.querySelector("input").focus();
  });

  // Other settings draw the page anew: at the address it has by now, and not over something that is being written.
  var written = false;
  document.addEventListener("input", function (e) { written = written || !!(e.target.closest && e.target.closest("main form[method=post]")); });
  document.addEventListener("submit", function (e) {
    var form = e.target, back = form.querySelector("[name=back]");
    if (back && form.action.indexOf("/settings/") > 0) back.value = location.pathname + location.search;
    if (written && form.dataset.unsaved && !window.confirm(form.dataset.unsaved)) e.preventDefault();
  }, true);

  // Who leaves for the page of signing in does not lose what he was writing: it opens beside this one.
  document.addEventListener("click", function (e) {
    var a = e.target.closest && e.target.closest("a[data-leaves]");
    if (a && written) { a.target = "_blank"; a.rel = "noopener"; }
  });

  // Printing: paper shows every reason.
  document.addEventListener("click", function (e) { if (e.target.closest && e.target.closest("[data-print]")) window.print(); });
  var opened = [];
  addEventListener("beforeprint", function () {
    opened = Array.prototype.filter.call(document.querySelectorAll("main details:not([open])"), function (d) { d.open = true; return true; });
  });
  addEventListener("afterprint", function () { opened.forEach(function (d) { d.open = false; }); });

  // What no request can carry is said before it is sent, while the form is still here: past 64 MB the house does not
  // read on, and what was written would be lost with the file.
  document.addEventListener("submit", function (e) {
    var form = e.target, size = 0;
    if (!form.dataset.large) return;
    form.querySelectorAll("[type=file]").forEach(function (x) { Array.prototype.forEach.call(x.files, function (f) { size += f.size; }); });
    if (size > 63 * 1048576) { e.preventDefault(); window.alert(form.dataset.large.replace("{0}", Math.ceil(size / 1048576))); }
  }, true);

  // A form goes out once: the second press waits.
  document.addEventListener("submit", function (e) {
    var form = e.target;
    if (e.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "1";
    if (e.submitter) e.submitter.setAttribute("aria-busy", "true");
    setTimeout(function () { delete form.dataset.sent; }, 8000);
  });
  addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (f) { delete f.dataset.sent; });
    document.querySelectorAll("[aria-busy=true]").forEach(function (b) { b.removeAttribute("aria-busy"); });
  });

  // Lists: htmx swaps the list alone. A search waits until an input method has finished its word; empty
  // filters stay out of the address; a page that is no list (signed out, an error) is shown as a page.
  var composing = false, waiting;
  function later(el) {
    var form = el.closest && el.closest("[data-filters]");
    if (!form || composing || el.tagName !== "INPUT") return;
    clearTimeout(waiting);
    waiting = setTimeout(function () { form.dispatchEvent(new Event("guitusearch")); }, 350);
  }
  document.addEventListener("compositionstart", function () { composing = true; });
  document.addEventListener("compositionend", function (e) { composing = false; later(e.target); });
  document.addEventListener("input", function (e) { later(e.target); });
  document.addEventListener("change", function (e) { // of a typed field "input" has already told
    var form = e.target.closest && e.target.closest("[data-filters]");
    if (form && (e.target.tagName === "SELECT" || /^(checkbox|radio|date)$/.test(e.target.type))) form.dispatchEvent(new Event("guitusearch"));
  });
  document.addEventListener("htmx:config:request", function (e) {
    var data = e.detail.ctx.request.body, empty = [];
    if (!data || !data.forEach || e.detail.ctx.request.method !== "GET") return;
    data.forEach(function (v, k) { if (v === "") empty.push(k); });
    empty.forEach(function (k) { data.delete(k); });
  });
  document.addEventListener("htmx:before:request", function () { if ($("list")) $("list").setAttribute("aria-busy", "true"); });
  document.addEventListener("htmx:before:response", function (e) {
    var ctx = e.detail.ctx, raw = ctx.response.raw;
    if (ctx.select === "#list" && (!raw.ok || raw.redirected)) { e.preventDefault(); location.href = ctx.request.action; }
  });
  document.addEventListener("htmx:error", function () { if ($("list")) $("list").setAttribute("aria-busy", "false"); });
  document.addEventListener("htmx:after:swap", function () {
    var list = $("list"), said = list && list.querySelector("[data-announce]");
    if (list) buttons(list);
    tell(said && said.dataset.announce);
    if (list && (document.activeElement === body || !document.activeElement)) {
      var to = list.querySelector(".g-total, .g-empty");
      if (to) { to.tabIndex = -1; to.focus(); }
    }
  });

  // Buttons that need script are shown by script.
  function buttons(within) { within.querySelectorAll("[data-check], [data-add-row], [data-print]").forEach(function (b) { b.hidden = false; }); }

  // What is new in the page. Whose file this is stays in view when its head has been scrolled away.
  function fresh() {
    var head = document.querySelector(".g-person"), mini = $("g-mini");
    buttons(document);
    ask();
    if (head && mini && window.IntersectionObserver) {
      new IntersectionObserver(function (seen) { mini.hidden = seen[0].isIntersecting || seen[0].boundingClientRect.top > 0; }, { rootMargin: "-60px 0px 0px 0px" }).observe(head);
    }
  }
  fresh();

  // The network line.
  var line = $("g-offline");
  function network() { if (line) line.hidden = navigator.onLine !== false; }
  addEventListener("online", network);
  addEventListener("offline", network);
  network();

  // What the roll keeps of a page goes when its officer signs out; marks that wait are said on every page, by number.
  document.addEventListener("submit", function (e) {
    if (e.target.getAttribute("action") === "/sign-out" && window.indexedDB) indexedDB.deleteDatabase("guitu-roll");
  }, true);
  var rest = $("g-roll-rest");
  try {
    var waits = rest && JSON.parse(localStorage.getItem("guitu-roll") || "null");
    if (waits && /^[0-9a-z]+$/.test(waits.call) && location.pathname.indexOf("/rolls/") !== 0) {
      rest.querySelector("a").href = "/rolls/" + waits.call;
      rest.querySelector("span").textContent = Number(waits.n);
      rest.hidden = false;
    }
  } catch (e) { /* nothing is kept here */ }

  window.guitu = { tell: tell, fresh: fresh };
})();
