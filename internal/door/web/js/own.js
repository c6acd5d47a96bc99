// The page of a kiosk: a gentle word before it closes, and nothing left behind. Without script it closes as well.
(function () {
  "use strict";
  var body = document.body, idle = Number(body.dataset.ownIdle || 0);
  if (!idle) return;
  var soon = Math.max(idle - 30, Math.floor(idle / 2)), last = Date.now(), told = Date.now();
  var box = document.getElementById("g-own-idle");
  var gone = function () { location.replace(body.dataset.ownOut); };
  var leave = function () { leave = function () {}; fetch(body.dataset.ownOut, { method: "POST", credentials: "same-origin", redirect: "manual" }).then(gone, gone); };
  var touch = function () {
    last = Date.now();
    if (box) box.hidden = true;
    if (Date.now() - told < idle * 250) return; // the house hears of it a few times, not at every key
    told = Date.now();
    fetch("/own/stay", { method: "POST", credentials: "same-origin" }).then(function (r) { if (!r.ok) leave(); }).catch(function () {});
  };
  ["pointerdown", "keydown", "scroll", "input"].forEach(function (e) { document.addEventListener(e, touch, { passive: true, capture: true }); });
  setInterval(function () {
    var still = (Date.now() - last) / 1000;
    if (still >= idle) leave();
    else if (still >= soon && box && box.hidden) box.hidden = false;
  }, 1000);
  // Who goes back after another has gone comes upon nothing.
  addEventListener("pageshow", function (e) { if (e.persisted) location.reload(); });
})();
