// The log sheet on the phone: the office's own form, its answers as the data of an event, and a
// half-filled one kept until it is saved. What counts is checked by the office's form once more.

import { copy, doorOf, find, language, placeWords, put, words } from "./draw.js";
import * as outbox from "./outbox.js";
import * as pages from "./pages.js";
import * as vault from "./vault.js";

const DOSES_A_KIT = 2;
const FLAGS = [
  "family_present",
  "interpreter_used",
  "crisis_escalated",
  "card_left",
  "asks_no_contact",
  "referral_wanted",
];
const TEXTS = ["disposition", "response", "note", "place", "latitude", "longitude", "accuracy_metres"];
const LISTS = ["decline_reasons", "barriers"];
const ITEMS = ["NALOXONE", "TEST_STRIPS", "RESOURCE_CARD", "DISPOSAL_POUCH"];
const REFUSED = ["REFUSED_BY_PERSON", "REFUSED_BY_OTHER"];
const WANTS_HELP = ["WARM_HANDOFF", "ACCEPTED_REFERRAL", "FOLLOW_UP_REQUESTED"];
const STEP_OF = {
  CONTACT_PERSON: "spoke",
  CONTACT_HOUSEHOLD: "spoke",
  MOVED: "moved",
  UNKNOWN_AT_ADDRESS: "moved",
  VACANT: "moved",
  REFUSED_BY_PERSON: "no",
  REFUSED_BY_OTHER: "no",
  NOT_HOME: "later",
  NO_ANSWER: "note",
};

export const stepOf = (disposition) => STEP_OF[disposition] ?? "more";

// ---- Answers

const entries = (form, button) =>
  [...new FormData(form).entries(), ...(button?.name ? [[button.name, button.value]] : [])].filter(
    ([, value]) => typeof value === "string",
  );

// As outreach/visits/answers.py reads the same form.
export function answersOf(pairs, toMoment) {
  const one = Object.fromEntries(pairs);
  const all = (name) => pairs.filter(([key]) => key === name).map(([, value]) => value);
  const data = {};
  for (const name of TEXTS) if (one[name]) data[name] = one[name];
  if (one.tile === "card") Object.assign(data, { disposition: "NO_ANSWER", card_left: true });
  for (const name of LISTS) if (all(name).length) data[name] = all(name);
  for (const name of FLAGS) if (one[name]) data[name] = true;
  const supplies = suppliesOf(one);
  if (supplies.length) data.supplies = supplies;
  if (one.consent) {
    const phone = one.phone_new || one.phone || "";
    data.consent = { version: one.version, language: one.wording_language, phone };
    data.consent.purposes = all("purposes");
  }
  if (one.come_back_at) data.come_back_at = toMoment(new Date(one.come_back_at));
  return onlyAsked(data);
}

function suppliesOf(one) {
  return ITEMS.filter((item) => Number(one[`quantity_${item}`]) > 0).map((item) => {
    const quantity = Number(one[`quantity_${item}`]);
    const said = (one.doses ?? "").trim();
    const doses = item === "NALOXONE" ? said || quantity * DOSES_A_KIT : 0;
    return { item, quantity, doses, recipient: one.recipient || "PERSON" };
  });
}

// Leaves out what was answered before an earlier answer changed and hid the question.
function onlyAsked(data) {
  const spoke = data.disposition === "CONTACT_PERSON";
  const declined = REFUSED.includes(data.disposition) || data.response === "DECLINED";
  if (!spoke) for (const name of ["response", "consent", "referral_wanted"]) delete data[name];
  if (!declined) delete data.decline_reasons;
  if (!(spoke && WANTS_HELP.includes(data.response))) delete data.barriers;
  return data;
}

// The pairs that would have given this data: where a correction starts from.
export function pairsOf(data, toLocal) {
  const pairs = TEXTS.filter((name) => data[name] !== undefined).map((name) => [name, data[name]]);
  for (const name of LISTS) for (const value of data[name] ?? []) pairs.push([name, value]);
  for (const name of FLAGS) if (data[name]) pairs.push([name, "1"]);
  for (const { item, quantity, doses, recipient } of data.supplies ?? []) {
    pairs.push([`quantity_${item}`, String(quantity)], ["recipient", recipient]);
    if (item === "NALOXONE" && Number(doses) !== quantity * DOSES_A_KIT) pairs.push(["doses", doses]);
  }
  if (data.consent) {
    pairs.push(["consent", "1"], ["phone_new", data.consent.phone]);
    pairs.push(["wording_language", data.consent.language]);
    for (const purpose of data.consent.purposes ?? []) pairs.push(["purposes", purpose]);
  }
  if (data.come_back_at) pairs.push(["come_back_at", toLocal(new Date(data.come_back_at))]);
  return pairs;
}

export function refill(form, pairs) {
  for (const field of form.elements) {
    const given = pairs.filter(([name]) => name === field.name).map(([, value]) => String(value));
    if (field.type === "radio" || field.type === "checkbox") {
      if (given.length || field.type === "checkbox") field.checked = given.includes(field.value);
    } else if (given.length && field.name !== "version") {
      [field.value] = given;
    }
  }
}

// ---- The place: a report never waits for it.

const FRESH_MS = 30_000;
const NOWHERE = { quality: "UNKNOWN", latitude: undefined, longitude: undefined, accuracy: undefined };
const place = { ...NOWHERE, foundAt: 0 };
const quality = (accuracy) => (accuracy <= 30 ? "GOOD" : accuracy <= 100 ? "WEAK" : "OFF");

