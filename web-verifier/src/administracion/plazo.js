// Counts down how long a code is still good for, by the clock that only goes forward.

import { byId } from "../assets/dom.js";

const place = byId("plazo", HTMLElement);
const seconds = Number(place.dataset.segundos);
const start = performance.now();

function show() {
  const left = Math.ceil(seconds - (performance.now() - start) / 1000);
  if (left <= 0) {
    place.textContent = "· ya venció: haga otro";
    return;
  }
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const hours = Math.floor(left / 3600);
  const minutes = two(Math.floor(left / 60) % 60);
  place.textContent = `· quedan ${hours > 0 ? `${hours}:` : ""}${minutes}:${two(left % 60)}`;
  setTimeout(show, 1000);
}

show();
