// The roll goes on without a network: a mark is written into this browser first, and sent then, in order, each once by
// its count on this device. The page without script posts the same marks by a form.
(function () {
  "use strict";
  var root = document.getElementById("g-roll");
  if (!root || !window.indexedDB || !window.crypto || !crypto.subtle || !window.fetch) return;
  var call = root.dataset.call, officer = root.dataset.officer, mine = root.hasAttribute("data-mine"), kept = Number(root.dataset.kept) || 0;
  var closed = root.dataset.state === "closed", hours8 = 8 * 3600 * 1000;
  var $ = function (id) { return document.getElementById(id); };
  var line = $("g-roll-line"), said = $("g-roll-said"), list = $("g-roll-list"), lookedList = $("g-roll-looked");
  var general = $("g-offline"), template = $("g-roll-words").content;
  var words = function (why, fill) {
    var t = template.querySelector("[data-why=" + why + "]").textContent;
    Object.keys(fill || {}).forEach(function (k) { t = t.replace("{" + k + "}", fill[k]); });
    return t;
  };
  var markWord = function (m) { var x = template.querySelector('[data-mark="' + m + '"]'); return x ? x.textContent : m; };
  var rowOf = function (p) { return root.querySelector('.g-roll-row[data-person="' + p + '"]'); };
  var nameOf = function (p) {
    var r = root.querySelector('[data-person="' + p + '"]');
    return r ? r.querySelector("legend, .g-roll-who").textContent.replace(/\s+/g, " ").trim() : "";
  };
  root.classList.add("g-roll-script");
  if (general) general.remove(); // its own line says more

  // Two books: the page, which goes at sign-out, and the marks, which stay until they are sent.
  function book(name, stores) {
    return new Promise(function (done, fail) {
      var r = indexedDB.open(name, 1);
      r.onupgradeneeded = function () { stores.forEach(function (s) { r.result.createObjectStore(s[0], { keyPath: s[1] }); }); };
      r.onsuccess = function () {
        r.result.onversionchange = function () { r.result.close(); };
        done(r.result);
      };
      r.onerror = function () { fail(r.error); };
    });
  }
  function ask(db, store, mode, act) {
    return new Promise(function (done, fail) {
      var t = db.transaction(store, mode), r = act(t.objectStore(store));
      t.oncomplete = function () { done(r.result); };
      t.onerror = t.onabort = function () { fail(t.error); };
    });
  }
  var newKey = function () { return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]); };
  async function sealed(key, text) {
    var iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv: iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv: iv }, key, new TextEncoder().encode(text)) };
  }
  async function opened(key, box) {
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv }, key, box.data));
  }

  // This device in this call: its name, its count, its key, and by how much its clock differs from the house.
  var marks, self, all = [], sending = false, turn = Promise.resolve(), sentNow = 0, online = navigator.onLine;
  async function begin() {
    marks = await book("guitu-marks", [["device", "call"], ["mark", "id"]]);
    self = await ask(marks, "device", "readonly", function (s) { return s.get(call); });
    if (!self) self = { call: call, key: await newKey(), seq: 0, offset: 0, device: hex(crypto.getRandomValues(new Uint8Array(12))) };
    if (!kept) self.offset = Number(root.dataset.now) - Date.now();
    await ask(marks, "device", "readwrite", function (s) { return s.put(self); });
    var rows = await ask(marks, "mark", "readonly", function (s) { return s.getAll(); });
    for (var i = 0; i < rows.length; i++) {
      if (rows[i].call !== call) continue;
      var m = JSON.parse(await opened(self.key, rows[i]));
      all.push({ id: rows[i].id, seq: rows[i].seq, officer: rows[i].officer, sent: rows[i].sent, p: m.p, m: m.m, w: m.w, at: m.at });
    }
    all.sort(function (a, b) { return a.seq - b.seq; });
  }
  function hex(bytes) { return Array.prototype.map.call(bytes, function (b) { return ("0" + b.toString(16)).slice(-2); }).join(""); }
  var waiting = function (whose) { return all.filter(function (m) { return !m.sent && (!whose || (m.officer === officer) === (whose === "mine")); }); };

  // write keeps a mark; the next one waits until this one is on the disk.
  function write(p, m, w) {
    turn = turn.then(async function () {
      var x = { id: call + "/" + (self.seq + 1), seq: self.seq + 1, officer: officer, sent: 0, p: p, m: m, w: w, at: Date.now() + self.offset };
      self.seq = x.seq;
      var box = await sealed(self.key, JSON.stringify({ p: p, m: m, w: w, at: x.at }));
      await ask(marks, "device", "readwrite", function (s) { return s.put(self); });
      await ask(marks, "mark", "readwrite", function (s) { return s.put({ id: x.id, call: call, seq: x.seq, officer: officer, sent: 0, iv: box.iv, data: box.data }); });
      all.push(x);
      paint(x);
      show();
      flag();
    });
    return turn.then(flush);
  }
  // flag lets every page of this browser say that marks wait, by numbers and ids alone.
  function flag() {
    var n = waiting().length;
    try {
      if (n) localStorage.setItem("guitu-roll", JSON.stringify({ call: call, n: n }));
      else localStorage.removeItem("guitu-roll");
    } catch (e) { /* private windows */ }
  }

  function paint(x) {
    var row = rowOf(x.p);
    if (!row) return;
    var radio = row.querySelector('input[value="' + x.m + '"]');
    if (radio) radio.checked = true;
    if (x.w !== undefined) row.querySelector(".g-roll-said").value = x.w;
    row.dataset.mark = x.m;
    row.classList.toggle("g-roll-waits", !x.sent);
    count();
  }
  function count() {
    var rows = root.querySelectorAll(".g-roll-row"), n = 0;
    if (!rows.length) return;
    var by = { all: rows.length };
    rows.forEach(function (r) { if (r.dataset.mark) n++; by[r.dataset.mark] = (by[r.dataset.mark] || 0) + 1; });
    root.querySelectorAll("[data-sum]").forEach(function (f) {
      f.querySelector("strong").textContent = by[f.dataset.sum] || 0;
      f.hidden = !by[f.dataset.sum] && f.dataset.sum !== "present";
    });
    if ($("g-roll-marked").textContent !== String(n)) {
      $("g-roll-marked").textContent = n;
      var live = $("g-live");
      if (live) live.textContent = words("count", { n: n, m: rows.length });
    }
  }

  function show(state, fill) {
    var n = waiting("mine").length, theirs = waiting("theirs").length, text = "", tone = "warn";
    if (!state && stuck && online && n) { state = stuck; fill = { n: n }; }
    if (state) text = words(state, fill);
    else if (!online && n) text = words("offline", { n: n });
    else if (!online) text = words("nothing");
    else if (theirs) text = words("colleague", { n: theirs });
    else if (n > 3) text = words("waits", { n: n });
    if (state === "sent" || state === "sent_look") tone = "ok";
    if (kept && !online) text += " " + words("kept", { at: new Date(kept).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" }) });
    line.hidden = !text && lookedList.hidden;
    line.dataset.tone = tone;
    said.textContent = text;
    $("g-roll-signin").hidden = state !== "signin";
    list.hidden = online || !n;
    list.querySelector("ul").textContent = "";
    waiting("mine").slice(-60).forEach(function (x) { entry(list.querySelector("ul"), nameOf(x.p) + " " + markWord(x.m)); });
    var button = root.querySelector("#g-roll-close button");
    if (button) {
      button.disabled = !online;
      $("g-roll-why").textContent = online ? why : words("online");
    }
  }
  function entry(ul, text) { var li = document.createElement("li"); li.textContent = text; ul.appendChild(li); return li; }
  var why = $("g-roll-why") ? $("g-roll-why").textContent : "";

  // What somebody must look at stays until he has: what he marked, what counts now, and one tap to mark it again.
  function ask_look(looked, batch) {
    looked.forEach(function (l) {
      var x = batch.filter(function (b) { return b.seq === l.seq; })[0];
      if (!x) return;
      lookedList.hidden = false;
      var li = entry(lookedList, nameOf(l.p) + " " + markWord(x.m) + "：" + words(l.why) + " " + (l.why === "over_another" ? markWord(l.was) : l.now ? markWord(l.now) : ""));
      if (l.now && l.why !== "over_another") paint({ p: l.p, m: l.now, sent: 1 });
      var again = l.why === "overtaken" ? x.m : l.why === "over_another" ? l.was : "";
      if (!again || !mine) return;
      var b = document.createElement("button");
      b.type = "button"; b.className = "g-btn g-btn-small"; b.textContent = markWord(again);
      b.addEventListener("click", function () { li.remove(); lookedList.hidden = !lookedList.children.length; write(l.p, again); });
      li.appendChild(document.createTextNode(" "));
      li.appendChild(b);
    });
  }

  // flush sends what waits, in order, one batch after the other; two tabs that do it at once send nothing twice that counts.
  // told says what was sent since there was no network, and how much of it must be looked at.
  function told() {
    if (stuck || !online || !sentNow) return show();
    show(lookedList.hidden ? "sent" : "sent_look", { n: sentNow, m: lookedList.children.length });
  }
  var stuck = ""; // what must happen before anything can be sent
  async function flush() {
    if (sending || !waiting("mine").length) return;
    if (navigator.onLine === false) { online = false; was = true; return show(); }
    sending = true;
    try {
      while (waiting("mine").length) {
        var batch = waiting("mine").slice(0, 200), body = new URLSearchParams();
        body.set("batch", JSON.stringify(batch.map(function (x) { return { p: x.p, m: x.m, w: x.w || "", at: Math.round(x.at), seq: x.seq }; })));
        body.set("device", self.device);
        body.set("officer", officer);
        var token = document.querySelector("[name=_token]");
        if (token) body.set("_token", token.value);
        var r = await fetch("/rolls/" + call + "/marks", { method: "POST", body: body, redirect: "manual", headers: { "X-Guitu": "roll" } });
        if ((r.headers.get("Content-Type") || "").indexOf("application/json") !== 0) {
          if (r.status >= 500) throw new Error("busy");
          online = true;
          stuck = "signin";
          return show();
        }
        var a = await r.json();
        online = true;
        stuck = a.colleague ? "colleague" : "";
        if (a.colleague) return show();
        if (a.fault) { said.textContent = a.fault; line.hidden = false; return; }
        for (var i = 0; i < batch.length; i++) await sent(batch[i]);
        sentNow += batch.length;
        flag();
        if (a.looked) ask_look(a.looked, batch);
        if (was || a.looked) told();
        else show();
        if (a.state !== root.dataset.state && !a.looked) return location.reload();
        if (changed(a.list) && !a.looked) return;
      }
      was = false;
      if (closed) await forget();
    } catch (e) {
      online = false;
      was = true;
      show();
    } finally {
      sending = false;
    }
  }
  // changed tells that the list is no more what this page shows: a colleague has put somebody on it, somebody has left or
  // was moved, or has another bed. The page is loaded anew, but never under the hand of who writes in it.
  function changed(list) {
    if (!root.querySelector(".g-roll-row") || list === root.dataset.list) return false;
    if (document.activeElement.classList.contains("g-roll-said")) show("changed");
    else location.reload();
    return true;
  }
  var was = !navigator.onLine || kept > 0; // there was no network: on return it is said what was sent
  async function sent(x) {
    x.sent = 1;
    var row = await ask(marks, "mark", "readonly", function (s) { return s.get(x.id); });
    if (row) {
      row.sent = 1;
      await ask(marks, "mark", "readwrite", function (s) { return s.put(row); });
    }
    var el = rowOf(x.p);
    if (el && !all.some(function (y) { return y.p === x.p && !y.sent; })) el.classList.remove("g-roll-waits");
  }

  // keep seals this page for the worker, as the house sends it now; the looks of it are kept plain, for they name nobody.
  async function keep() {
    if (!navigator.serviceWorker || !window.caches) return;
    await navigator.serviceWorker.register("/rolls/sw.js", { scope: "/rolls/" });
    var statics = [];
    document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]").forEach(function (x) { statics.push(x.href || x.src); });
    document.querySelectorAll("svg use").forEach(function (x) { statics.push(x.getAttribute("href").split("#")[0]); });
    await (await caches.open("guitu-static")).addAll(statics.filter(function (x, i) { return statics.indexOf(x) === i; }));
    var r = await fetch("/rolls/" + call, { headers: { "X-Guitu": "keep" } });
    if (!r.ok || r.redirected) return;
    var html = await r.text(), key = await newKey(), box = await sealed(key, html), pages = await book("guitu-roll", [["page", "call"]]);
    var page = { call: call, key: key, iv: box.iv, data: box.data, at: Date.now(), until: Date.now() + hours8, policy: r.headers.get("Content-Security-Policy"), old: words("old") };
    await ask(pages, "page", "readwrite", function (s) { return s.put(page); });
    pages.close();
  }
  // forget throws away what was kept of a call that is closed: the page and its key at once, the marks when all are sent.
  async function forget() {
    var pages = await book("guitu-roll", [["page", "call"]]);
    await ask(pages, "page", "readwrite", function (s) { return s.delete(call); });
    pages.close();
    if (waiting().length) return;
    for (var i = 0; i < all.length; i++) await ask(marks, "mark", "readwrite", function (s) { return s.delete(all[i].id); });
    await ask(marks, "device", "readwrite", function (s) { return s.delete(call); });
    all = [];
  }

  root.addEventListener("change", function (e) {
    var row = e.target.closest(".g-roll-row");
    if (!row || !mine) return;
    var text = row.querySelector(".g-roll-said"), radio = row.querySelector("input[type=radio]:checked");
    if (!radio) return;
    if (e.target === text && radio.value !== "other") return;
    write(row.dataset.person, radio.value, radio.value === "other" ? text.value.trim() : "");
    if (radio.value === "other" && e.target === radio) text.focus();
  });
  // An arrow leads along the marks of a row and marks nothing: on the way to a mark no other is left behind. Space marks,
  // as of every such button; Enter too, for it would send the form of a page without script.
  root.addEventListener("keydown", function (e) {
    var at = e.target, step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[e.key];
    if (at.type !== "radio" || e.ctrlKey || e.altKey || e.metaKey) return;
    if (e.key === "Enter") at.click();
    else if (!step) return;
    e.preventDefault();
    if (!step) return;
    var all = Array.prototype.slice.call(at.closest(".g-roll-row").querySelectorAll("input[type=radio]"));
    all[(all.indexOf(at) + step + all.length) % all.length].focus();
  });
  var form = $("g-roll-form"), close = $("g-roll-close"), only = $("g-roll-only");
  if (form) form.addEventListener("submit", function (e) { e.preventDefault(); flush(); });
  if (close) close.addEventListener("submit", function (e) {
    if (!waiting("mine").length) return;
    e.preventDefault();
    turn.then(flush).then(function () { if (!waiting("mine").length && online) close.submit(); });
  });
  if (only) only.addEventListener("click", function (e) {
    e.preventDefault();
    only.textContent = root.classList.toggle("g-roll-only") ? only.dataset.all : only.dataset.only;
  });
  // Without a network nothing leads away from here: what is asked for is told, and the roll stays.
  async function stay(e, go) {
    if (online && navigator.onLine !== false) return;
    e.preventDefault();
    e.stopPropagation();
    try {
      await fetch("/rolls/sw.js", { cache: "no-store" }); // the network may be back without a word
      online = true;
      go();
    } catch (err) {
      online = false;
      was = true;
      show("stay");
      line.scrollIntoView({ block: "nearest" });
    }
  }
  document.addEventListener("click", function (e) {
    var a = e.target.closest && e.target.closest("a[href]");
    if (!a || a === only || a.getAttribute("href").charAt(0) === "#") return;
    stay(e, function () { location.href = a.href; });
  }, true);
  document.addEventListener("submit", function (e) {
    if (e.target.closest("#g-lock") || e.target.getAttribute("action") === "/lock") return; // the lock speaks for itself
    if (e.target !== form && e.target !== close) stay(e, function () { e.target.submit(); });
  }, true);
  addEventListener("online", function () { online = true; was = true; flush().then(function () { if (!sending) told(); }); });
  document.addEventListener("guitu:unlocked", function () { online = true; flush().then(function () { if (!sending) told(); }); });
  addEventListener("offline", function () { online = false; was = true; show(); });
  setInterval(function () { if (waiting("mine").length) flush(); }, 15000);
  if (kept) setTimeout(function () { location.reload(); }, Math.max(0, kept + hours8 - Date.now() + 1000));

  window.guituRoll = begin().then(async function () {
    // What this device marked stands over a page that it kept; over a page of the house only what is not sent.
    all.forEach(function (x) { if (kept || !x.sent) paint(x); });
    if (kept) online = false;
    show();
    flag();
    await flush();
    if (kept) return;
    if (closed) await forget();
    else if (mine) await keep();
  });
})();
