// Dragging doors in the lists with a mouse: onto another door (its place), onto a team, or out.

import { group, move } from "./moving.js";

let dragged = null;

export const dropTarget = (element) => {
  const stop = element?.closest?.(".stop");
  const place = element?.closest?.("[data-drop]");
  if (!place) return null;
  return { element: stop ?? place, to: place.dataset.drop, position: stop?.dataset.position ?? "" };
};

export const highlight = (element) => {
  for (const old of document.querySelectorAll(".drop-here")) old.classList.remove("drop-here");
  element?.classList.add("drop-here");
};

// Dropping on a door of the same route takes its place; others close up or make room.
export const drop = (id, target) => {
  const own = document.getElementById(`visit-${id}`);
  if (!target || target.element === own) return;
  const here = own?.closest("[data-drop]")?.dataset.drop;
  if (here === target.to && !target.position) return;
  move(group(id), target.to, target.position);
};

export const listenToDrags = () => {
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".stop")?.dataset.visit ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
  });
  document.addEventListener("dragover", (event) => {
    const target = dragged && dropTarget(event.target);
    if (!target) return;
    event.preventDefault();
    highlight(target.element);
  });
  document.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    drop(dragged, dropTarget(event.target));
  });
  document.addEventListener("dragend", () => {
    dragged = null;
    highlight(null);
  });
};
