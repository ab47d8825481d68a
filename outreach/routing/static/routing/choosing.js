// Which doors are chosen, and what the bar says about them. The ticks in the lists are the truth.

const ticks = () => [...document.querySelectorAll("#move-form input[name=visit]")];

export const chosen = () => ticks().filter((tick) => tick.checked).map((tick) => tick.value);

export const choose = (ids, on = true) => {
  const wanted = new Set(ids.map(String));
  for (const tick of ticks()) if (wanted.has(tick.value) && !tick.disabled) tick.checked = on;
};

export const chooseNone = () => {
  for (const tick of ticks()) tick.checked = false;
  document.dispatchEvent(new Event("doors-chosen"));
};

export const toggle = (id) => {
  const tick = ticks().find((each) => each.value === String(id));
  if (!tick || tick.disabled) return;
  tick.checked = !tick.checked;
  document.dispatchEvent(new Event("doors-chosen"));
};

const inWords = (seconds) => {
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
};

const meaning = (ids, data) => {
  const said = [data.words.about.replace("%s", inWords(ids.length * data.secondsADoor))];
  const others = ids
    .map((id) => document.getElementById(`visit-${id}`)?.dataset.lately)
    .filter((name) => name);
  if (others.length) said.push(data.words.lately.replace("%d", others.length).replace("%s", [...new Set(others)].join(", ")));
  const left = Number(document.getElementById("move-form").dataset.leftOut ?? 0);
  if (left) said.push(data.words.stopped.replace("%d", left));
  return `${said.join(" · ")}`;
};

export const showChosen = (data) => {
  const bar = document.querySelector(".move-bar");
  if (!bar) return;
  const ids = chosen();
  document.dispatchEvent(new CustomEvent("doors:chosen", { detail: new Set(ids) }));
  const words = bar.querySelector("[data-none]");
  const which = ids.length === 0 ? "none" : ids.length === 1 ? "one" : "many";
  words.textContent = words.dataset[which].replace("%d", ids.length);
  bar.querySelector("#chosen-means").textContent = ids.length ? meaning(ids, data) : "";
  bar.classList.toggle("is-pinned", ids.length > 0);
  for (const street of document.querySelectorAll("[data-street]")) {
    street.checked = street.dataset.street.split(" ").every((id) => ids.includes(id));
  }
  if (ids.length && bar.querySelector("#id_to").value) window.htmx?.trigger("#id_to", "try");
  else bar.querySelector("#try-said").textContent = "";
};
