// The ordinary pages of the agent: what waits on this phone goes out from here too, and a phone that
// keeps the day's list is led to the app, unless the plain page is asked for.

import { payOwed, send } from "./outbox.js";
import { get, isOver, wipe } from "./vault.js";

async function begin() {
  navigator.serviceWorker?.register("/sw.js");
  await payOwed();
  if (await isOver()) await wipe();
  send();
  // Asked for once, the plain pages stay for as long as this tab.
  if (new URL(location.href).searchParams.has("plain")) sessionStorage.setItem("plain", "1");
  if (!sessionStorage.getItem("plain") && (await get("wrap"))) location.replace("/app/");
}

window.addEventListener("online", send);
// A browser that keeps nothing still shows the page.
begin().catch(() => {});
