// The band: drag over the histogram, see a sample at once. Without this script each bar is a link and the form works.

import { askForText, complain } from "./ask.js";

const plot = document.getElementById("histogram");
const form = document.getElementById("band-form");
const band = document.getElementById("band");
const bars = [...plot.querySelectorAll("a")];
let start = null;

function barAt(event) { // by place, not by target: a drag may leave the plot
  const { left, width } = plot.getBoundingClientRect();
  const share = Math.min(Math.max((event.clientX - left) / width, 0), 0.9999);
  return Math.floor(share * bars.length);
}

function choose(first, last) {
  const [low, high] = [Math.min(first, last), Math.max(first, last)];
  bars.forEach((bar, i) => bar.classList.toggle("chosen", i >= low && i <= high));
  form.elements.from.value = bars[low].dataset.low;
  form.elements.to.value = bars[high].dataset.high;
}

async function show() {
  const query = `?${new URLSearchParams(new FormData(form))}`;
  try {
    band.innerHTML = await askForText(form.action.split("?")[0] + query); // drawn and escaped by the server
    history.replaceState(null, "", query);
  } catch (error) {
    complain(error);
  }
}

plot.addEventListener("pointerdown", (event) => {
  if (event.button) return;
  event.preventDefault();
  start = barAt(event);
  plot.setPointerCapture(event.pointerId);
  choose(start, start);
});
plot.addEventListener("pointermove", (event) => { if (start !== null) choose(start, barAt(event)); });
plot.addEventListener("pointerup", (event) => {
  if (start === null) return;
  choose(start, barAt(event));
  start = null;
  show();
});
plot.addEventListener("click", (event) => { // a click that is left is the keyboard's
  event.preventDefault();
  const bar = event.target.closest("a");
  if (event.detail || !bar) return;
  choose(bars.indexOf(bar), bars.indexOf(bar));
  show();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [low, high] = [Number(form.elements.from.value), Number(form.elements.to.value)];
  bars.forEach((bar) => {
    const middle = (Number(bar.dataset.low) + Number(bar.dataset.high)) / 2;
    bar.classList.toggle("chosen", low <= middle && middle < high);
  });
  show();
});
