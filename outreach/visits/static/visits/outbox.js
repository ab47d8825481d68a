// Finished reports: sealed to the office's key at once, so that this phone cannot read them again,
// kept until the office has said that it has them, and sent by one tab at a time. docs/sync.md.

import { announce, deviceNumber, get, put, queued, wipe, write } from "./vault.js";

export const RELEASE = 3;
const INFO = "doorstep/sealed-report/1";
const DURABLE = ["applied", "duplicate", "conflict", "quarantined"];
const BATCH = 50;
const ANSWERS_WITHIN_MS = 30_000;
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [5_000, 300_000];
const [KEEPS_COUNTS_DAYS, MOST_COUNTS] = [8, 20];
const utf8 = new TextEncoder();

export const status = { sending: false, problem: "" };
const listeners = [];
export const onChange = (listener) => listeners.push(listener);
let wait = FIRST_WAIT_MS;
let timer = 0;
// Until when the office asked to be left alone, by a clock that nobody sets.
let notBefore = 0;

// ---- Sealing

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function secretWith(point) {
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const theirs = await crypto.subtle.importKey("raw", point, curve, false, []);
  const ours = await crypto.subtle.generateKey(curve, false, ["deriveBits"]);
  const how = { name: "ECDH", public: theirs };
  const secret = await crypto.subtle.deriveBits(how, ours.privateKey, 256);
  return [secret, new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey))];
}

// Returns the event as it travels. `said` holds {id, kind, visit, at, data, author, client}.
export async function seal(said, { key_id: name, public_key: publicKey }) {
  const point = bytes(publicKey);
  const [secret, ephemeral] = await secretWith(point);
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: joined(ephemeral, point), info: utf8.encode(INFO) },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  );
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bound = utf8.encode(`${INFO}|${name}|${said.id}`);
  const closed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv, additionalData: bound },
    key,
    padded(utf8.encode(JSON.stringify(said))),
  );
  const parts = { ephemeral, iv, ciphertext: closed };
  const coded = Object.entries(parts).map(([part, value]) => [part, base64(value)]);
  return { id: said.id, key: name, ...Object.fromEntries(coded) };
}

function padded(text) {
  const whole = new Uint8Array(Math.ceil(text.length / 256) * 256).fill(32);
  whole.set(text);
  return whole;
}

// The phone's time with its offset, as the office wants it.
export function localTime(moment = new Date()) {
  const minutes = -moment.getTimezoneOffset();
  const two = (n) => String(Math.floor(n)).padStart(2, "0");
  const shifted = new Date(moment.getTime() + minutes * 60_000).toISOString().slice(0, 19);
  const size = Math.abs(minutes);
  return `${shifted}${minutes < 0 ? "-" : "+"}${two(size / 60)}:${two(size % 60)}`;
}

// Seals an event of the day's user and returns what writes it, with its count, in one transaction.
export async function entry(said, list) {
  const whole = { ...said, author: list.author, client: RELEASE };
  const event = await seal(whole, list.seal);
  const { key: owner } = list.user;
  return (meta, queue) => {
    queue.put({ id: said.id, owner, day: list.day, event, state: "waiting", madeAt: Date.now() });
    const asked = meta.get("tallies");
    asked.onsuccess = () => {
      const tallies = asked.result ?? {};
      const name = `${owner}|${list.day}`;
      const before = tallies[name] ?? { owner, day: list.day, ...list.receipt };
      tallies[name] = { ...before, author: list.author, logged: before.logged + 1 };
      meta.put(tallies, "tallies");
    };
  };
}

// ---- What the office cannot take

// Seals a report anew, under the same identifier: the office kept nothing of it, and it counts once.
export async function sealedAnew(row, said, list) {
  const event = await seal({ ...said, author: list.author, client: RELEASE }, list.seal);
  return (_meta, queue) => changeNeedy(queue, row, () => queue.put({ ...row, event, state: "waiting" }));
}

// Drops a report. It stays in the count of what was logged: the office sees that one is missing.
export const dropped = (row) => (meta, queue) =>
  changeNeedy(queue, row, () => {
    queue.delete(row.seq);
    const asked = meta.get("tallies");
    asked.onsuccess = () => {
      const tallies = asked.result ?? {};
      const tally = tallies[`${row.owner}|${row.day}`];
      if (tally) tally.dropped = (tally.dropped ?? 0) + 1;
      meta.put(tallies, "tallies");
    };
  });

// A second tap, or another tab, finds nothing left to do.
function changeNeedy(queue, { seq }, change) {
  const asked = queue.get(seq);
  asked.onsuccess = () => asked.result?.state === "needs" && change();
}

// ---- Sending

// How many have yet to arrive: what was dropped knowingly never will.
export const missingOf = ({ logged = 0, received = 0, dropped = 0 } = {}) =>
  logged - received - dropped;

export const tallyOf = async (owner, day) => (await get("tallies"))?.[`${owner}|${day}`];

// Sends all that waits; another tab that is sending already does it for us.
export async function send({ byHand = false } = {}) {
  if (!byHand && performance.now() < notBefore) return;
  clearTimeout(timer);
  await navigator.locks.request("doorstep-sender", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    status.sending = true;
    changed();
    // Whatever went wrong with an answer, it is tried again like any other.
    status.problem = await sendAll().catch(() => "busy");
    status.sending = false;
    changed();
  });
  plan(status.problem);
}

function changed() {
  announce("changed");
  listeners.forEach((listener) => listener());
}

