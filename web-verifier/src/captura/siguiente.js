// From the last Enter to the next acta without leaving the page: what was typed is sent, and the acta
// that the answer brings takes the place of the one before. The image that will probably be the next is
// fetched while this acta is being finished; nothing is held by that, and if another comes, it is loaded
// as ever. Whatever is not an acta is opened as a page. Without this script the form works as any does.

import { byId, one } from "../assets/dom.js";

const TIMEOUT_MS = 20_000;

/** @typedef {{ mark: string, image: HTMLImageElement }} Ahead */

/** @type {Ahead | undefined} */
let ahead;
let asking = false;

function form() {
  return one(document, "form.sheet", HTMLFormElement);
}

/** Looks which image would come next, and fetches it. */
async function lookAhead() {
  const address = form().dataset.proxima;
  if (!address || asking) return;
  asking = true;
  try {
    const answer = await fetch(address, { redirect: "manual" });
    const mark = answer.status === 200 ? await answer.text() : "";
    if (mark && mark !== ahead?.mark) {
      const image = new Image();
      image.src = `${address}/${mark}`;
      await image.decode();
      ahead = { mark, image };
    }
  } catch {
    // It is loaded when its turn comes.
  } finally {
    asking = false;
  }
}

/** @param {string} text */
function tell(text) {
  const told = one(document, "footer .draft", HTMLElement);
  told.textContent = text;
  told.classList.add("wrong");
}

/** @param {Document} page */
const scripts = (page) => [...page.querySelectorAll("script[src]")].map((script) => script.getAttribute("src")).join();

/**
 * Puts the acta of `page` in the place of this one.
 * @param {Document} page
 * @param {string} address
 */
function show(page, address) {
  const mark = one(page, "form.sheet", HTMLFormElement).dataset.imagen;
  const found = one(page, "#imagen", HTMLImageElement);
  const fetched = mark && mark === ahead?.mark ? ahead.image : undefined;
  if (fetched) {
    fetched.id = "imagen";
    fetched.alt = found.alt;
    // A place for it, so that the same image is not asked for twice.
    const place = page.createElement("span");
    place.id = "imagen";
    found.replaceWith(place);
  }
  ahead = undefined;
  document.title = page.title;
  for (const part of ["header.bar h1", "header.bar .queue", "main", "footer.keys"]) {
    one(document, part, HTMLElement).replaceChildren(...one(page, part, HTMLElement).childNodes);
  }
  if (fetched) byId("imagen", HTMLElement).replaceWith(fetched);
  // The element stays, or nobody would be told of its words.
  byId("aviso", HTMLElement).textContent = one(page, "#aviso", HTMLElement).textContent;
  history.replaceState(null, "", address);
  document.dispatchEvent(new Event("acta"));
}

/**
 * @param {HTMLFormElement} sent
 * @param {HTMLElement | null} by
 */
async function send(sent, by) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(sent, by)) fields.append(name, String(value));
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(sent.action, { method: "POST", body: fields, signal });
  if (answer.status >= 500) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const isActa = page.querySelector("form.sheet") && scripts(page) === scripts(document);
  if (isActa) show(page, answer.redirected ? answer.url : sent.action);
  // Asked for again, a turn that is over and a session that ended say so themselves.
  else window.location.assign(answer.redirected ? answer.url : sent.action);
}

document.addEventListener("submit", (event) => {
  const sent = event.target;
  if (event.defaultPrevented || !(sent instanceof HTMLFormElement) || sent !== form()) return;
  event.preventDefault();
  send(sent, event.submitter).catch(() => {
    delete sent.dataset.sent;
    tell("No hubo respuesta del servidor. Lo que escribió sigue en la pantalla; presione Enter para enviarlo otra vez.");
    for (const control of sent.querySelectorAll("input.value")) {
      control.dispatchEvent(new Event("change", { bubbles: true }));
    }
    event.submitter?.focus();
  });
});

// The last field and the button that ends the captura: then it is likely to be still the next.
document.addEventListener("focusin", (event) => {
  const { target } = event;
  const isLast = target instanceof HTMLElement && (target.dataset.total || target.matches("footer .primary"));
  if (isLast) lookAhead();
});
