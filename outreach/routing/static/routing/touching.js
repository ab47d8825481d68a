// Dragging doors in the lists with a finger or pen, by their grip: elsewhere a finger scrolls.

import { drop, dropTarget, highlight } from "./dragging.js";

// Nearer than this to the top or the bottom, in pixels, the page scrolls along.
const EDGE = 110;
const STEP = 10;

let dragged = null;
let at = null;

const target = () => dropTarget(document.elementFromPoint(at.clientX, at.clientY));

const follow = () => {
  if (!dragged) return;
  const down = at.clientY > window.innerHeight - EDGE;
  if (down || at.clientY < EDGE) window.scrollBy(0, down ? STEP : -STEP);
  highlight(target()?.element);
  requestAnimationFrame(follow);
};

const end = () => {
  document.body.classList.remove("is-dragging");
  dragged?.classList.remove("dragged");
  dragged = null;
  highlight(null);
};

export const listenToTouch = (form) => {
  form.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.pointerType === "mouse") return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    dragged = grip.closest(".stop");
    dragged.classList.add("dragged");
    document.body.classList.add("is-dragging");
    at = event;
    requestAnimationFrame(follow);
  });
  form.addEventListener("pointermove", (event) => {
    if (dragged) at = event;
  });
  form.addEventListener("pointerup", () => {
    if (!dragged) return;
    const id = dragged.dataset.visit;
    const where = target();
    end();
    drop(id, where);
  });
  form.addEventListener("pointercancel", end);
  // A long press would begin the browser's own drag, or open its menu.
  for (const own of ["dragstart", "contextmenu"]) {
    document.addEventListener(own, (event) => dragged && event.preventDefault());
  }
};
