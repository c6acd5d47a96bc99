// The worker of the roll: it opens the one page that an officer may go on with when there is no network. The page lies
// sealed in the browser, by a key that no script can take out; it is gone when the roll is closed, at sign-out and after
// eight hours. Nothing else of the house is kept, and nothing is sent from here.
"use strict";

self.addEventListener("install", function () { self.skipWaiting(); });
self.addEventListener("activate", function (e) { e.waitUntil(self.clients.claim()); });

function open() {
  return new Promise(function (done, fail) {
    var r = indexedDB.open("guitu-roll", 1);
    r.onupgradeneeded = function () { r.result.createObjectStore("page", { keyPath: "call" }); };
    r.onsuccess = function () { done(r.result); };
    r.onerror = function () { fail(r.error); };
  });
}

function ask(db, mode, act) {
  return new Promise(function (done, fail) {
    var r = act(db.transaction("page", mode).objectStore("page"));
    r.onsuccess = function () { done(r.result); };
    r.onerror = function () { fail(r.error); };
  });
}

// The page of a roll as it was kept, or nothing when there is none, or none that may still be shown.
async function kept(call) {
  var db = await open();
  try {
    var p = await ask(db, "readonly", function (s) { return s.get(call); });
    if (!p) return null;
    if (Date.now() > p.until) {
      await ask(db, "readwrite", function (s) { return s.delete(call); });
      return note(p.old);
    }
    var plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: p.iv }, p.key, p.data);
    var html = new TextDecoder().decode(plain).replace('data-kept=""', 'data-kept="' + p.at + '"');
    return new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": p.policy, "Cache-Control": "no-store" } });
  } finally {
    db.close();
  }
}

// What is said in place of a page that is too old; its words were kept beside it, for they name nobody.
function note(words) {
  return new Response(words, { headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" } });
}

self.addEventListener("fetch", function (e) {
  var url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) {
    e.respondWith(caches.match(e.request).then(function (hit) { return hit || fetch(e.request); }));
    return;
  }
  var page = /^\/rolls\/([0-9a-z]+)$/.exec(url.pathname);
  if (!page || e.request.mode !== "navigate") return;
  e.respondWith(fetch(e.request).catch(function (err) {
    return kept(page[1]).then(function (p) { if (p) return p; throw err; });
  }));
});