function locate(form) {
  // Where the last door was is not where this one is.
  if (Date.now() - place.foundAt > FRESH_MS) Object.assign(place, NOWHERE);
  navigator.geolocation?.getCurrentPosition(
    ({ coords }) => {
      const { latitude, longitude, accuracy } = coords;
      const found = { latitude, longitude, accuracy, foundAt: Date.now() };
      Object.assign(place, { quality: quality(accuracy), ...found });
      tellPlace(form);
    },
    ({ code, PERMISSION_DENIED }) => {
      if (code === PERMISSION_DENIED) Object.assign(place, NOWHERE, { quality: "REFUSED" });
      tellPlace(form);
    },
    { enableHighAccuracy: true, timeout: 10_000, maximumAge: FRESH_MS },
  );
}

function tellPlace(form) {
  const section = form.closest("[data-view]") ?? form;
  const set = (name, value) => {
    const field = find(form, `[data-place="${name}"]`);
    if (field) field.value = value ?? "";
  };
  set("quality", place.quality);
  set("latitude", place.latitude);
  set("longitude", place.longitude);
  set("accuracy", place.accuracy && Math.round(place.accuracy));
  const told = find(section, '[data-place="words"]');
  if (told) told.textContent = placeWords(place);
}

// ---- The sheet

// Draws one step for a visit. `draft` holds {step, pairs} of one that was begun.
export function drawSheet(section, visit, step, { pairs, isCorrection, save, keepDraft }) {
  const known = document.getElementById(`log-${step}`);
  section.replaceChildren(known.content.cloneNode(true));
  const [given] = (visit.name ?? "").split(" ");
  put(section, { door: doorOf(visit), name: visit.name, given: given || visit.name });
  const who = find(section, "[data-who]");
  if (visit.language && visit.language !== language) {
    who.append(` · ${words.language[visit.language]}`);
  }
  if (isCorrection) section.querySelector("header").after(copy("correcting"));
  const form = find(section, "#log-form");
  const own = find(form, `[name="wording_language"][value="${visit.language}"]`);
  if (own) own.checked = true;
  if (pairs) refill(form, pairs);
  locate(form);
  tellPlace(form);
  for (const back of section.querySelectorAll("header a.icon-button")) {
    back.href = step === "tiles" ? `#door/${visit.code}` : `#log/${visit.code}/tiles`;
  }
  for (const each of section.querySelectorAll('a[href^="?step="]')) {
    each.href = `#log/${visit.code}/${each.getAttribute("href").slice(6)}`;
  }
  for (const each of section.querySelectorAll('a[href$="/ask/"]')) each.href = `#ask/${visit.code}`;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!hasNumber(form) || !hasPurpose(form)) return;
    save(entries(form, event.submitter));
  });
  if (step !== "tiles") form.addEventListener("input", () => keepDraft(step, entries(form)));
}

// Whoever agrees to texts gives a number: the list on the phone has none.
function hasNumber(form) {
  const { consent, phone_new: number } = form.elements;
  if (!number) return true;
  const isMissing = consent?.checked && number.value.replace(/\D/g, "").length < 10;
  number.setCustomValidity(isMissing ? words.number_missing : "");
  number.addEventListener("input", () => number.setCustomValidity(""), { once: true });
  return number.reportValidity();
}

// And says what the texts may be for: a yes to nothing is no yes.
function hasPurpose(form) {
  const { consent, purposes } = form.elements;
  if (!purposes) return true;
  const [first] = purposes;
  const isMissing = consent?.checked && ![...purposes].some((each) => each.checked);
  const forget = () => first.setCustomValidity("");
  first.setCustomValidity(isMissing ? words.purpose_missing : "");
  for (const each of purposes) each.addEventListener("change", forget, { once: true });
  return first.reportValidity();
}

export function drawAsk(section, visit, save) {
  section.replaceChildren(document.getElementById("ask-form").content.cloneNode(true));
  put(section, { door: doorOf(visit) });
  find(section, "header a").href = `#door/${visit.code}`;
  find(section, "form").addEventListener("submit", (event) => {
    event.preventDefault();
    const { wish, text } = Object.fromEntries(entries(event.target));
    save({ wish, text });
  });
}

// ---- Saving

// Seals what was said and writes it down with the day, in one transaction. The same identifier a
// second time is the same tap. Returns whether it was new.
export async function logEvent(id, visit, said, { kind = "" } = {}) {
  let isNew = false;
  await vault.changeDay(async (day) => {
    if (day.events.some((event) => event.id === id)) return null;
    const before = pages.standingOf(visit, day);
    // A second tap, or another tab, finds nothing left to take back.
    if (said.undone && !before.isDone) return null;
    isNew = true;
    const report = before.isDone ? "visit_report_correction" : "visit_report";
    const at = outbox.localTime();
    const event = { id, kind: kind || report, visit: visit.code, at, data: said };
    const { disposition = "", undone = false } = said;
    const isRequest = kind === "contact_request";
    if (!isRequest) day.logs[visit.code] = { id, kind: report, at, disposition, undone, data: said };
    day.events.push({ id, door: doorOf(visit), at, disposition, undone, isRequest });
    delete day.drafts[visit.code];
    return outbox.entry(event, day.list);
  });
  return isNew;
}

// Writes with the ballast thrown overboard where the phone is full. Returns "" or "full" where it is
// saved, "lost" where there is no room, "failed" where the browser would not write for other reasons.
export async function logSurely(...event) {
  try {
    await logEvent(...event);
    return "";
  } catch (error) {
    if (error.name !== "QuotaExceededError") return "failed";
  }
  try {
    await vault.dropBallast();
    await logEvent(...event);
    return "full";
  } catch {
    return "lost";
  }
}
