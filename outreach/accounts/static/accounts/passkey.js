// Says in words when the device made or found no passkey; allauth's script only tells the console.

const problem = document.querySelector("[data-passkey-problem]");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  problem.hidden = false;
});
for (const button of document.querySelectorAll("#use-passkey, #add-passkey")) {
  button.addEventListener("click", () => {
    problem.hidden = true;
  });
}
