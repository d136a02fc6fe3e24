// The queue by keyboard: decides without a reload, brings the next cards before they are needed, undoes every act.
// Without this script the same forms work, one page at a time.

import { ask, askForJson, askForText, complain, say, toggleBlur, withToken } from "./ask.js";

const list = document.getElementById("cards");
const beside = document.getElementById("beside");
const left = document.getElementById("left");
const { more, open, undo, release } = list.dataset;
const FEW = 12; // with so many cards left the next ones are fetched

let current = null;
let following = list.dataset.next;
let fetching = null;
let opening;
let line = Promise.resolve(); // acts reach the server one after the other, in the order of the keys
const done = []; // what can be undone: { act, nodes, before }
const seen = new Set([...list.children].map((card) => card.dataset.id));

const cards = () => [...list.querySelectorAll(".card:not(.away)")];

function select(card, focus = true) {
  current?.classList.remove("current");
  current?.removeAttribute("aria-current");
  current = card;
  document.getElementById("empty").hidden = Boolean(card) || Boolean(following);
  clearTimeout(opening);
  if (!card) {
    beside.replaceChildren();
    return;
  }
  card.classList.add("current");
  card.setAttribute("aria-current", "true");
  if (focus) card.focus({ preventScroll: true });
  if (focus) card.scrollIntoView({ block: "nearest" });
  opening = setTimeout(() => show(card), 120);
}

async function show(card) { // claims the card and draws what stands beside it
  try {
    const html = await askForText(open.replace("/0/", `/${card.dataset.id}/`), new FormData());
    if (card === current) beside.innerHTML = html; // drawn and escaped by the server
  } catch (error) {
    if (error.status !== 409) return complain(error);
    say("Somebody else has this comment: left to them.");
    leave(card);
  }
  return undefined;
}

function step(by) {
  const all = cards();
  const at = all.indexOf(current);
  select(all[Math.min(Math.max(at + by, 0), all.length - 1)] ?? null);
}

function leave(card) {
  const all = cards();
  const at = all.indexOf(card);
  const next = all[at + 1] ?? all[at - 1] ?? null;
  const before = card.nextElementSibling;
  card.remove();
  if (card === current || !current) select(next);
  fetchMore();
  return before;
}

function fetchMore() {
  if (fetching || !following || cards().length >= FEW) return;
  fetching = (async () => {
    try {
      const answer = await ask(more + following);
      const page = document.createElement("template");
      page.innerHTML = await answer.text();
      for (const card of page.content.querySelectorAll(".card")) {
        if (!seen.has(card.dataset.id)) list.append(card);
        seen.add(card.dataset.id);
      }
      const next = answer.headers.get("X-Next");
      following = next ? following.replace(/([?&]after=)[^&]*/, (_, key) => key + encodeURIComponent(next)) : "";
      document.getElementById("next")?.remove();
    } catch (error) {
      complain(error);
    } finally {
      fetching = null;
    }
    if (!current) select(cards()[0] ?? null);
    fetchMore();
  })();
}

function count(by) {
  if (left) left.textContent = Math.max(0, Number(left.textContent.replace(/\D/g, "")) + by).toLocaleString("en");
}

function decide(form, button) {
  const card = form.closest(".card");
  const sent = new FormData(form, button);
  const entry = { card, act: null };
  form.querySelector("details").open = false;
  entry.before = leave(card);
  done.push(entry);
  line = line.then(async () => {
    try {
      const answer = await askForJson(form.action, sent);
      entry.act = answer.act;
      entry.count = answer.count;
      count(-answer.count);
      say(answer.message, undoLast);
    } catch (error) {
      done.splice(done.indexOf(entry), 1);
      complain(error);
      if (error.status !== 409 && error.status !== 404) bring(entry);
    }
  });
}

function bring({ card, before }) {
  list.insertBefore(card, before?.isConnected ? before : list.firstChild);
  card.classList.add("back");
  select(card);
}

function undoLast() {
  const entry = done.pop();
  line = line.then(async () => {
    try {
      const form = new FormData();
      if (entry?.act) form.set("act", entry.act);
      const answer = await askForJson(undo, form);
      count(answer.count);
      say(answer.message);
      if (!entry) return location.reload(); // an act of an earlier page: its cards are not here
      bring(entry);
    } catch (error) {
      complain(error);
    }
    return undefined;
  });
}

const press = (selector) => current?.querySelector(selector)?.click();

function reject() {
  const choice = current?.querySelector("details.reject");
  if (!choice) return;
  choice.open = true;
  choice.querySelector("button").focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press(".approve"),
  r: reject,
  d: () => press(".defer"),
  u: undoLast,
  b: () => toggleBlur(current?.querySelector(".text")),
  "?": () => document.getElementById("help").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("input:not([type=checkbox]), select, textarea")) return;
  const choice = current?.querySelector("details.reject[open]");
  if (choice && /^\d$/.test(event.key)) {
    event.preventDefault();
    [...choice.querySelectorAll("button")].find((b) => b.querySelector("kbd")?.textContent === event.key)?.click();
  } else if (choice && event.key === "Escape") {
    choice.open = false;
    current.focus();
  } else if (KEYS[event.key] && !event.repeat) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-act]")) return;
  event.preventDefault();
  decide(event.target, event.submitter);
});

list.addEventListener("focusin", (event) => {
  const card = event.target.closest(".card");
  if (card && card !== current) select(card, false);
});

const blur = document.getElementById("blur");
const veil = () => document.body.classList.toggle("veiled", blur.checked);
blur.checked = localStorage.getItem("blur") === "1";
veil();
blur.addEventListener("change", () => { localStorage.setItem("blur", blur.checked ? "1" : ""); veil(); });

document.getElementById("keys").addEventListener("click", KEYS["?"]);
setInterval(() => { if (current && document.hasFocus()) show(current); }, 240_000); // a claim lasts five minutes
addEventListener("pagehide", () => navigator.sendBeacon(release, withToken()));
select(cards()[0] ?? null, false);
fetchMore();
