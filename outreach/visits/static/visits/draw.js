// Draws what the phone keeps into the markup that the office's templates made. Text goes in as text.

export const words = JSON.parse(document.getElementById("words").textContent);
export const language = document.documentElement.lang;
const [YARD, MILE, FOOT] = [0.9144, 1609.344, 0.3048];
const EARTH_METRES = 6_371_000;

export const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
export const count = (name, n, values = {}) =>
  fill(words.counted[name][n === 1 ? 0 : 1], { n, ...values });
export const clock = (moment) =>
  new Date(moment).toLocaleTimeString(language, { hour: "numeric", minute: "2-digit" });
export const dayOf = (iso) =>
  new Date(`${iso}T12:00`).toLocaleDateString(language, {
    weekday: "short",
    month: "short",
    day: "numeric",
  });

export const find = (where, selector) => where.querySelector(selector);
export const view = (name) => document.querySelector(`[data-view="${name}"]`);
export const copy = (id) =>
  document.getElementById(`t-${id}`).content.firstElementChild.cloneNode(true);

// Puts texts into their slots; a part that has nothing to say is hidden.
export function put(where, values) {
  for (const [name, value] of Object.entries(values)) {
    for (const slot of where.querySelectorAll(`[data-slot="${name}"]`)) {
      slot.textContent = value ?? "";
      slot.hidden = !value;
    }
  }
}

export function show(where, parts) {
  for (const [name, isShown] of Object.entries(parts)) {
    for (const part of where.querySelectorAll(`[data-part="${name}"]`)) part.hidden = !isShown;
  }
}

export function link(where, name, address) {
  for (const each of where.querySelectorAll(`[data-link="${name}"]`)) {
    each.hidden = !address;
    if (address) each.href = address;
  }
}

// ---- Doors

export const doorOf = ({ street, unit }) =>
  street ? (unit ? `${street}, ${unit}` : street) : words.no_street;

export const streetOf = ({ street = "" }) => street.match(/^\d\S*\s+(.+)$/)?.[1] ?? street;

export function directions({ place, street, city, state, zip }) {
  if (place) return `geo:${place.join(",")}?q=${place.join(",")}`;
  if (!street) return "";
  return `geo:0,0?q=${encodeURIComponent(`${street}, ${city ?? ""}, ${state ?? ""} ${zip ?? ""}`)}`;
}

export function metres(a, b) {
  if (!a || !b) return null;
  const [lat1, lon1, lat2, lon2] = [...a, ...b].map((degrees) => (degrees * Math.PI) / 180);
  const h =
    Math.sin((lat2 - lat1) / 2) ** 2 +
    Math.cos(lat1) * Math.cos(lat2) * Math.sin((lon2 - lon1) / 2) ** 2;
  return 2 * EARTH_METRES * Math.asin(Math.sqrt(h));
}

export function far(distance) {
  if (distance < MILE / 4) {
    return fill(words.yards, { n: Math.max(10, Math.round(distance / YARD / 10) * 10) });
  }
  return fill(words.miles, { n: (distance / MILE).toFixed(1) });
}

export function placeWords({ quality, accuracy }) {
  const said = words[`place_${quality}`];
  if (accuracy === undefined) return said;
  return fill(words.within, { quality: said, n: Math.round(accuracy / FOOT / 10) * 10 });
}

// The tags of a door: the template made one of each kind.
export function tags(where, visit) {
  const list = where.querySelector(".tags");
  const kinds = Object.fromEntries(
    [...list.children].map((tag) => [tag.dataset.tag, tag.cloneNode(true)]),
  );
  const made = [];
  if (visit.language && visit.language !== language) {
    made.push([kinds.language, words.language[visit.language]]);
  }
  const hazards = (visit.hazards ?? []).map((kind) => [kinds.hazard, words.hazard[kind] ?? kind]);
  made.push(...hazards);
  if (visit.tries) made.push([null, count("tries", visit.tries)]);
  if (visit.best?.length === 2) {
    const [from, to] = visit.best.map((time) => clock(`2000-01-01T${time}`));
    made.push([null, fill(words.best, { from, to })]);
  }
  list.replaceChildren(...made.map(([kind, text]) => tag(kind, text)));
}

