// Asks the desk's own server, and tells the moderator what came of it.

const token = document.querySelector("meta[name=csrf]").content;
const line = document.getElementById("toast");
const VEILED = ".blurred, .veiled #cards .text";
let fading;

export async function ask(url, form) {
  const answer = await fetch(url, {
    method: form ? "POST" : "GET",
    headers: { "X-Desk": "1", "X-CSRF-Token": token },
    body: form,
  });
  if (answer.ok) return answer;
  const problem = await answer.json().catch(() => ({ detail: answer.statusText }));
  const error = new Error(problem.detail);
  error.status = answer.status;
  throw error;
}

export const askForText = async (url, form) => (await ask(url, form)).text();
export const askForJson = async (url, form) => (await ask(url, form)).json();

export function withToken() {
  const form = new FormData();
  form.set("csrf", token);
  return form;
}

export function say(message, undo) {
  clearTimeout(fading);
  line.replaceChildren(document.createTextNode(message));
  line.classList.remove("bad");
  if (undo) {
    const button = document.createElement("button");
    button.textContent = "Undo";
    button.addEventListener("click", undo);
    line.append(button);
  }
  line.hidden = false;
  fading = setTimeout(() => { line.hidden = true; }, undo ? 12000 : 6000);
}

export function complain(error) {
  say(error.message);
  line.classList.add("bad");
}

// A click or a key on a blurred comment shows it, another blurs it again.
export function toggleBlur(text) {
  if (text?.matches(VEILED)) text.classList.toggle("shown");
}

document.addEventListener("click", (event) => toggleBlur(event.target.closest?.(VEILED)));
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.(".blurred")) toggleBlur(event.target);
});
