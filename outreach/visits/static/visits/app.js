// The agent's app: it opens without a network, shows the day, and keeps every visit until it is sent.

import { clearViews, clock, fill, find, language, reveal, toast, view, words } from "./draw.js";
import { arrivedIds, fetchList, merged, openGate, startGate } from "./gate.js";
import * as outbox from "./outbox.js";
import * as pages from "./pages.js";
import { hold, warnOfStorage, watchOver } from "./safety.js";
import * as sheet from "./sheet.js";
import * as vault from "./vault.js";

const SAME_TAP_MS = 700;
const REFRESH_MS = 5 * 60_000;
const NOT_SAVED = { lost: "not_saved", failed: "not_written" };
const state = { day: null, unsent: [], tally: null, wrap: null, status: outbox.status, notice: "" };
let lastSaved = 0;
let shownFor = "";

// ---- What is here

async function read() {
  const [rows, wrap] = await Promise.all([vault.queued(), vault.get("wrap")]);
  state.day = await vault.readDay().catch(() => null);
  state.wrap = wrap;
  const owner = state.day?.list.user.key;
  state.unsent = owner ? rows.filter((row) => row.owner === owner) : [];
  state.tally = owner ? await outbox.tallyOf(owner, state.day.list.day) : null;
}

async function redraw() {
  if (!vault.isOpen()) return;
  await read();
  if (state.day) drawPage({ isSame: true });
}

// ---- Pages

const DRAWN = {
  today: pages.drawToday,
  sending: pages.drawSending,
  map: pages.drawMap,
  help: pages.drawHelp,
  me: pages.drawMe,
};

function drawPage({ isSame = false } = {}) {
  const [name, code, step] = location.hash.slice(1).split("/");
  const visit = code && state.day.list.visits.find((each) => each.code === code);
  const isDoor = visit && ["door", "log", "ask"].includes(name);
  const known = isDoor && !(visit.status === "STOP" && name !== "door") ? name : "";
  const shown = known || (DRAWN[name] ? name : "today");
  // A sheet that is being filled is not drawn anew under the fingers.
  const isBeingFilled = isSame && shownFor === location.hash && ["log", "ask"].includes(shown);
  if (!isBeingFilled) {
    if (shown === "door") pages.drawDoor(state, visit);
    else if (shown === "log") openSheet(visit, step);
    else if (shown === "ask") openAsk(visit);
    else DRAWN[shown](state);
  }
  if (shown !== "today") pages.drawToday(state);
  shownFor = location.hash;
  pages.drawPill(state);
  reveal(shown, isSame);
}

const toLocal = (moment) => outbox.localTime(moment).slice(0, 16);

function openSheet(visit, step) {
  const draft = state.day.drafts[visit.code];
  const logged = pages.standingOf(visit, state.day);
  const chosen = document.getElementById(`log-${step}`) ? step : (draft?.step ?? "tiles");
  const id = draft?.id ?? crypto.randomUUID();
  const said = logged.isDone && logged.own?.data;
  const isBegun = said && sheet.stepOf(said.disposition) === chosen;
  const begun = isBegun ? sheet.pairsOf(said, toLocal) : null;
  sheet.drawSheet(view("log"), visit, chosen, {
    pairs: draft?.step === chosen ? draft.pairs : begun,
    isCorrection: logged.isDone,
    save: (pairs) => save(id, visit, sheet.answersOf(pairs, outbox.localTime)),
    keepDraft: (step_, pairs) => keepDraft(visit.code, { id, step: step_, pairs }),
  });
}

function openAsk(visit) {
  const id = crypto.randomUUID();
  sheet.drawAsk(view("ask"), visit, (said) => save(id, visit, said, { kind: "contact_request" }));
}

let draftTimer = 0;
function keepDraft(code, draft) {
  clearTimeout(draftTimer);
  draftTimer = setTimeout(() => {
    vault.changeDay((day) => void (day.drafts[code] = draft)).catch(() => {});
  }, 150);
}

// ---- Deeds

