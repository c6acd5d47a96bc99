// A form in which a file is chosen: a browser sends a chosen file once and gives none back, so the form goes out by the
// script, and the page that answers is put in its place with the files still chosen. Without script, the page says at
// each field which file is gone.
(function () {
  "use strict";
  var $ = function (id) { return document.getElementById(id); };
  var going = false;

  // trouble stands over a form that stays as it is.
  function trouble(title, rest) {
    var box = document.createElement("section"), head = document.createElement("h2");
    if ($("g-trouble")) $("g-trouble").remove();
    box.className = "g-trouble";
    box.id = "g-trouble";
    box.tabIndex = -1;
    box.setAttribute("role", "alert");
    head.textContent = title;
    box.appendChild(head);
    rest.forEach(function (x) { box.appendChild(x); });
    $("main").prepend(box);
    box.focus();
    shown();
  }
  function shown() { document.dispatchEvent(new CustomEvent("guitu:shown")); }

  // keep gives a field of the new page the file that was chosen in the old one, and takes away what says that it is gone.
  // A file with which something is wrong is not put back. It tells whether the file is there.
  function keep(main, name, files) {
    var by = JSON.stringify(name), field = main.querySelector("[type=file][name=" + by + "]"), at = field && field.closest(".g-field");
    var gone = at && at.querySelector("[data-lost]"), line = main.querySelector("li[data-lost] [data-fault=" + by + "]");
    if (!field || (!gone && field.getAttribute("aria-invalid"))) return false;
    field.files = files;
    if (line) line.parentNode.remove();
    if (!gone) return true;
    field.removeAttribute("aria-invalid");
    field.setAttribute("aria-describedby", (field.getAttribute("aria-describedby") || "").replace(gone.id, "").trim());
    at.classList.remove("g-field-bad");
    gone.remove();
    return true;
  }

  // put shows the page that answered. What tells of a trouble and has no form to write in stands over the form at hand.
  function put(answer, chosen) {
    var page = new DOMParser().parseFromString(answer, "text/html"), main = page.getElementById("main"), all = true;
    if (!main) throw page;
    var told = main.querySelector("[data-trouble]");
    if (told) {
      told.querySelectorAll("form, .g-buttons").forEach(function (x) { x.remove(); });
      var head = told.querySelector("h1");
      head.remove();
      trouble(head.textContent, Array.prototype.slice.call(told.children));
      return;
    }
    main = document.adoptNode(main);
    chosen.forEach(function (x) { all = keep(main, x.name, x.files) && all; });
    main.querySelectorAll("[data-files]").forEach(function (x) { x.hidden = (x.dataset.files === "kept") !== all; });
    main.querySelectorAll(".g-trouble ul").forEach(function (x) { if (!x.children.length) x.remove(); });
    $("main").replaceWith(main);
    document.title = page.title;
    if (window.htmx && window.htmx.process) window.htmx.process(main);
    window.guitu.fresh();
    window.scrollTo(0, 0);
    (main.querySelector("#g-trouble") || main.querySelector("[autofocus]") || main.querySelector("h1") || main).focus();
    shown();
  }

  // go opens where the act leads to; a mark in the page at hand alone would open nothing.
  function go(to) {
    var here = location.pathname + location.search;
    location.assign(to);
    if (to.indexOf("#") >= 0 && to.split("#")[0] === here) location.reload();
  }

  // whole finds the first file that is no longer what was chosen.
  function whole(chosen) {
    return Promise.all(chosen.map(function (x) {
      return Promise.all(Array.prototype.map.call(x.files, function (f) {
        return f.slice(0, 1).arrayBuffer().catch(function () { throw { field: x, file: f.name }; });
      }));
    }));
  }

  addEventListener("pageshow", function () { going = false; });
  document.addEventListener("submit", function (e) {
    var form = e.target, chosen = [], data;
    if (e.defaultPrevented || form.method !== "post" || form.enctype !== "multipart/form-data") return;
    if (going) { e.preventDefault(); return; }
    form.querySelectorAll("[type=file]").forEach(function (x) { if (x.files.length) chosen.push(x); });
    if (!chosen.length) return;
    e.preventDefault();
    going = true;
    data = new FormData(form);
    if (e.submitter && e.submitter.name) data.append(e.submitter.name, e.submitter.value);
    function again() {
      going = false;
      delete form.dataset.sent;
      form.querySelectorAll("[aria-busy]").forEach(function (x) { x.removeAttribute("aria-busy"); });
    }
    whole(chosen).then(function () {
      return fetch(form.getAttribute("action"), { method: "POST", body: data, headers: { "X-Guitu": "files" } });
    }).then(function (r) {
      var to = r.headers.get("X-Guitu-To");
      if (to) { go(to); return; }
      return r.text().then(function (answer) { again(); put(answer, chosen); });
    }).catch(function (x) {
      again();
      if (x && x.field) x.field.value = "";
      trouble(x && x.field ? form.dataset.altered.replace("{0}", x.file) : form.dataset.unsent, []);
    });
  });
})();
