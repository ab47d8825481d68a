// Shows what is typed as the agent's phone will show it.

for (const preview of document.querySelectorAll("[data-preview]")) {
  for (const shown of preview.querySelectorAll("[data-shows]")) {
    const field = document.getElementById(`id_${preview.dataset.preview}-${shown.dataset.shows}`);
    field?.addEventListener("input", () => {
      shown.textContent = field.value.trim() || "–";
    });
  }
}