// Returns whether it is on this phone now: "" or "full" where it is, else why not.
async function save(id, visit, said, { kind = "", isUndo = false } = {}) {
  clearTimeout(draftTimer);
  const result = await sheet.logSurely(id, visit, said, { kind });
  if (NOT_SAVED[result]) {
    // The same button must do for the next try.
    for (const { dataset } of document.querySelectorAll("[data-sent]")) delete dataset.sent;
    toast(words[NOT_SAVED[result]]);
    return result;
  }
  lastSaved = Date.now();
  history.replaceState(null, "", kind ? `#door/${visit.code}` : "#today");
  await read();
  drawPage();
  outbox.send();
  if (result === "full") toast(words.storage_full);
  else if (kind) toast(words.asked);
  else if (isUndo) toast(words.taken_back);
  else {
    const what = words.disposition[said.disposition];
    const isFinal = said.asks_no_contact || said.disposition === "DECEASED";
    toast(fill(words.saved, { what }), isFinal ? null : () => undo([visit]));
  }
  return result;
}

// Saves the same of several doors. What went wrong at one is the last that is said.
async function saveAll(visits, said, options) {
  const results = [];
  for (const visit of visits) {
    results.push(await save(crypto.randomUUID(), visit, said, options));
    if (NOT_SAVED[results.at(-1)]) return false;
  }
  if (results.includes("full")) toast(words.storage_full);
  return !results.includes("full");
}

const undo = (visits) => saveAll(visits, { undone: true }, { isUndo: true });

// ---- What the office cannot take

const needy = (id) => state.unsent.find((row) => row.id === id && row.state === "needs");

async function sendAgain({ dataset: { event: id } }) {
  const row = needy(id);
  if (!row) return;
  await vault.changeDay((day) => {
    const said = pages.stillReadable(day, id);
    return said && outbox.sealedAnew(row, said, day.list);
  });
  await outbox.send({ byHand: true });
}

function askDrop({ dataset: { event: id, door } }) {
  const dialog = document.getElementById("drop");
  find(dialog, '[data-do="drop"]').dataset.event = id;
  find(dialog, '[data-slot="dropped-door"]').textContent = door;
  dialog.showModal();
}

// The door is open again, so that it can be logged once more.
async function drop({ dataset: { event: id } }) {
  const row = needy(id);
  if (!row) return;
  await vault.changeDay((day) => {
    for (const [code, log] of Object.entries(day.logs)) if (log.id === id) delete day.logs[code];
    day.events = day.events.filter((event) => event.id !== id);
    return outbox.dropped(row);
  });
  await redraw();
  toast(words.dropped);
}

// A second tap while the first is at work was meant for the same.
function once(deed) {
  let isAtWork = false;
  return async (...words_) => {
    if (isAtWork) return;
    isAtWork = true;
    await Promise.resolve(deed(...words_)).finally(() => (isAtWork = false));
  };
}

async function noAnswerForAll() {
  const here = state.day.list.visits.find(({ code }) => code === view("door").dataset.code);
  const doors = pages.ordered(state.day).open.filter((each) => pages.isSameBuilding(each, here));
  const said = { disposition: "NO_ANSWER", place: "UNKNOWN" };
  if (!(await saveAll(doors, said))) return;
  toast(`${words.disposition.NO_ANSWER} · ${doors.length}`, () => undo(doors));
}

// ---- The list, from time to time

let asked = 0;
async function refresh({ polled = true } = {}) {
  if (!vault.isOpen() || (polled && Date.now() - asked < REFRESH_MS)) return;
  asked = Date.now();
  const before = await arrivedIds();
  const { list, problem } = await fetchList({ polled });
  if (!vault.isOpen() || !state.day) return;
  if (list && list.user.key !== state.day.list.user.key) return end(words.wiped_other);
  if (problem === "revoked") return end(words.wiped_revoked, { device: true });
  if (problem === "none") return end(words.no_list);
  if (list) await vault.changeDay((day) => void Object.assign(day, merged(day, list, before)));
  const stale = fill(words.not_refreshed, { time: clock(state.day.list.as_of) });
  state.notice = list ? "" : ({ sign_in: words.sign_in, update: words.must_update }[problem] ?? stale);
  if (problem === "update") (await navigator.serviceWorker?.getRegistration())?.update();
  await redraw();
  if (list) await refreshHelp(polled);
}

// A server without a directory has none to give: that is no fault.
async function refreshHelp(polled) {
  const headers = polled ? { "X-Polled": "1" } : {};
  const answer = await fetch("/sync/resources/", { headers }).catch(() => null);
  if (answer?.status !== 200) return;
  const help = await answer.json();
  await vault.changeDay((day) => void (day.help = help)).catch(() => {});
}

async function sync() {
  await outbox.payOwed().catch(() => {});
  await outbox.send();
  await refresh();
}

