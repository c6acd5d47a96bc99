// Officers change at one browser: each page that opens tells the others, by a mark that says nothing, who sits there
// now. A page of somebody else's covers itself; what was written in it stays, until its officer is back.
(function () {
  "use strict";
  var seat = document.body.dataset.seat, cover = document.getElementById("g-cover");
  window.guituCover = function (on, nobody) {
    if (!cover || !cover.showModal) { if (on) location.replace("/"); return; }
    document.body.classList.toggle("g-covered", on);
    cover.querySelectorAll("[data-cover]").forEach(function (x) { x.hidden = (x.dataset.cover === "nobody") !== !!nobody; });
    if (on && !cover.open) cover.showModal();
    if (!on && cover.open) cover.close();
  };
  if (cover) cover.addEventListener("cancel", function (e) { e.preventDefault(); });
  if (!seat || !window.BroadcastChannel) return;
  var others = new BroadcastChannel("guitu-seat");
  others.onmessage = function (e) { if (cover) window.guituCover(e.data !== seat, e.data === "-"); };
  others.postMessage(seat);
})();
// The idle lock: a sheet over the page. Nothing is reloaded, so what was being written stays.
(function () {
  "use strict";
  var sheet = document.getElementById("g-lock"), idle = Number(document.body.dataset.idle) * 1000;
  if (!sheet || !sheet.showModal || !idle) return;
  var form = sheet.querySelector("form"), password = sheet.querySelector("[type=password]"), fault = sheet.querySelector(".g-fault");
  var last = Date.now(), told = last, said = 0, before = null, warning = document.getElementById("g-idle"), untold = false, token = form.querySelector("[name=_token]").value;

  function post(url, data) {
    data.set("_token", token);
    return fetch(url, { method: "POST", body: data, headers: { "X-Guitu": "sheet" } });
  }
  // Without a network no password can be checked, and none is called wrong: what waits here is said, and when the house
  // answers again. An empty state says nothing.
  var offline = document.getElementById("g-lock-offline"), expired = document.getElementById("g-lock-expired");
  function net(state) {
    offline.hidden = !state;
    offline.querySelectorAll("[data-net]").forEach(function (x) {
      var roll = x.dataset.net === "roll";
      x.hidden = roll ? state !== "off" || !document.getElementById("g-roll") : x.dataset.net !== state;
    });
    if (state === "off") fault.hidden = expired.hidden = true;
  }
  addEventListener("online", function () { if (!offline.hidden) net("on"); });
  // The windows of one browser are one seat: who works in one is there in all of them, a lock shuts them all, and a password
  // opens them all.
  var windows = window.BroadcastChannel && new BroadcastChannel("guitu-idle");
  function tell(what) { if (windows) windows.postMessage(what); }
  if (windows) windows.onmessage = function (e) {
    if (e.data === "shut") shut(false);
    if (e.data === "open" && sheet.open) open();
    if (e.data === "here" && !sheet.open) { last = told = Date.now(); warning.hidden = true; }
  };
  // The house is told of a lock, and again before a password is tried if it could not be told: else any would open.
  function telling() {
    untold = true;
    return post("/lock", new URLSearchParams()).then(function () { untold = false; });
  }
  function shut(first) {
    if (sheet.open) return;
    before = document.activeElement;
    fault.hidden = warning.hidden = true;
    net("");
    password.removeAttribute("aria-invalid");
    password.value = "";
    document.body.classList.add("g-locked");
    sheet.showModal();
    password.focus();
    if (!first) return;
    tell("shut");
    telling().catch(function () {});
  }
  function open() {
    last = Date.now();
    document.body.classList.remove("g-locked");
    sheet.close();
    password.value = "";
    if (before && before.focus) before.focus();
    document.dispatchEvent(new CustomEvent("guitu:unlocked"));
  }
  // Who writes for long sends nothing: the server is told now and then that somebody sits here.
  function here() {
    if (sheet.open || document.body.classList.contains("g-covered")) return;
    var now = Date.now();
    if (now - said > 5000) { said = now; tell("here"); }
    last = now;
    warning.hidden = true;
    if (last - told < idle / 3) return;
    told = last;
    post("/stay", new URLSearchParams()).catch(function () {});
  }
  ["pointerdown", "keydown", "scroll", "input"].forEach(function (n) { addEventListener(n, here, { passive: true, capture: true }); });
  // Two minutes before the lock it is said, and any key or touch puts it off. A laptop that slept finds the sheet at
  // once, not one beat later.
  function look() {
    var rest = idle - (Date.now() - last);
    if (rest <= 0) shut(true);
    warning.hidden = sheet.open || rest > 120000 || idle < 240000;
  }
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);

  // Locked by hand: the same sheet over the same page.
  document.addEventListener("submit", function (e) {
    if (e.target.getAttribute("action") !== "/lock") return;
    e.preventDefault();
    shut(true);
  }, true);

  sheet.addEventListener("cancel", function (e) { e.preventDefault(); });
  form.addEventListener("submit", function (e) {
    e.preventDefault();
    e.stopPropagation();
    (untold ? telling() : Promise.resolve()).then(function () {
      return post("/lock/open", new URLSearchParams(new FormData(form)));
    }).then(function (r) {
      if (r.status >= 500) { net("off"); return; }
      net("");
      if (r.status === 204) {
        tell("open");
        open();
        return;
      }
      // Somebody else has signed in here: this page is not his to see.
      if (r.status === 409) { window.guituCover(true); return; }
      expired.hidden = r.status !== 401;
      fault.hidden = r.status === 401;
      if (r.status === 401) return;
      return r.text().then(function (words) {
        fault.querySelector("span").textContent = words.trim();
        password.setAttribute("aria-invalid", "true");
        password.select();
      });
    }).catch(function () { net("off"); });
  }, true);
})();
