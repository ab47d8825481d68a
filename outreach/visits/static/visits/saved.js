// The "saved" bar leaves after ten seconds, but never while it has the focus or the pointer is on it.

const STAYS_MS = 10_000;

for (const bar of document.querySelectorAll("[data-saved]")) {
  const leave = () => {
    if (bar.matches(":focus-within, :hover")) {
      setTimeout(leave, 1000);
    } else {
      bar.remove();
    }
  };
  setTimeout(leave, STAYS_MS);
}

// A reload or a link sent on must not show the bar again.
const here = new URL(location.href);
if (here.searchParams.has("saved")) {
  here.searchParams.delete("saved");
  history.replaceState(null, "", here);
}