// ---- In and out

async function enter({ isFresh = false } = {}) {
  await read();
  if (!state.day) return startGate(enter);
  hold();
  if (isFresh) asked = Date.now();
  offerInstalling();
  drawPage();
  await vault.takeBallast();
  state.storage = await warnOfStorage();
  sync();
  if (isFresh) refreshHelp(true);
}

// Only once there is something to open: whoever looks in first does without.
function offerInstalling() {
  if (find(document, 'link[rel="manifest"]')) return;
  const manifest = Object.assign(document.createElement("link"), { rel: "manifest" });
  manifest.href = "/manifest.webmanifest";
  document.head.append(manifest);
}

async function end(said, { device = false } = {}) {
  await vault.wipe({ device });
  vault.announce("wiped");
  leave(said);
}

function leave(said = "") {
  vault.lock();
  Object.assign(state, { day: null, unsent: [], tally: null, notice: "" });
  clearViews();
  history.replaceState(null, "", location.pathname);
  reveal("gate", false);
  startGate(enter, said);
}

async function signOut() {
  await vault.put("sign_out_owed", true);
  await vault.wipe();
  vault.announce("signed_out");
  await outbox.payOwed().catch(() => {});
  const isOwed = await vault.get("sign_out_owed");
  leave(isOwed ? words.signed_out_later : words.signed_out);
}

const DEEDS = {
  "send": () => outbox.send({ byHand: true }),
  "send-again": sendAgain,
  "ask-drop": askDrop,
  "drop": drop,
  "refresh": () => refresh({ polled: false }),
  "lock": () => {
    vault.announce("locked");
    leave();
  },
  "sign-out": signOut,
  "no-answer-all": once(noAnswerForAll),
  "undo": () => {
    const code = view("door").dataset.code;
    return undo(state.day.list.visits.filter((visit) => visit.code === code));
  },
};

document.addEventListener("click", (event) => {
  const { target } = event;
  const opener = target.closest("[data-opens]");
  if (opener) {
    pages.drawMe(state);
    document.getElementById(opener.dataset.opens).showModal();
  }
  if (target.closest("[data-closes]")) target.closest("dialog")?.close();
  const doer = target.closest("[data-do]");
  DEEDS[doer?.dataset.do]?.(doer);
});

// "No answer" on the next door's card. A tap that follows at once was meant for the card before.
document.addEventListener("submit", (event) => {
  const code = event.target.dataset.quick;
  if (!code) return;
  event.preventDefault();
  if (Date.now() - lastSaved < SAME_TAP_MS || event.target.dataset.sent) return;
  event.target.dataset.sent = "1";
  const visit = state.day.list.visits.find((each) => each.code === code);
  save(crypto.randomUUID(), visit, { disposition: "NO_ANSWER", place: "UNKNOWN" });
});

window.addEventListener("hashchange", () => {
  document.getElementById("toast").hidden = true;
  if (state.day) drawPage();
});
window.addEventListener("online", sync);
window.addEventListener("offline", redraw);
window.addEventListener("focus", sync);
window.addEventListener("doorstep:revoked", () => leave(words.wiped_revoked));
vault.hear((kind) => {
  if (kind === "changed") redraw();
  else if (kind === "locked") leave();
  else if (kind === "revoked") leave(words.wiped_revoked);
  else leave(kind === "signed_out" ? words.signed_out : words.wiped);
});
outbox.onChange(redraw);
watchOver({ lock: () => leave(), over: () => end(words.wiped_end) });
setInterval(sync, REFRESH_MS);

// A newer release took over: this page goes on as it is, and the next opening has the new one.
if (navigator.serviceWorker?.controller) {
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    state.notice = words.update_ready;
    redraw();
  });
}

// Chosen on this phone, or by the user of the last list; the worker cannot know it.
for (const link of document.querySelectorAll("[data-language]")) {
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    await vault.put("language", link.dataset.language);
    location.assign(link.href);
  });
}

async function start() {
  const own = await vault.get("language");
  const other = own !== language && document.querySelector(`[data-language="${own}"]`);
  if (other) return location.replace(other.href);
  window.addEventListener("load", () => navigator.serviceWorker?.register("/sw.js"));
  if (document.readyState === "complete") navigator.serviceWorker?.register("/sw.js");
  outbox.send();
  return startGate(enter);
}

start().catch(() => openGate("sign-in", words.cannot_keep));
