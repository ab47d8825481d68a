// One key puts a conversation away, ready-made replies are found by a word, and each is looked at
// like one that was typed.

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== "reply-field") return;
  const words = event.target.querySelector("textarea");
  words?.focus();
  words?.dispatchEvent(new Event("input", { bubbles: true }));
});

for (const field of document.querySelectorAll("[data-filters]")) {
  const items = document.getElementById(field.dataset.filters).children;
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  field.addEventListener("input", (event) => {
    // Finding a reply is no draft.
    event.stopPropagation();
    for (const item of items) item.hidden = !plain(item.textContent).includes(plain(field.value.trim()));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    [...items].find((item) => !item.hidden)?.querySelector("a").click();
  });
}
