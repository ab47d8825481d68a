// The map: the ground, the office's area, teams with their ways, doors to tap, drag and lasso.

import { choose, toggle } from "./choosing.js";
import { drop, dropTarget, highlight } from "./dragging.js";
import { drawGround } from "./ground.js";
import { lasso } from "./lasso.js";

const NEAR = 26;
let map;
let data;
let doors;
const pins = new Map();

const pin = (shape, look = "", order = "") => {
  const box = document.createElement("span");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `pin ${look}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${data.sprite}#${shape}`);
  svg.append(use);
  box.append(svg);
  if (order) box.append(Object.assign(document.createElement("b"), { textContent: order }));
  return box;
};

const marker = (place, icon, className, size, words, more = {}) => {
  const drawn = L.divIcon({ html: icon, className, iconSize: [size, size] });
  // The lists are for the keyboard: hundreds of stops here would be a trap.
  const made = L.marker(place, { icon: drawn, keyboard: false, ...more });
  const label = document.createElement("span");
  label.textContent = words;
  return made.bindTooltip(label, { direction: "auto", offset: [12, 0] });
};

const addDoor = (layer, door, shape, look, route) => {
  const tick = document.getElementById(`tick-${door.id}`);
  const classes = ["door-pin"];
  if (door.urgent) classes.push("urgent");
  if (door.pinned) classes.push("pinned");
  if (shape === "ring") classes.push("without");
  const words = `${door.position ? `${door.position}. ` : ""}${door.door} · ${door.label}`;
  const icon = pin(shape, look, door.position ?? "");
  const draggable = Boolean(tick && !tick.disabled);
  const made = marker(door.place, icon, classes.join(" "), 30, words, { draggable, autoPan: false });
  made.on("click", () => toggle(door.id));
  made.on("drag", (event) => highlight(targetOf(event, door)?.element));
  made.on("dragend", (event) => {
    const target = targetOf(event, door);
    highlight(null);
    made.setLatLng(door.place);
    drop(door.id, target);
  });
  made.addTo(layer);
  pins.set(String(door.id), { made, door, route });
};

// Where a dragged mark is let go: a team beside the map, another door, or a start place.
const targetOf = (event, door) => {
  const rect = map.getContainer().getBoundingClientRect();
  const at = map.latLngToContainerPoint(event.target.getLatLng());
  const under = document.elementsFromPoint(rect.left + at.x, rect.top + at.y);
  const listed = under.filter((each) => !map.getContainer().contains(each)).map(dropTarget).find((each) => each);
  const inside = at.x >= 0 && at.y >= 0 && at.x <= rect.width && at.y <= rect.height;
  if (!inside) return listed;
  let best = null;
  for (const { made, door: other, route } of pins.values()) {
    if (other.id === door.id || !route) continue;
    const far = at.distanceTo(map.latLngToContainerPoint(other.place));
    if (far < NEAR && (!best || far < best.far)) best = { far, to: route, position: other.position ?? "", element: made.getElement() };
  }
  for (const team of data.teams) {
    const far = team.start ? at.distanceTo(map.latLngToContainerPoint(team.start)) : Infinity;
    if (far < NEAR && (!best || far < best.far)) best = { far, to: team.route, position: "", element: document.querySelector(`#plan-side [data-drop="${team.route}"]`) };
  }
  return best;
};

const drawTeam = (team) => {
  const layer = L.featureGroup().addTo(doors);
  const places = team.stops.map((stop) => stop.place);
  const way = `way ${team.look}`;
  if (places.length) L.polyline(places, { className: way, interactive: false }).addTo(layer);
  const line = (ends) => L.polyline(ends, { className: `${way} home`, interactive: false }).addTo(layer);
  if (places.length && team.start) {
    line([team.start, places[0]]);
    line([places.at(-1), team.end ?? team.start]);
  }
  for (const stop of team.stops) addDoor(layer, stop, team.shape, team.look, team.route);
  const ends = [[team.start, team.startLabel], [team.end, team.endLabel || data.words.end]];
  for (const [place, label] of ends.filter((end) => end[0])) {
    marker(place, pin("start", team.look), "door-pin start-pin", 32, `${team.name} · ${label}`).addTo(layer);
  }
  return layer;
};

const drawDoors = () => {
  doors.clearLayers();
  pins.clear();
  const layers = data.teams.map(drawTeam);
  const without = L.featureGroup().addTo(doors);
  for (const door of data.leftOut) addDoor(without, door, "ring", "", "");
  // The routes fill the map: a door left out because it is far away must not shrink them.
  return layers.some((layer) => layer.getLayers().length) ? layers : [without];
};

const fit = (layers) => {
  const bounds = L.latLngBounds([]);
  for (const layer of layers) if (layer.getLayers().length) bounds.extend(layer.getBounds());
  if (bounds.isValid()) map.fitBounds(bounds, { paddingTopLeft: [64, 28], paddingBottomRight: [28, 68], maxZoom: 16, animate: false });
  else if (data.boundary.length) map.fitBounds(data.boundary, { animate: false });
  else map.setView([39.8, -98.6], 4);
};

export const redraw = (fresh) => {
  data = fresh;
  drawDoors();
};

// Told by an event, so that what chooses need not know of the map.
document.addEventListener("doors:chosen", ({ detail: ids }) => {
  for (const [id, { made }] of pins) made.getElement()?.classList.toggle("chosen", ids.has(id));
});

export const drawMap = (box, fresh) => {
  data = fresh;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  map = L.map(box, { zoomSnap: 0.25, zoomAnimation: !still, fadeAnimation: !still });
  map.attributionControl.setPrefix(false);
  L.control.scale().addTo(map);
  drawGround(map, data);
  doors = L.featureGroup().addTo(map);
  fit(drawDoors());
  lasso(map, pins, (ids, stopped) => {
    document.getElementById("move-form").dataset.leftOut = stopped;
    choose(ids);
    document.dispatchEvent(new Event("doors-chosen"));
  });
};
