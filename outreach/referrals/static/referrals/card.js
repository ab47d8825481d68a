// Printing and copying the card; without this script the browser's own menu does both.

const print = document.getElementById("print");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

const copy = document.getElementById("copy");
if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("card-text").value);
    document.getElementById("copied").textContent = copy.dataset.done;
  });
}