function tag(kind, text) {
  if (!kind) {
    const plain = document.createElement("li");
    plain.className = "tag";
    plain.textContent = text;
    return plain;
  }
  const made = kind.cloneNode(true);
  const slot = made.querySelector("[data-slot]");
  if (slot) slot.textContent = text;
  return made;
}

export function row(visit, { number, about, time = "", isDone = false }) {
  const item = copy("row");
  item.firstElementChild.href = `#door/${visit.code}`;
  put(item, { number: isDone ? "✓" : String(number), door: doorOf(visit), about, time });
  find(item, ".disc").classList.toggle("full", isDone);
  const hazards = (visit.hazards ?? []).map((kind) => words.hazard[kind] ?? kind).join(", ");
  show(item, { hazard: hazards && !isDone });
  put(item, { hazard: hazards });
  return item;
}

// The doors as they lie, without any map: numbered points, north above.
export function sketch(svg, visits, isDone) {
  const placed = visits.filter(({ place }) => place);
  const shape = (name, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    return made;
  };
  if (!placed.length) return svg.replaceChildren();
  const squeeze = Math.cos((placed[0].place[0] * Math.PI) / 180);
  const points = placed.map(({ place: [lat, lon] }) => [lon * squeeze, -lat]);
  const [left, top] = [0, 1].map((i) => Math.min(...points.map((point) => point[i])));
  const size = Math.max(...points.map(([x, y]) => Math.max(x - left, y - top)), 1e-5);
  const at = ([x, y]) => [20 + ((x - left) / size) * 280, 20 + ((y - top) / size) * 280];
  const path = points.map((point) => at(point).join(",")).join(" ");
  const dots = placed.flatMap((visit, i) => {
    const [x, y] = at(points[i]);
    const text = shape("text", { x, y: y + 4, class: "sketch-number" });
    text.textContent = visit.number;
    const kind = isDone(visit) ? "sketch-dot done" : "sketch-dot";
    return [shape("circle", { cx: x, cy: y, r: 12, class: kind }), text];
  });
  return svg.replaceChildren(shape("polyline", { points: path, class: "sketch-way" }), ...dots);
}

// ---- The page as a whole

export function reveal(shown, isSame) {
  for (const each of document.querySelectorAll("[data-view]")) {
    each.hidden = each.dataset.view !== shown;
  }
  const places = document.getElementById("places");
  places.hidden = shown === "gate";
  for (const link of places.querySelectorAll("a")) {
    if (link.hash === `#${shown}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!isSame) window.scrollTo(0, 0);
}

const UNDO_MS = 10_000;
let toastTimer = 0;
// Says what was done, for ten seconds; never leaves while it is looked at.
export function toast(text, onUndo = null) {
  const bar = document.getElementById("toast");
  const button = find(bar, "button");
  document.getElementById("status").textContent = text;
  bar.firstElementChild.textContent = text;
  button.hidden = !onUndo;
  button.onclick = () => {
    bar.hidden = true;
    onUndo?.();
  };
  bar.hidden = false;
  clearTimeout(toastTimer);
  const leave = () => {
    if (bar.matches(":focus-within, :hover")) toastTimer = setTimeout(leave, 1000);
    else bar.hidden = true;
  };
  toastTimer = setTimeout(leave, UNDO_MS);
}

// Nothing of the day stays in the page either.
export function clearViews() {
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  document.getElementById("toast").hidden = true;
  document.getElementById("toast").firstElementChild.textContent = "";
  document.getElementById("status").textContent = "";
  for (const list of document.querySelectorAll("[data-view] ol, [data-view] ul.list, #sketch")) {
    list.replaceChildren();
  }
  for (const id of ["next-place", "streets", "help-list"]) {
    document.getElementById(id).replaceChildren();
  }
  for (const name of ["log", "ask"]) view(name).replaceChildren();
  for (const slot of document.querySelectorAll("[data-view] [data-slot]")) slot.textContent = "";
}
