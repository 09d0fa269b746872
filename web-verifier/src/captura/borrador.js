// Keeps on the server what is typed, field by field, so that nothing is lost with the browser.

import { byId, one } from "../assets/dom.js";

const WAIT_MS = 400;
const AGAIN_MS = 5000;
let told = byId("borrador", HTMLElement);
let csrf = "";
let address = "";
/** @type {Set<string>} */
const dirty = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let sending = false;
let over = false;

/** @param {string} text @param {boolean} wrong */
function tell(text, wrong) {
  if (told.textContent !== text) told.textContent = text;
  told.classList.toggle("wrong", wrong);
}

/** @param {number} ms */
function later(ms) {
  clearTimeout(timer);
  if (!over) timer = setTimeout(send, ms);
}

/** @param {Iterable<string>} ids */
function body(ids) {
  const fields = new URLSearchParams({ csrf });
  for (const id of ids) {
    fields.set(`campo-${id}`, byId(`campo-${id}`, HTMLInputElement).value);
    if (byId(`letra-${id}`, HTMLInputElement).checked) fields.set(`letra-${id}`, "1");
  }
  return fields;
}

async function send() {
  if (sending || over || dirty.size === 0) return;
  sending = true;
  const ids = [...dirty];
  const of = address;
  dirty.clear();
  try {
    const answer = await fetch(address, {
      method: "POST",
      body: body(ids),
      redirect: "manual",
      keepalive: true,
    });
    // What was finished meanwhile needs no draft.
    if (of !== address) return;
    if (answer.status === 204) {
      tell("Borrador guardado", false);
    } else if (answer.status === 409) {
      over = true;
      tell("El turno venció y el acta volvió a la fila. Lo que ve en pantalla no se envió.", true);
    } else if (answer.status === 403 || answer.type === "opaqueredirect") {
      over = true;
      tell("Su sesión terminó. Lo escrito hasta ahora está guardado; entre de nuevo.", true);
    } else if (answer.status >= 500) {
      throw new Error(`status ${answer.status}`);
    }
  } catch {
    if (of !== address) return;
    for (const id of ids) dirty.add(id);
    tell("Sin conexión con el servidor. Lo que escribió sigue en la pantalla.", true);
    later(AGAIN_MS);
  } finally {
    sending = false;
  }
  if (dirty.size > 0 && !told.classList.contains("wrong")) later(WAIT_MS);
}

/** @param {Event} event */
function changed(event) {
  const id = event.target instanceof Element && event.target.id.match(/^(?:campo|letra)-(.+)$/)?.[1];
  if (id) {
    dirty.add(id);
    later(WAIT_MS);
  }
}

function start() {
  const form = byId("captura", HTMLFormElement);
  told = byId("borrador", HTMLElement);
  csrf = one(form, "input[name=csrf]", HTMLInputElement).value;
  address = form.dataset.borrador ?? "";
  clearTimeout(timer);
  dirty.clear();
  over = false;
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  // Sent as a whole from here on; if that fails, siguiente.js says what has changed once more.
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    dirty.clear();
  });
}

document.addEventListener("acta", start);
window.addEventListener("pagehide", () => {
  if (!over && dirty.size > 0) {
    fetch(address, { method: "POST", body: body(dirty), keepalive: true });
  }
});
start();
