// Where the phone is while a visit is logged. A report never waits for it: no place still saves.

const part = (name) => document.querySelector(`[data-place="${name}"]`);
const words = document.querySelector("[data-place-words]")?.dataset;
const FEET_A_METRE = 3.28084;

function quality(metres) {
  if (metres <= 30) return "GOOD";
  return metres <= 100 ? "WEAK" : "OFF";
}

function say(text) {
  if (part("words")) part("words").textContent = text;
}

function found({ coords }) {
  const judged = quality(coords.accuracy);
  part("quality").value = judged;
  part("latitude").value = coords.latitude;
  part("longitude").value = coords.longitude;
  part("accuracy").value = Math.round(coords.accuracy);
  if (words) {
    const feet = Math.round((coords.accuracy * FEET_A_METRE) / 10) * 10;
    say(`${words[judged.toLowerCase()]}, ${words.within.replace("FEET", feet)}`);
  }
}

function missing(error) {
  if (error.code !== error.PERMISSION_DENIED) return;
  part("quality").value = "REFUSED";
  if (words) say(words.refused);
}

if (part("quality") && "geolocation" in navigator) {
  navigator.geolocation.getCurrentPosition(found, missing, {
    enableHighAccuracy: true,
    timeout: 10_000,
    maximumAge: 30_000,
  });
}
