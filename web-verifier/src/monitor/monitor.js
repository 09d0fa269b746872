// Keeps the figures of a monitor as they are told by the server, and says so when the line is down.
// Focus, scrolling and what a screen reader was saying stay where they are.

import { byId } from "../assets/dom.js";

/** How long a line may be down before the page says so. */
const PATIENCE_MS = 8000;
/** How often the page looks whether the server is back. */
const AGAIN_MS = 5000;

const part = byId("vivo", HTMLElement);
const lost = byId("sin-linea", HTMLElement);
const source = new EventSource(part.dataset.flujo ?? "");
/** @type {number | undefined} */
let waiting;

/** The line holds. */
function found() {
  clearTimeout(waiting);
  waiting = undefined;
  lost.hidden = true;
}

/** What was opened by hand stays open. */
function openDetails() {
  return [...part.querySelectorAll("details")].map((details) => details.open);
}

source.addEventListener("open", found);
source.addEventListener("cifras", (event) => {
  found();
  const page = new DOMParser().parseFromString(event.data, "text/html");
  const opened = openDetails();
  part.replaceChildren(...page.body.childNodes);
  [...part.querySelectorAll("details")].forEach((details, n) => {
    details.open = opened[n] ?? false;
  });
});
source.addEventListener("fin", () => {
  // The session ended: the page that says so is the next one.
  source.close();
  window.location.reload();
});
source.addEventListener("error", () => {
  waiting ??= window.setTimeout(() => {
    lost.hidden = false;
  }, PATIENCE_MS);
  if (source.readyState === EventSource.CLOSED) setTimeout(lookAgain, AGAIN_MS);
});

// A browser that was refused does not ask again by itself. A page that cannot be loaded would be lost,
// so it is only left for one that is there.
async function lookAgain() {
  try {
    const answer = await fetch(window.location.href, { redirect: "manual" });
    if (answer.ok || answer.type === "opaqueredirect" || answer.status === 403) {
      window.location.reload();
      return;
    }
  } catch {
    // The line is down: what stands there stays, with the moment it was counted.
  }
  setTimeout(lookAgain, AGAIN_MS);
}
