// Copies a shown text. Without this the text can be selected and copied by hand.

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copies);
    field.select();
    await navigator.clipboard?.writeText(field.value);
    document.getElementById("status").textContent = button.dataset.said;
    button.textContent = button.dataset.said;
  });
}
