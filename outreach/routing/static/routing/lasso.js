// Drawing around doors to choose them. Whoever must not be visited is counted and left out.

const inside = (point, corners) => {
  let is = false;
  for (let at = 0, before = corners.length - 1; at < corners.length; before = at, at += 1) {
    const a = corners[at];
    const b = corners[before];
    if (a.y > point.y !== b.y > point.y && point.x < ((b.x - a.x) * (point.y - a.y)) / (b.y - a.y) + a.x) is = !is;
  }
  return is;
};

export const lasso = (map, pins, chooseThese) => {
  const box = map.getContainer();
  let line = null;
  let corners = [];
  let isOn = false;

  const use = (tool) => {
    isOn = tool === "lasso";
    map.dragging[isOn ? "disable" : "enable"]();
    box.classList.toggle("lassoing", isOn);
    for (const button of document.querySelectorAll("[data-tool]")) {
      button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-tool]");
    if (button) use(button.dataset.tool);
  });
  box.addEventListener("pointerdown", (event) => {
    if (!isOn || event.target.closest(".leaflet-control")) return;
    event.stopPropagation();
    event.preventDefault();
    box.setPointerCapture(event.pointerId);
    corners = [map.mouseEventToContainerPoint(event)];
    line = L.polygon([], { className: "lasso", interactive: false }).addTo(map);
  }, true);
  box.addEventListener("pointermove", (event) => {
    if (!line) return;
    corners.push(map.mouseEventToContainerPoint(event));
    line.setLatLngs(corners.map((corner) => map.containerPointToLatLng(corner)));
  });
  const end = () => {
    if (!line) return;
    line.remove();
    line = null;
    const caught = [...pins].filter(([, each]) => inside(map.latLngToContainerPoint(each.door.place), corners));
    const stopped = caught.filter(([, each]) => each.door.stopped);
    chooseThese(caught.filter(([, each]) => !each.door.stopped).map(([id]) => id), stopped.length);
  };
  box.addEventListener("pointerup", end);
  box.addEventListener("pointercancel", end);
};