async function plan(problem) {
  if (!problem) wait = FIRST_WAIT_MS;
  const rows = await queued();
  if (!problem && !rows.some(({ state }) => state === "waiting")) return;
  clearTimeout(timer);
  const asked = notBefore - performance.now();
  const backoff = wait * (0.75 + Math.random() / 2);
  // Phones that were all sent away at once do not all come back at once.
  const delay = asked > 0 ? Math.max(backoff, asked + Math.random() * FIRST_WAIT_MS) : backoff;
  timer = setTimeout(send, delay);
  if (problem) wait = Math.min(wait * 2, LONGEST_WAIT_MS);
}

// Returns what stood in the way: "", "network", "update" or "busy".
async function sendAll() {
  const tried = new Set();
  for (let size = BATCH, isFirst = true; ; isFirst = false) {
    const rows = (await queued()).filter((row) => row.state === "waiting" && !tried.has(row.id));
    const batch = rows.slice(0, size);
    if (!batch.length && !(isFirst && (await owesTally()))) return tried.size ? "busy" : "";
    const answer = await post(batch);
    if (answer.status === 200) {
      const kept = await settle(answer, batch);
      kept.forEach((id) => tried.add(id));
      if (answer.told.client?.update === "required") return "update";
    } else if (answer.status === 400 || answer.status === 413) {
      // Something in it is not even looked at: alone it holds back nothing else.
      if (batch.length <= 1) batch.forEach(({ id }) => tried.add(id));
      if (!batch.length) return "busy";
      size = Math.max(1, Math.floor(batch.length / 2));
    } else {
      notBefore = performance.now() + answer.after * 1000;
      return "network";
    }
  }
}

const owesTally = async () =>
  Object.values((await get("tallies")) ?? {}).some((tally) => missingOf(tally) > 0);

async function post(batch) {
  const tallies = Object.entries((await get("tallies")) ?? {})
    .sort(([, a], [, b]) => b.day.localeCompare(a.day))
    .slice(0, MOST_COUNTS);
  const names = tallies.map(([name]) => name);
  const body = JSON.stringify({
    schema: 1,
    device: await deviceNumber(),
    client: RELEASE,
    now: localTime(),
    events: batch.map(({ event }) => event),
    tallies: tallies.map(([, { author, logged }]) => ({ author, logged })),
  });
  try {
    const answer = await fetch("/sync/events/", {
      method: "POST",
      body,
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    });
    const told = answer.status === 200 ? await answer.json() : null;
    return { status: answer.status, told, names, after: Number(answer.headers.get("Retry-After")) || 0 };
  } catch {
    // Whatever became of it, the same is sent again and counts once.
    return { status: 0, told: null, names, after: 0 };
  }
}

// Forgets what has a durable verdict and nothing else. Returns the identifiers that stay.
async function settle({ told, names }, batch) {
  const verdicts = new Map(told.results.map((result) => [result.id, result]));
  const kept = [];
  const receipts = new Map(told.receipts.map((receipt, i) => [names[i], receipt]));
  await write((meta, queue) => {
    for (const row of batch) {
      const { verdict, code } = verdicts.get(row.id) ?? {};
      if (DURABLE.includes(verdict)) queue.delete(row.seq);
      else kept.push(row.id);
      if (verdict === "rejected") queue.put({ ...row, state: "needs", code });
    }
    const asked = meta.get("tallies");
    asked.onsuccess = () => meta.put(counted(asked.result ?? {}, receipts, told.received_at), "tallies");
  });
  await heedWipe(told.wipe, receipts);
  return kept;
}

// The counts with what the office said of each; what is long over is forgotten. By the office's
// clock: to a phone that is years ahead today itself would be long over.
function counted(tallies, receipts, now) {
  const since = Date.parse(now) - KEEPS_COUNTS_DAYS * 86_400_000;
  const kept = {};
  for (const [name, tally] of Object.entries(tallies)) {
    const receipt = receipts.get(name);
    if (Date.parse(tally.day) < since) continue;
    kept[name] = receipt ? { ...tally, received: receipt.received, at: Date.now() } : tally;
  }
  return kept;
}

async function heedWipe(isWhole, receipts) {
  const owner = (await get("wrap"))?.owner;
  const over = [...receipts].filter(([, { wipe: isOver }]) => isOver).map(([name]) => name);
  if (!isWhole && !over.some((name) => name.startsWith(`${owner}|`))) return;
  await wipe({ device: isWhole });
  announce("revoked");
  window.dispatchEvent(new Event("doorstep:revoked"));
}

// ---- The session, where one is needed

// Returns the token for writing, or "" where nobody is signed in. Raises where nothing is known.
export async function token() {
  const answer = await fetch("/app/session/", { redirect: "manual", headers: { "X-Polled": "1" } });
  if (answer.type === "opaqueredirect" || answer.status === 404) return "";
  if (!answer.ok) throw new Error("no answer");
  return (await answer.json()).csrf;
}

// A signing out without signal is made good before anything else is asked: once, or it would end
// the session of whoever signs in next.
export function payOwed() {
  return navigator.locks.request("doorstep-sign-out", async () => {
    if (!(await get("sign_out_owed"))) return;
    const csrf = await token();
    if (csrf) {
      const how = { method: "POST", headers: { "X-CSRFToken": csrf }, redirect: "manual" };
      const answer = await fetch("/accounts/logout/", how);
      if (answer.type !== "opaqueredirect") throw new Error("still signed in");
    }
    await put("sign_out_owed", false);
  });
}
