// Fills in where the phone is, when it is asked to, and searches there. Nothing keeps the place.

const button = document.getElementById("here");
const form = document.getElementById("find");

if (button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const status = document.getElementById("here-status");
    status.textContent = "";
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        form.elements.place.value = "";
        // A thousandth of a degree is a street's length: near enough to find help.
        form.elements.latitude.value = coords.latitude.toFixed(3);
        form.elements.longitude.value = coords.longitude.toFixed(3);
        form.requestSubmit();
      },
      () => {
        button.disabled = false;
        status.textContent = button.dataset.failed;
      },
      { timeout: 10000, maximumAge: 60000 },
    );
  });
}
