// Stance by keyboard: a label is sent, then split and comments are drawn anew as the article has learned it.
// Without this script the same forms work, a page a label.

import { askForJson, askForText, complain, say, toggleBlur } from "./ask.js";

const live = document.getElementById("stance");
const { undo } = live.dataset;
let current = null; // the id of the card that keys are for
let line = Promise.resolve(); // labels reach the server one after the other
const done = [];

const cards = () => [...live.querySelectorAll(".card")];

function select(card, focus = true) {
  document.getElementById(current)?.classList.remove("current");
  current = card?.id ?? null;
  card?.classList.add("current");
  if (!card || !focus) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = cards();
  const at = all.findIndex((card) => card.id === current);
  select(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
}

async function draw() {
  const focused = document.activeElement;
  const choice = focused?.dataset.key;
  const inside = live.contains(focused);
  live.innerHTML = await askForText(location.pathname + location.search); // drawn and escaped by the server
  const card = document.getElementById(current);
  select(card, false);
  if (inside) (card?.querySelector(`[data-key="${choice}"]`) ?? card)?.focus({ preventScroll: true });
}

function act(url, form, after) {
  line = line.then(async () => {
    try {
      after(await askForJson(url, form));
      await draw();
    } catch (error) {
      complain(error);
    }
  });
}

function undoLast() {
  const form = new FormData();
  if (done.length) form.set("act", done.pop());
  act(undo, form, (answer) => say(answer.message));
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  u: undoLast,
  b: () => toggleBlur(document.getElementById(current)?.querySelector(".text")),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.matches("input, select, textarea")) return;
  const choice = document.getElementById(current)?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!choice && !KEYS[event.key]) return;
  event.preventDefault();
  if (choice) choice.click();
  else KEYS[event.key]();
});

live.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-label]")) return;
  event.preventDefault();
  select(event.target.closest(".card"), false);
  act(event.target.action, new FormData(event.target, event.submitter), (answer) => {
    done.push(answer.act);
    say(answer.message, undoLast);
  });
});

live.addEventListener("focusin", (event) => {
  const card = event.target.closest(".card");
  if (card && card.id !== current) select(card, false);
});

select(cards()[0] ?? null, false);
