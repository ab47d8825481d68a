// What this phone keeps, and the key to it. The day's list lies encrypted under a random key, which
// is kept only wrapped: by a passkey's secret (WebAuthn PRF) or by five words (PBKDF2). The open key
// lives in this module's memory and nowhere else: browsers leave raw keys in their files.

const ROUNDS = 650_000;
const MOST_TRIES = 5;
const BALLAST_BYTES = 256 * 1024;
const PRF_INPUT = new TextEncoder().encode("doorstep/day-list/1");
const utf8 = new TextEncoder();
const channel = new BroadcastChannel("doorstep");

let key = null;
let database = null;

export const isOpen = () => key !== null;
export const announce = (kind) => channel.postMessage({ kind });
export const hear = (listener) => channel.addEventListener("message", ({ data }) => listener(data.kind));

// ---- IndexedDB

function opened() {
  database ??= new Promise((resolve, reject) => {
    const opening = indexedDB.open("doorstep", 1);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore("meta");
      opening.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
    };
    opening.onsuccess = () => {
      // A browser may close it, as when the phone wakes: the next one who asks opens it again.
      opening.result.onclose = () => (database = null);
      resolve(opening.result);
    };
    opening.onerror = () => {
      database = null;
      reject(opening.error);
    };
  });
  return database;
}

const answered = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

// Runs `work(meta, queue)` in one transaction; done when it is on the disk.
export async function write(work) {
  const transaction = (await opened()).transaction(["meta", "queue"], "readwrite", {
    durability: "strict",
  });
  try {
    work(transaction.objectStore("meta"), transaction.objectStore("queue"));
  } catch (error) {
    // Or what was asked for before it failed would be written without the rest.
    transaction.abort();
    throw error;
  }
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
}

export async function get(name) {
  return answered((await opened()).transaction("meta").objectStore("meta").get(name));
}

export const put = (name, value) => write((meta) => meta.put(value, name));

export async function queued() {
  return answered((await opened()).transaction("queue").objectStore("queue").getAll());
}

export async function deviceNumber() {
  const known = await get("device");
  if (known) return known;
  return navigator.locks.request("doorstep-device", async () => {
    const number = (await get("device")) ?? crypto.randomUUID();
    await put("device", number);
    return number;
  });
}

// ---- Room: a ballast is thrown overboard when the phone is full, so that one more visit fits.

export async function takeBallast() {
  if (await get("ballast")) return;
  const noise = new Uint8Array(BALLAST_BYTES);
  for (let at = 0; at < BALLAST_BYTES; at += 65_536) {
    crypto.getRandomValues(noise.subarray(at, at + 65_536));
  }
  await put("ballast", noise).catch(() => {});
}

export const dropBallast = () => write((meta) => meta.delete("ballast"));

// ---- The list's key

const aes = (raw, uses) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, uses);

export const plainWords = (text) => text.toLowerCase().trim().split(/[\s,.·-]+/).join(" ");

async function wrapper(secret, salt) {
  if (secret.prf) {
    const base = await crypto.subtle.importKey("raw", secret.prf, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt, info: PRF_INPUT };
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
  }
  const words = utf8.encode(plainWords(secret.phrase));
  const base = await crypto.subtle.importKey("raw", words, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
}

async function close(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = utf8.encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, text) };
}

async function unclose({ iv, data }) {
  const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);
  return JSON.parse(new TextDecoder().decode(text));
}

// Puts a new list in the place of whatever list was here. `secret` is {phrase} or {prf, credential}.
export async function keep(day, secret) {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const [salt, iv] = [16, 12].map((n) => crypto.getRandomValues(new Uint8Array(n)));
  const wrapped = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv },
    await wrapper(secret, salt),
    raw,
  );
  key = await aes(raw, ["encrypt", "decrypt"]);
  raw.fill(0);
  const wrap = { salt, iv, wrapped, credential: secret.credential ?? null, tries: 0 };
  const closed = await close({ ...day, isFresh: false });
  await write((meta) => {
    meta.put({ ...wrap, ...standing(day.list) }, "wrap");
    meta.put(closed, "day");
    meta.put(day.list.language, "language");
  });
}

