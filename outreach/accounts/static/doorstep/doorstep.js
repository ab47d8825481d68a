// What every page does beyond plain HTML: messages from fragments, and dialogs that give focus back.

document.addEventListener("htmx:afterSwap", (event) => {
  const heading = event.target.querySelector?.("[data-focus]");
  heading?.focus();
});

// A part of a page never becomes the sign-in page: whoever was signed out signs in on a whole one.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseURL.includes("/accounts/login/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const closer = event.target.closest("dialog [data-closes]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
});
