// The app's pages: today, a door, what is being sent, the sketch of a map, help nearby, this phone.

import {
  clock, copy, count, dayOf, directions, doorOf, far, fill, find, link, metres, put, row, show,
  sketch, streetOf, tags, view, words,
} from "./draw.js";
import { missingOf } from "./outbox.js";

// How a door stands: what was logged here and is not yet settled counts, else what the office knows.
export function standingOf(visit, day) {
  const own = day.logs[visit.code];
  if (own && !own.isSettled) {
    return own.undone ? { isDone: false, own } : { isDone: true, own, ...own };
  }
  const isDone = visit.status === "LOGGED" || visit.status === "STOP";
  return { isDone, own: visit.logged ? own : null, ...(visit.logged ?? {}) };
}

const labelOf = ({ disposition, undone }) => (undone ? words.undone : words.disposition[disposition]);

export function ordered(day) {
  const all = day.list.visits.filter(({ status }) => status !== "GONE");
  const open = all.filter((visit) => !standingOf(visit, day).isDone);
  const done = all.filter((visit) => standingOf(visit, day).isDone);
  const byTime = (visit) => Date.parse(standingOf(visit, day).at ?? 0);
  return { all, open, done: done.sort((a, b) => byTime(b) - byTime(a)) };
}

// One true line about what the office has: used by the pill and on top of Sending.
export function lineOf({ unsent, tally }) {
  if (unsent.length) return count("only_here", unsent.length);
  // Sent once, and not there any more: an office that was set back to an older state.
  if (missingOf(tally) > 0) return count("missing", missingOf(tally));
  if (!tally?.received) return words.nothing_yet;
  return fill(words.received_at, { time: clock(tally.at ?? Date.now()) });
}

export function drawPill({ unsent, tally, status, day }) {
  const needs = unsent.some(({ state }) => state === "needs");
  const missing = missingOf(tally);
  const text = unsent.length
    ? needs ? words.needs_you : count("to_send", unsent.length)
    : missing > 0 ? count("missing", missing)
    : tally?.received ? words.all_received : words.nothing_yet;
  for (const pill of document.querySelectorAll("[data-pill]")) {
    pill.classList.toggle("warn", unsent.length > 0 || missing > 0);
    pill.lastElementChild.textContent = status.sending && unsent.length ? words.sending : text;
    pill.hidden = !day;
  }
}

// ---- Today

export function drawToday(state) {
  const { day, notice } = state;
  const page = view("today");
  const { all, open, done } = ordered(day);
  const { list } = day;
  // A long route does not fit on the phone; what is done of the rest counts all the same.
  const { more = 0, more_done: doneElsewhere = 0 } = list;
  const doors = { all: all.length + more, done: done.length + doneElsewhere };
  put(page, {
    route: [list.team, dayOf(list.day)].filter(Boolean).join(" · "),
    doors: count("doors", doors.all, { done: doors.done }),
    left: open.length ? fill(words.left, { far: far(wayLeft(open)) }) : "",
    done: count("done", done.length),
    more: more > doneElsewhere ? count("more", more - doneElsewhere) : "",
    notice,
    asof: fill(words.refreshed, { time: clock(list.as_of) }),
    knocked: count("knocked", doors.done),
    receipt: receiptOf(state),
  });
  const meter = find(page, "progress");
  meter.max = doors.all || 1;
  meter.value = doors.done;
  find(page, ".meter").hidden = !all.length;
  drawNext(find(page, "#next-place"), all, open, day);
  find(page, "#all-done").hidden = !all.length || open.length > 0;
  find(page, "#streets").replaceChildren(...streets(open.slice(1)));
  find(page, "#done-doors").hidden = !done.length;
  find(page, "#done-doors ol").replaceChildren(...done.map((visit) => doneRow(visit, day)));
}

function wayLeft(open) {
  const places = open.map(({ place }) => place).filter(Boolean);
  return places.slice(1).reduce((sum, place, i) => sum + metres(places[i], place), 0);
}