// What may be known while locked: whose list it is (a number), and when it must be gone.
function standing(list) {
  const ahead = Date.now() - Date.parse(list.as_of);
  return {
    owner: list.user.key,
    fetchedAt: Date.now(),
    endsAt: Date.parse(list.ends_at) + ahead,
  };
}

// Returns "open", "wrong" or "wiped". A wrong try counts before it is tried, so that none is free.
export async function unlock(secret) {
  const wrap = await get("wrap");
  if (!wrap) return "wiped";
  await noteTries(wrap.tries + 1);
  try {
    const raw = new Uint8Array(
      await crypto.subtle.decrypt(
        { name: "AES-GCM", iv: wrap.iv },
        await wrapper(secret, wrap.salt),
        wrap.wrapped,
      ),
    );
    key = await aes(raw, ["encrypt", "decrypt"]);
    raw.fill(0);
  } catch {
    if (wrap.tries + 1 < MOST_TRIES) return "wrong";
    await wipe();
    return "wiped";
  }
  await noteTries(0);
  return "open";
}

// A list that was wiped meanwhile does not come back by it.
const noteTries = (tries) =>
  write((meta) => {
    const asked = meta.get("wrap");
    asked.onsuccess = () => asked.result && meta.put({ ...asked.result, tries }, "wrap");
  });

export const triesLeft = async () => MOST_TRIES - ((await get("wrap"))?.tries ?? 0);

export function lock() {
  key = null;
}

// The list and its key go; the sealed queue stays until it is sent.
export async function wipe({ device = false } = {}) {
  key = null;
  await write((meta) => {
    for (const name of ["day", "wrap"]) meta.delete(name);
    if (device) meta.delete("device");
  });
}

// A list that is past its end, or a clock that was set back behind the list's own time.
export async function isOver() {
  const wrap = await get("wrap");
  if (!wrap) return false;
  return Date.now() >= wrap.endsAt || Date.now() < wrap.fetchedAt - 5 * 60_000;
}

export async function readDay() {
  const closed = await get("day");
  return closed && key ? unclose(closed) : null;
}

// Changes the day under a lock that all tabs share. `change(day)` may return what goes into the same
// transaction: a function of the two stores. Returns the day as it now is.
export function changeDay(change) {
  return navigator.locks.request("doorstep-day", async () => {
    const day = await readDay();
    if (!day) throw new Error("locked");
    const also = await change(day);
    const closed = await close({ ...day, isFresh: false });
    await write((meta, queue) => {
      const asked = meta.get("wrap");
      // Wiped a moment ago by another tab or the worker: it stays wiped.
      asked.onsuccess = () => {
        if (!asked.result) return;
        meta.put(closed, "day");
        if (day.isFresh) meta.put({ ...asked.result, ...standing(day.list) }, "wrap");
      };
      also?.(meta, queue);
    });
    announce("changed");
    return day;
  });
}

// ---- The phone's screen lock as the secret

export const hasPasskeys = () => "PublicKeyCredential" in window && window.isSecureContext;

export async function newPasskey(label) {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rp: { name: "Doorstep" },
      user: { id: crypto.getRandomValues(new Uint8Array(16)), name: label, displayName: label },
      pubKeyCredParams: [-7, -257].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "discouraged", userVerification: "required" },
      extensions: { prf: { eval: { first: PRF_INPUT } } },
    },
  });
  const told = made.getClientExtensionResults().prf;
  if (!told?.enabled) return null;
  const credential = made.rawId;
  return told.results?.first
    ? { prf: told.results.first, credential }
    : { ...(await askPasskey(credential)), credential };
}

export async function askPasskey(credential) {
  const told = await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      allowCredentials: [{ type: "public-key", id: credential }],
      userVerification: "required",
      extensions: { prf: { eval: { first: PRF_INPUT } } },
    },
  });
  const first = told.getClientExtensionResults().prf?.results?.first;
  if (!first) throw new Error("no secret");
  return { prf: first };
}
