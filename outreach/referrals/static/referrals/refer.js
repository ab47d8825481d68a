// The wording follows what is chosen. Without this, the button beside it shows it anew.

const form = document.querySelector("[data-refer]");
const anew = form?.querySelector("button[value='show']");
form?.addEventListener("change", async (event) => {
  if (!["shared", "days", "language"].includes(event.target.name)) return;
  const data = new FormData(form);
  data.set("do", "show");
  const answer = await fetch(location.href, { method: "POST", body: data });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of [".wording", "input[name='shown']"]) {
    const fresh = page.querySelector(part);
    if (fresh) form.querySelector(part).replaceWith(fresh);
  }
});
if (anew) anew.hidden = true;
