// The day's map and the ticks beside it. Whatever can be done here can be done in the lists.

const data = JSON.parse(document.getElementById("plan-map-data").textContent);
const box = document.getElementById("plan-map");
const form = document.getElementById("move-form");
const bar = form?.querySelector(".move-bar");
const pins = new Map();

const pin = (shape, look = "") => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `pin ${look}`);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${data.sprite}#${shape}`);
  svg.append(use);
  return svg;
};

const marker = (place, shape, look, className, size, words) => {
  const icon = L.divIcon({ html: pin(shape, look), className, iconSize: [size, size] });
  // The lists are for the keyboard: hundreds of stops here would be a trap.
  const made = L.marker(place, { icon, keyboard: false });
  const label = document.createElement("span");
  label.textContent = words;
  return made.bindTooltip(label, { direction: "auto", offset: [10, 0] });
};

const addDoor = (layer, door, shape, look, className) => {
  const urgent = door.urgent ? " urgent" : "";
  const words = `${door.position ? `${door.position}. ` : ""}${door.door} · ${door.label}`;
  const made = marker(door.place, shape, look, `door-pin ${className}${urgent}`, 28, words);
  made.on("click", () => toggle(door.id)).addTo(layer);
  pins.set(String(door.id), made);
};

// Where no tiles are set, a grid of one-kilometre squares gives the eye a scale.
const drawGround = (map) => {
  if (data.tiles) {
    L.tileLayer(data.tiles, { attribution: data.credit, maxZoom: 19 }).addTo(map);
    return;
  }
  const ground = L.layerGroup().addTo(map);
  const draw = () => {
    ground.clearLayers();
    const bounds = map.getBounds().pad(0.5);
    let step = 0.01;
    while ((bounds.getNorth() - bounds.getSouth()) / step > 24) step *= 2;
    const options = { className: "street", interactive: false, pane: "ground" };
    const wide = step / Math.cos((bounds.getCenter().lat * Math.PI) / 180);
    for (let y = Math.floor(bounds.getSouth() / step) * step; y < bounds.getNorth(); y += step) {
      L.polyline([[y, bounds.getWest()], [y, bounds.getEast()]], options).addTo(ground);
    }
    for (let x = Math.floor(bounds.getWest() / wide) * wide; x < bounds.getEast(); x += wide) {
      L.polyline([[bounds.getSouth(), x], [bounds.getNorth(), x]], options).addTo(ground);
    }
  };
  map.createPane("ground").style.zIndex = 150;
  map.on("moveend", draw);
};

const drawTeam = (map, team) => {
  const layer = L.featureGroup().addTo(map);
  const places = team.stops.map((stop) => stop.place);
  const way = `way ${team.look}`;
  if (places.length) L.polyline(places, { className: way, interactive: false }).addTo(layer);
  if (places.length && team.start) {
    const home = [places[0], team.start, places.at(-1)];
    L.polyline(home, { className: `${way} home`, interactive: false }).addTo(layer);
  }
  for (const stop of team.stops) addDoor(layer, stop, team.shape, team.look, "");
  if (team.start) {
    const words = `${team.name} · ${team.startLabel}`;
    marker(team.start, "start", team.look, "door-pin start-pin", 32, words).addTo(layer);
  }
  return layer;
};

const drawMap = () => {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, { zoomSnap: 0.25, zoomAnimation: !still, fadeAnimation: !still });
  map.attributionControl.setPrefix(false);
  L.control.scale().addTo(map);
  drawGround(map);
  const layers = data.teams.map((team) => drawTeam(map, team));
  const without = L.featureGroup().addTo(map);
  for (const door of data.leftOut) addDoor(without, door, "ring", "", "without");
  // The routes fill the map: a door left out because it is far away must not shrink them.
  const shown = layers.some((layer) => layer.getLayers().length) ? layers : [without];
  const bounds = L.latLngBounds([]);
  for (const layer of shown) if (layer.getLayers().length) bounds.extend(layer.getBounds());
  if (bounds.isValid()) map.fitBounds(bounds, { padding: [28, 28], maxZoom: 16, animate: false });
  else map.setView([39.8, -98.6], 4);
};

const ticks = () => [...(form?.querySelectorAll("input[name=visit]") ?? [])];

const toggle = (id) => {
  const tick = ticks().find((each) => each.value === String(id));
  if (!tick || tick.disabled) return;
  tick.checked = !tick.checked;
  showChosen();
};

const showChosen = () => {
  const chosen = ticks().filter((tick) => tick.checked);
  for (const tick of ticks()) pins.get(tick.value)?.getElement()?.classList.toggle("chosen", tick.checked);
  const words = bar.querySelector("[data-none]");
  words.textContent = words.dataset[chosen.length === 0 ? "none" : chosen.length === 1 ? "one" : "many"]
    .replace("%d", chosen.length);
  bar.classList.toggle("is-pinned", chosen.length > 0);
};

if (box && window.L) drawMap();
if (bar) {
  form.addEventListener("change", showChosen);
  showChosen();
}
