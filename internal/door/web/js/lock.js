// The idle lock: a sheet over the page. Nothing is reloaded, so what was being written stays.
(function () {
  "use strict";
  var sheet = document.getElementById("g-lock"), idle = Number(document.body.dataset.idle) * 1000;
  if (!sheet || !sheet.showModal || !idle) return;
  var form = sheet.querySelector("form"), password = sheet.querySelector("[type=password]"), fault = sheet.querySelector(".g-fault");
  var last = Date.now(), before = null, token = form.querySelector("[name=_token]").value;

  function post(url, data) {
    data.set("_token", token);
    return fetch(url, { method: "POST", body: data, headers: { "X-Guitu": "sheet" } });
  }
  function shut(tell) {
    if (sheet.open) return;
    before = document.activeElement;
    fault.hidden = true;
    password.value = "";
    document.body.classList.add("g-locked");
    sheet.showModal();
    password.focus();
    if (tell) post("/lock", new URLSearchParams()).catch(function () {});
  }
  ["pointerdown", "keydown", "scroll", "input"].forEach(function (n) {
    addEventListener(n, function () { if (!sheet.open) last = Date.now(); }, { passive: true, capture: true });
  });
  // A laptop that slept finds the sheet at once, not one beat later.
  function look() { if (Date.now() - last >= idle) shut(true); }
  setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);

  sheet.addEventListener("cancel", function (e) { e.preventDefault(); });
  form.addEventListener("submit", function (e) {
    e.preventDefault();
    e.stopPropagation();
    post("/lock/open", new URLSearchParams(new FormData(form))).then(function (r) {
      if (r.status === 204) {
        last = Date.now();
        document.body.classList.remove("g-locked");
        sheet.close();
        password.value = "";
        if (before && before.focus) before.focus();
        return;
      }
      // Somebody else has signed in here: this page is not his to see.
      if (r.status === 409) { location.replace("/"); return; }
      sheet.querySelector(".g-lock-expired").hidden = r.status !== 401;
      if (r.status === 401) return;
      fault.hidden = false;
      password.setAttribute("aria-invalid", "true");
      password.select();
    }).catch(function () { fault.hidden = false; });
  }, true);
})();
