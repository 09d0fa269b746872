// Keeps the part of a page called "vivo" as fresh as its data-segundos says, without loading the page
// again: focus, scrolling and what a screen reader was saying stay where they are.

import { byId } from "./dom.js";

const part = byId("vivo", HTMLElement);
const period = 1000 * Number(part.dataset.segundos);

async function refresh() {
  try {
    const answer = await fetch(window.location.href, { redirect: "manual" });
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      // The session ended: the page that says so is the next one.
      window.location.reload();
      return;
    }
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("vivo");
      if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
      if (!fresh?.dataset.segundos) return;
    }
  } catch {
    // The line is down: what stands there stays, with the moment it was counted.
  }
  setTimeout(refresh, period);
}

setTimeout(refresh, period);
