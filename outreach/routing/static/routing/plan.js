// The day's map and lists. Whatever can be done on the map can be done in the lists, by keyboard too.

import { chosen, choose, chooseNone, showChosen } from "./choosing.js";
import { listenToDrags } from "./dragging.js";
import { drawMap, redraw } from "./map.js";
import { byKey, deed } from "./moving.js";
import { listenToTouch } from "./touching.js";

const form = document.getElementById("move-form");
const box = document.getElementById("plan-map");

const data = () => JSON.parse(document.getElementById("plan-map-data").textContent);

if (box && window.L) drawMap(box, data());
if (form?.querySelector(".move-bar")) {
  form.classList.add("live");
  form.addEventListener("change", (event) => {
    if (event.target.name === "visit" || event.target.id === "id_to" || event.target.name === "position") showChosen(data());
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-deed]");
    if (button) deed(button.dataset.deed, button.closest(".stop"));
    const all = event.target.closest("[data-all]");
    if (all) {
      const ticks = all.closest(".route").querySelectorAll("input[name=visit]:not(:disabled)");
      choose([...ticks].map((tick) => tick.value));
      showChosen(data());
    }
    if (event.target.closest("#choose-none")) chooseNone();
  });
  document.addEventListener("keydown", byKey);
  // Choosing streets is choosing doors: the boxes show what is chosen now.
  document.addEventListener("change", (event) => {
    const street = event.target.dataset?.street;
    if (street === undefined) return;
    choose(street.split(" "), event.target.checked);
    showChosen(data());
  });
  document.addEventListener("doors-chosen", () => showChosen(data()));
  listenToDrags(form);
  listenToTouch(form);
  // On a phone the rarer deeds lie in a sheet, which is done with once one of them is.
  document.addEventListener("htmx:beforeRequest", () => form.querySelector(".more-deeds:popover-open")?.hidePopover());
  showChosen(data());
}

// What a change renews comes as parts of the page; the map draws itself anew from its data.
let drawn = document.getElementById("plan-map-data")?.textContent;
let kept = [];
document.addEventListener("htmx:beforeSwap", () => {
  kept = chosen();
});
document.addEventListener("htmx:afterSettle", () => {
  const now = document.getElementById("plan-map-data")?.textContent;
  if (!now || now === drawn) return;
  drawn = now;
  if (window.L) redraw(data());
  // After a change of one's own nothing stays chosen; after looking at another's, it does.
  if (document.querySelector("#plan-said .notice.error")) choose(kept);
  showChosen(data());
});
