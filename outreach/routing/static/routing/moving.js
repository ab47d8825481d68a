// Sending a change: the same posts as the form's, for drags and keys.

import { chosen } from "./choosing.js";

const form = () => document.getElementById("move-form");
const version = () => document.getElementById("plan-version").value;

const post = (url, values) =>
  window.htmx.ajax("POST", url, {
    source: form(),
    target: "#plan-said",
    swap: "innerHTML",
    values: { ...values, version: version() },
  });

export const move = (ids, to, position = "") => {
  choose(ids);
  return post(form().getAttribute("action"), { to, position });
};

// The form's own ticks are what is sent: they are set to exactly these doors.
const choose = (ids) => {
  const wanted = new Set(ids.map(String));
  for (const tick of form().querySelectorAll("input[name=visit]")) {
    tick.checked = wanted.has(tick.value) && !tick.disabled;
  }
};

// A drag of a door that is chosen takes all that are chosen along.
export const group = (id) => (chosen().includes(String(id)) ? chosen() : [String(id)]);

const routeOf = (stop) => stop.closest("[data-drop]").dataset.drop;

const beside = (stop, step) => {
  const routes = [...document.querySelectorAll("#routes [data-drop]")].map((each) => each.dataset.drop);
  const at = routes.indexOf(routeOf(stop)) + step;
  return routes[at];
};

export const deed = (name, stop) => {
  const id = stop.dataset.visit;
  const position = Number(stop.dataset.position);
  const last = stop.closest("ol,ul").querySelectorAll(".stop").length;
  if (name === "earlier" && position > 1) move([id], routeOf(stop), position - 1);
  if (name === "later" && position < last) move([id], routeOf(stop), position + 1);
  if (name === "pin" && stop.dataset.position) {
    choose([id]);
    post(document.querySelector("[name=pin]").getAttribute("formaction"), { pin: stop.dataset.pin ? "" : "PLACE" });
  }
};

export const byKey = (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
  if (typing) return;
  if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    document.getElementById("undo")?.click();
    return;
  }
  const stop = event.target.closest(".stop");
  if (!stop || event.target.disabled) return;
  if (event.key === "p" && !event.ctrlKey && !event.altKey && !event.metaKey) deed("pin", stop);
  else if (!event.altKey) return;
  else if (event.key === "ArrowUp" && stop.dataset.position) deed("earlier", stop);
  else if (event.key === "ArrowDown" && stop.dataset.position) deed("later", stop);
  else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    const to = beside(stop, event.key === "ArrowLeft" ? -1 : 1);
    if (to) move([stop.dataset.visit], to);
  } else return;
  event.preventDefault();
};
