// What lies under the doors: tiles where a tile server is set, else squares that give a scale.

export const drawGround = (map, data) => {
  map.createPane("ground").style.zIndex = 150;
  if (data.boundary.length) {
    L.polygon(data.boundary, { className: "boundary", interactive: false, pane: "ground" }).addTo(map);
  }
  if (data.tiles) {
    L.tileLayer(data.tiles, { attribution: data.credit, maxZoom: 19 }).addTo(map);
    return;
  }
  const ground = L.layerGroup().addTo(map);
  map.on("moveend", () => drawSquares(map, ground));
};

const drawSquares = (map, ground) => {
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
