// What happens without being asked for: locking after a while, hiding quickly, the end of the shift,
// and warnings before the browser or a full phone could lose something.

import { copy, put, words } from "./draw.js";
import * as vault from "./vault.js";

const IDLE_MS = 15 * 60_000;
const LOOKS_EVERY_MS = 15_000;
const LITTLE_ROOM = 5 * 1024 * 1024;
const PRIVATE_QUOTA = 350 * 1024 * 1024;
const TWICE_MS = 600;

let touched = Date.now();
let escaped = 0;
const veil = document.getElementById("veil");

export function watchOver({ lock, over }) {
  const look = async () => {
    if (vault.isOpen() && Date.now() - touched >= IDLE_MS) lock();
    if (await vault.isOver()) over();
  };
  // Timers sleep with the phone, so it is asked again whenever it wakes.
  setInterval(look, LOOKS_EVERY_MS);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") closeSheets();
    veil.hidden = document.visibilityState === "visible" && !veil.dataset.asked;
    look();
  });
  window.addEventListener("pageshow", look);
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touch, true);
}

function touch() {
  if (Date.now() - touched < IDLE_MS) touched = Date.now();
}

export const hold = () => {
  touched = Date.now();
};

// ---- Hiding

// An open sheet lies above everything, the veil too.
function closeSheets() {
  for (const sheet of document.querySelectorAll("dialog[open]")) sheet.close();
}

function hide() {
  closeSheets();
  veil.dataset.asked = "1";
  veil.hidden = false;
  veil.focus();
}

veil.addEventListener("click", () => {
  delete veil.dataset.asked;
  veil.hidden = true;
});
document.addEventListener("touchstart", ({ touches }) => touches.length === 2 && hide(), {
  passive: true,
});
document.addEventListener("click", ({ target }) => {
  if (target.closest('[data-do="veil"]')) hide();
});
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  if (Date.now() - escaped < TWICE_MS) hide();
  escaped = Date.now();
});

// ---- Storage

function warn(texts) {
  const made = texts.map((text) => {
    const warning = copy("warning");
    put(warning, { text });
    return warning;
  });
  document.getElementById("warnings").replaceChildren(...made);
}

// Warns before something could be lost. Returns what the page about this phone says of it.
export async function warnOfStorage() {
  const { storage } = navigator;
  const isKept = await (storage?.persist?.() ?? false);
  const { quota = Infinity, usage = 0 } = (await storage?.estimate?.()) ?? {};
  const texts = [];
  if (!isKept && quota < PRIVATE_QUOTA) texts.push(words.private);
  else if (!isKept) texts.push(words.may_be_cleared);
  if (quota - usage < LITTLE_ROOM) texts.push(words.storage_low);
  warn(texts);
  return texts.join(" ") || words.storage_kept;
}

// ---- Installing

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const button = document.querySelector('[data-do="install"]');
  button.hidden = false;
  button.onclick = () => event.prompt();
});
