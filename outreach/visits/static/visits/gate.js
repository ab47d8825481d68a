// The way to the day's list: fetching it, locking it with a screen lock or five words, unlocking it.

import { fill, find, view, words } from "./draw.js";
import { RELEASE, payOwed, token } from "./outbox.js";
import * as vault from "./vault.js";

// As many as the office gives: no more are ever kept here, those that went included.
const MOST_DOORS = 40;
const page = view("gate");
let waiting = null;
let entered = () => {};

export function openGate(name, said = "") {
  for (const part of page.querySelectorAll("[data-gate]")) part.hidden = part.dataset.gate !== name;
  const told = find(page, "#gate-said");
  told.hidden = !said;
  told.lastElementChild.textContent = said;
  find(page, "#gate-wrong").textContent = "";
  page.hidden = false;
}

// ---- The list

const headers = (device, polled) => ({
  "X-Device": device,
  "X-Client": String(RELEASE),
  ...(polled ? { "X-Polled": "1" } : {}),
});

// Only the office's own word ends a list: a proxy on the way answers 404 and 410 too.
const PROBLEMS = { no_list: "none", device: "device", revoked: "revoked", update: "update" };
const codeOf = async (answer) => (await answer.json().catch(() => null))?.code;

// Returns {list}, or {problem}: sign_in, device, revoked, update, none or network.
export async function fetchList({ polled = false } = {}) {
  try {
    await payOwed();
    const device = await vault.deviceNumber();
    const answer = await fetch("/sync/caseload/", { headers: headers(device, polled) });
    if (answer.status === 200) return { list: await answer.json() };
    if ([401, 403].includes(answer.status)) return { problem: "sign_in" };
    return { problem: PROBLEMS[await codeOf(answer)] ?? "network" };
  } catch {
    return { problem: "network" };
  }
}

// Registers this phone. Returns the five words, or "" where nobody is signed in.
async function register() {
  await payOwed();
  const csrf = await token();
  if (!csrf) return "";
  const told = { schema: 1, device: await vault.deviceNumber(), client: RELEASE };
  const answer = await fetch("/sync/device/", {
    method: "POST",
    body: JSON.stringify(told),
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
  });
  if (answer.ok) return (await answer.json()).phrase;
  if ((await codeOf(answer)) === "revoked") await vault.wipe({ device: true });
  return "";
}

// A new list in the place of the old one. What was logged here and had arrived before it was asked
// for is in it; what had not, or was logged since, counts on. A door that went stays, as a door, for
// who already knocked.
export function merged(day, list, arrivedBefore) {
  const isSameDay = day?.list.day === list.day;
  const logs = isSameDay ? structuredClone(day.logs) : {};
  for (const log of Object.values(logs)) log.isSettled = arrivedBefore.has(log.id);
  const here = new Set(list.visits.map(({ code }) => code));
  const gone = (isSameDay ? day.list.visits : [])
    .filter(({ code, status }) => !here.has(code) && status !== "STOP")
    .sort((a, b) => Boolean(logs[a.code]) - Boolean(logs[b.code]))
    .slice(0, Math.max(0, MOST_DOORS - list.visits.length))
    .map(({ code, number, street, unit, city, zip }) => ({
      code, number, street, unit, city, zip, status: "GONE",
    }));
  const events = (day?.events ?? []).filter(({ id }) => isSameDay || !arrivedBefore.has(id));
  return {
    list: { ...list, visits: [...list.visits, ...gone] },
    logs,
    events,
    drafts: isSameDay ? day.drafts : {},
    help: day?.help ?? null,
    isFresh: true,
  };
}

// What was made here and has arrived. The day is read first: what is logged in between counts as not.
export async function arrivedIds() {
  const day = await vault.readDay();
  const waiting = new Set((await vault.queued()).map(({ id }) => id));
  return new Set((day?.events ?? []).map(({ id }) => id).filter((id) => !waiting.has(id)));
}

// ---- From the start

// Begins where this phone stands: locked with a list, or without one.
export async function startGate(onEntered, said = "") {
  entered = onEntered;
  openGate("wait", said);
  if (await vault.isOver()) {
    await vault.wipe();
    said = words.wiped_end;
  }
  const wrap = await vault.get("wrap");
  if (wrap) return askUnlock(wrap, said);
  openGate("set-up", said);
}

function askUnlock(wrap, said) {
  openGate("unlock", said);
  const form = find(page, '[data-gate="unlock"]');
  find(form, '[data-do="unlock-passkey"]').hidden = !wrap.credential;
  find(form, '[data-part="phrase"]').hidden = Boolean(wrap.credential);
  find(form, "#phrase").value = "";
}

// Fetches what is to be kept, with the words for it; where that fails, says why.
async function listToKeep() {
  const phrase = await register();
  const { list, problem } = phrase ? await fetchList() : { problem: "sign_in" };
  if (list) return { list, phrase };
  if (problem === "revoked") await vault.wipe({ device: true });
  const why = { network: words.no_network, revoked: words.wiped_revoked, none: words.no_list };
  openGate("sign-in", why[problem] ?? "");
  return {};
}

const freshDay = (list) => merged(null, list, new Set());

async function setUpWithPasskey() {
  const { list, phrase } = await listToKeep();
  if (!list) return;
  const secret = await vault.newPasskey(list.user.label).catch(() => null);
  if (!secret) {
    learn(list, phrase, words.no_passkey);
    return;
  }
  await vault.keep(freshDay(list), secret);
  entered({ isFresh: true });
}

function learn(list, phrase, said = "") {
  waiting = { list, phrase };
  openGate("learn", said);
  find(page, "#five-words").textContent = phrase;
}

async function setUpWithWords() {
  const { list, phrase } = await listToKeep();
  if (list) learn(list, phrase);
}

async function learned() {
  if (!waiting) return;
  const { list, phrase } = waiting;
  waiting = null;
  find(page, "#five-words").textContent = "";
  await vault.keep(freshDay(list), { phrase });
  entered({ isFresh: true });
}

async function tryUnlock(secret) {
  const wrong = find(page, "#gate-wrong");
  wrong.textContent = "";
  const result = await vault.unlock(secret);
  if (result === "open") entered();
  else if (result === "wiped") await startGate(entered, words.wiped_words);
  else wrong.textContent = fill(words.wrong_words, { n: await vault.triesLeft() });
}

async function unlockWithPasskey() {
  const { credential } = await vault.get("wrap");
  try {
    await tryUnlock(await vault.askPasskey(credential));
  } catch {
    find(page, "#gate-wrong").textContent = words.passkey_failed;
  }
}

async function startOver() {
  await vault.wipe();
  await startGate(entered, words.wiped);
}

const deeds = {
  passkey: setUpWithPasskey,
  words: setUpWithWords,
  again: () => startGate(entered),
  "unlock-passkey": unlockWithPasskey,
  "start-over": startOver,
};
let isBusy = false;

// One at a time: a second tap while the first is at work is no second try.
async function once(deed) {
  if (isBusy) return;
  isBusy = true;
  try {
    await deed();
  } catch {
    openGate("sign-in", words.no_network);
  } finally {
    isBusy = false;
  }
}

page.addEventListener("click", ({ target }) => {
  const deed = deeds[target.closest("[data-do]")?.dataset.do];
  if (deed) once(deed);
});
page.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.dataset.gate === "learn") once(learned);
  else once(() => tryUnlock({ phrase: find(page, "#phrase").value }));
});
if (!vault.hasPasskeys()) find(page, '[data-do="passkey"]').hidden = true;
