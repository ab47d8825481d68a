// Says that a list is too large before it is sent. The server says so too.

const input = document.querySelector("input[type=file][data-most-bytes]");
const problem = document.getElementById("file-too-large");

input?.addEventListener("change", () => {
  const tooLarge = [...input.files].some((file) => file.size > Number(input.dataset.mostBytes));
  problem.hidden = !tooLarge;
  input.setCustomValidity(tooLarge ? problem.textContent : "");
});
