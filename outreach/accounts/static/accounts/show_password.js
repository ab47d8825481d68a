// Lets one see what one types. Without this the password stays hidden and all else works.

const words = document.getElementById("password-words").dataset;

for (const field of document.querySelectorAll("input[type=password]")) {
  const button = document.createElement("button");
  const box = document.createElement("div");
  button.type = "button";
  button.className = "button";
  button.textContent = words.show;
  button.setAttribute("aria-controls", field.id);
  button.setAttribute("aria-pressed", "false");
  box.className = "password-box";
  field.replaceWith(box);
  box.append(field, button);
  const show = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? words.hide : words.show;
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => show(field.type === "password"));
  // A password manager, and the browser's memory of forms, look for a password field.
  field.form.addEventListener("submit", () => show(false));
}
