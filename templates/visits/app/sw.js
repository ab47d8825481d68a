// Doorstep's service worker: it opens the agent's app without a network, and nothing else.
//
// It keeps a fixed list of static files, the same for everyone. The app's page comes with it. No
// answer that depends on who asks is ever kept: what the phone knows of anyone lies encrypted in
// IndexedDB, which the app sees to. It also hears every signing out, so that the list dies with it.

"use strict";
const told = {{ told|safe }};
const CACHE = `doorstep-${told.release}`;
const SIGN_OUT = "/accounts/logout/";
const LISTS = ["day", "wrap"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(told.files)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldFiles().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate") {
    const answer = pageFor(request, pathname);
    if (answer) event.respondWith(answer);
  } else if (told.files.includes(pathname)) {
    event.respondWith(fileFor(request));
  }
});

async function dropOldFiles() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("doorstep-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function fileFor(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}

function pageFor(request, pathname) {
  if (pathname === SIGN_OUT && request.method === "POST") return signOut(request);
  if (request.method !== "GET") return null;
  const [, app, language] = pathname.split("/");
  if (app === "app" && told.shells[language]) return Promise.resolve(shellIn(language));
  if (pathname === "/app/") return Promise.resolve(shellIn(ownLanguage()));
  return throughOffice(request);
}

// Whoever signed out without signal is signed out before anyone else sees a page.
async function throughOffice(request) {
  try {
    await navigator.locks.request("doorstep-sign-out", payOwed);
    return await fetch(request);
  } catch {
    return Response.redirect("/app/");
  }
}

async function payOwed() {
  if (!(await isKept()) || !(await inMeta((meta) => meta.get("sign_out_owed")))) return;
  const session = await fetch("/app/session/", { redirect: "manual" });
  if (session.ok) {
    const headers = { "X-CSRFToken": (await session.json()).csrf };
    const answer = await fetch(SIGN_OUT, { method: "POST", headers, redirect: "manual" });
    if (answer.type !== "opaqueredirect") throw new Error("still signed in");
  } else if (session.type !== "opaqueredirect" && session.status !== 404) {
    // An office that cannot answer now has not forgotten who is signed in.
    throw new Error("no answer");
  }
  await remember("sign_out_owed", false);
}

function ownLanguage() {
  return Object.keys(told.shells).find((code) => navigator.language.startsWith(code)) ?? "en";
}

function shellIn(language) {
  return new Response(told.shells[language], {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": told.policy,
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Referrer-Policy": "same-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
    },
  });
}

// The list goes first; whether the office hears of it now or later, it is gone from the phone.
async function signOut(request) {
  const copy = request.clone();
  await forgetList().catch(() => {});
  new BroadcastChannel("doorstep").postMessage({ kind: "signed_out" });
  try {
    return await fetch(copy);
  } catch {
    await remember("sign_out_owed", true).catch(() => {});
    return Response.redirect("/app/");
  }
}

async function isKept() {
  return (await indexedDB.databases()).some(({ name }) => name === "doorstep");
}

async function forgetList() {
  if (await isKept()) await inMeta((meta) => LISTS.forEach((key) => meta.delete(key)));
}

const remember = (key, value) => inMeta((meta) => meta.put(value, key));

// Does `work` with the store; returns what it asked for, when all of it is on the disk.
function inMeta(work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("doorstep");
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("meta", "readwrite");
      const asked = work(transaction.objectStore("meta"));
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(asked?.result);
      };
      transaction.onabort = () => reject(transaction.error);
    };
  });
}