function drawNext(where, all, [visit], day) {
  if (!visit) return where.replaceChildren(...(all.length ? [] : [noDoors(day)]));
  const card = copy("next");
  put(card, { door: doorOf(visit), name: visit.name });
  tags(card, visit);
  for (const each of card.querySelectorAll("a")) {
    each.href = each.closest("h2") ? `#door/${visit.code}` : `#log/${visit.code}/tiles`;
  }
  find(card, "form").dataset.quick = visit.code;
  return where.replaceChildren(card);
}

function noDoors({ list: { office } }) {
  const card = copy("no-doors");
  const [call, text] = ["tel", "sms"].map((kind) => (office?.phone ? `${kind}:${office.phone}` : ""));
  link(card, "call", call);
  link(card, "text", text);
  return card;
}

function streets(open) {
  const parts = [];
  for (const visit of open) {
    const name = streetOf(visit);
    if (parts.at(-1)?.name !== name) parts.push({ name, visits: [] });
    parts.at(-1).visits.push(visit);
  }
  return parts.map(({ name, visits }) => {
    const part = copy("street");
    put(part, { street: name || words.no_street });
    find(part, "ol").append(...visits.map(openRow));
    return part;
  });
}

function openRow(visit) {
  const time = visit.at ? clock(`2000-01-01T${visit.at}`) : "";
  const about = [visit.name, time].filter(Boolean).join(" · ");
  return row(visit, { number: visit.number, about });
}

function doneRow(visit, day) {
  const logged = standingOf(visit, day);
  const about = [visit.name, logged.disposition && labelOf(logged)].filter(Boolean).join(" · ");
  return row(visit, { about, time: logged.at ? clock(logged.at) : "", isDone: true });
}

// ---- A door

export function drawDoor({ day }, visit) {
  const page = view("door");
  const isStop = visit.status === "STOP";
  show(page, { stop: isStop, go: !isStop });
  const { list } = day;
  const logged = standingOf(visit, day);
  const script = list.scripts?.[visit.script]?.[visit.language];
  const building = ordered(day).open.filter((other) => isSameBuilding(other, visit));
  put(page, {
    "stopped-door": doorOf(visit),
    door: doorOf(visit),
    town: [visit.city, visit.zip].filter(Boolean).join(" "),
    name: visit.name,
    note: visit.note,
    script,
    same: count("same", building.length),
    logged: logged.isDone ? `${labelOf(logged)} · ${clock(logged.at)}` : "",
  });
  show(page, {
    gone: visit.status === "GONE",
    note: visit.note,
    building: building.length > 1,
    "no-script": !script,
    never: !visit.earlier?.length,
    logged: logged.isDone,
    first: !logged.isDone,
    again: logged.isDone,
  });
  tags(page, visit);
  link(page, "way", isStop ? "" : directions(visit));
  link(page, "ask", `#ask/${visit.code}`);
  link(page, "log", `#log/${visit.code}/tiles`);
  find(page, "#earlier").replaceChildren(
    ...(visit.earlier ?? []).map(([date, code]) => plainRow(words.disposition[code], dayOf(date))),
  );
  find(page, '[data-part="building"] ul').replaceChildren(...building.map(openRow));
  page.dataset.code = visit.code;
  const quick = find(page, "form");
  quick.dataset.quick = visit.code;
  delete quick.dataset.sent;
}

export const isSameBuilding = (a, b) =>
  Boolean(a.street) && a.street.toLowerCase() === b.street?.toLowerCase() && a.zip === b.zip;

function plainRow(text, side) {
  const item = document.createElement("li");
  item.className = "list-row";
  const [main, aside] = [document.createElement("span"), document.createElement("span")];
  [main.className, aside.className] = ["grow", "sub"];
  [main.textContent, aside.textContent] = [text, side];
  item.append(main, aside);
  return item;
}

// ---- Sending

function receiptOf({ tally }) {
  const { logged = 0, received = 0 } = tally ?? {};
  return fill(words.receipt, { logged, received });
}

export function drawSending(state) {
  const { day, unsent, tally, status, wrap } = state;
  const page = view("sending");
  const missing = missingOf(tally);
  const why = status.problem === "update" ? words.must_update
    : status.problem === "network" || !navigator.onLine ? words.no_signal : words.going_out;
  put(page, {
    whose: day.list.user.label,
    line: lineOf(state),
    // What needs the agent does not go out by itself.
    why: unsent.some(({ state: its }) => its === "waiting") ? why : "",
    receipt: receiptOf(state),
    last: tally?.received && tally.at ? fill(words.received_at, { time: clock(tally.at) }) : "",
    missing: missing > 0 ? count("missing", missing) : "",
    dropped: tally?.dropped ? count("dropped", tally.dropped) : "",
    until: wrap ? fill(words.until, { time: clock(wrap.endsAt) }) : "",
  });
  find(page, "#sending-card").classList.toggle("warn", unsent.length > 0 || missing > 0);
  show(page, { waiting: unsent.length });
  const events = new Map(day.events.map((event) => [event.id, event]));
  const rows = unsent.map((row) => eventRow(row, events.get(row.id), state));
  find(page, "#waiting-events").replaceChildren(...rows);
}

// What was said in a report, while the day's list still tells it: the last one at each door.
export function stillReadable(day, id) {
  const found = Object.entries(day.logs).find(([, log]) => log.id === id);
  if (!found) return null;
  const [visit, { kind = "visit_report", at, data }] = found;
  return { id, kind, visit, at, data };
}

function eventRow({ id, state, madeAt }, event, { status: { sending }, day }) {
  const item = copy("event");
  const needs = state === "needs";
  const what = event ? (event.isRequest ? words.request : labelOf(event)) : "";
  put(item, {
    door: event?.door ?? "…",
    about: [what, clock(madeAt), needs && words.refused].filter(Boolean).join(" · "),
    state: needs ? words.needs_you : sending ? words.sending : words.waiting,
  });
  find(item, ".tag").classList.toggle("warn", needs);
  show(item, { needs, again: needs && stillReadable(day, id) });
  for (const button of item.querySelectorAll("button")) {
    Object.assign(button.dataset, { event: id, door: event?.door ?? "" });
  }
  return item;
}

// ---- Map, help, this phone

export function drawMap({ day }) {
  const { all } = ordered(day);
  const isDone = (visit) => standingOf(visit, day).isDone;
  sketch(document.getElementById("sketch"), all, isDone);
  const rows = all.map((visit) => (isDone(visit) ? doneRow(visit, day) : openRow(visit)));
  document.getElementById("map-list").replaceChildren(...rows);
}

export function drawHelp({ day }) {
  const page = view("help");
  const { office } = day.list;
  const { resources = [], lines = [], as_of: asOf } = day.help ?? {};
  put(page, {
    office: [office?.name, office?.phone].filter(Boolean).join(" · "),
    asof: asOf ? fill(words.refreshed, { time: clock(asOf) }) : "",
    none: resources.length ? "" : words.no_help_yet,
  });
  link(page, "call", office?.phone && `tel:${office.phone}`);
  link(page, "text", office?.phone && `sms:${office.phone}`);
  document.getElementById("help-list").replaceChildren(
    ...[...lines, ...resources].map(placeCard),
  );
}

function placeCard(resource) {
  const card = copy("place");
  const { name, kind, address, hours = [], phone, text, languages = [], latitude, longitude } = resource;
  const spoken = languages.map((code) => words.language[code] ?? code).join(", ");
  put(card, { name, kind: words.kind[kind], address, hours: hours.join(" · "), phone, languages: spoken });
  link(card, "call", phone && `tel:${phone}`);
  link(card, "text", text && `sms:${text}`);
  const isPlaced = Number.isFinite(latitude) && Number.isFinite(longitude);
  link(card, "way", isPlaced ? directions({ place: [latitude, longitude] }) : "");
  return card;
}

export function drawMe({ day, unsent, wrap, storage }) {
  const page = view("me");
  put(page, {
    whose: day.list.user.label,
    until: wrap ? fill(words.until, { time: clock(wrap.endsAt) }) : "",
    unsent: unsent.length ? count("only_here", unsent.length) : "",
    consequence: unsent.length ? words.sign_out_unsent : words.sign_out_plain,
    storage: storage || words.storage_kept,
  });
}
