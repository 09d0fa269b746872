// Captura from the numeric keypad: digits, Enter next, - back, / ILEGIBLE, * SIN DATO,
// . letra contra número, + everything else. Without this script the form works as any form does.
// siguiente.js puts the next acta into the same page and says so ("acta").

import { all, byId, one, placeOf } from "../assets/dom.js";

const thousands = new Intl.NumberFormat("es-MX");
let form = byId("captura", HTMLFormElement);
let campos = all(form, "input[data-campo]", HTMLInputElement);
let votos = campos.filter((campo) => campo.dataset.voto);
let total = campos.find((campo) => campo.dataset.total);
let finish = byId("terminar", HTMLButtonElement);
let more = byId("mas", HTMLDetailsElement);
/** @type {Record<string, string>} */
const WORDS = { "/": "ILEGIBLE", "*": "SIN DATO" };

/**
 * What is typed, as the server will read it: a number, a word, "" or undefined for what is wrong.
 * @param {HTMLInputElement} campo
 */
function value(campo) {
  const text = campo.value.trim().toUpperCase();
  const word = WORDS[text] ?? text;
  if (word === "" || word === "ILEGIBLE" || word === "SIN DATO") return word;
  return /^[0-9]{1,9}$/.test(word) ? Number(word) : undefined;
}

/** @param {HTMLInputElement} campo */
function faultOf(campo) {
  const found = value(campo);
  const digits = Number(campo.dataset.cifras);
  if (found === "") return "Falta: escriba un número, / o *.";
  if (found === undefined) return "No es un número: escriba sólo dígitos, / o *.";
  if (typeof found === "number" && found >= 10 ** digits) {
    return `No cabe en las ${digits} casillas impresas del acta.`;
  }
  return "";
}

/** @param {HTMLInputElement} campo @param {string} fault */
function say(campo, fault) {
  byId(`${campo.id}-falta`, HTMLElement).textContent = fault;
  if (fault) campo.setAttribute("aria-invalid", "true");
  else campo.removeAttribute("aria-invalid");
}

function sum() {
  const values = votos.map(value);
  const numbers = values.filter((v) => typeof v === "number");
  const calculated = numbers.reduce((sum, v) => sum + v, 0);
  const written = total ? value(total) : "";
  const complete = values.every((v) => v !== "" && v !== undefined);
  const differs = complete && typeof written === "number" && written !== calculated;
  const equals = complete && written === calculated;
  byId("suma", HTMLElement).textContent = thousands.format(calculated);
  byId("total-escrito", HTMLElement).textContent =
    typeof written === "number" ? thousands.format(written) : written || "—";
  byId("suma-signo", HTMLElement).textContent = differs ? "≠" : equals ? "=" : "";
  const warning = byId("aviso-suma", HTMLElement);
  const text = differs ? "▲ A12 La suma no coincide con el total. Revise; puede terminar." : "";
  if (warning.textContent !== text) warning.textContent = text;
}

/** @param {number} at */
function go(at) {
  const campo = campos[at];
  if (campo) {
    campo.focus();
    campo.select();
    campo.closest(".row")?.scrollIntoView({ block: "nearest" });
  }
}

/** @param {HTMLInputElement} campo @param {string} text */
function set(campo, text) {
  campo.value = text;
  campo.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {number} at */
function advance(at) {
  const campo = campos[at];
  const fault = faultOf(campo);
  say(campo, fault);
  if (fault) campo.select();
  else if (at + 1 < campos.length) go(at + 1);
  else finish.focus();
}

/** @param {HTMLInputElement} campo */
function toggleMark(campo) {
  const mark = byId(`letra-${campo.dataset.campo}`, HTMLInputElement);
  mark.checked = !mark.checked;
  mark.dispatchEvent(new Event("change", { bubbles: true }));
}

function openMore() {
  more.open = true;
  one(more, "button", HTMLButtonElement).focus();
}

/** @param {KeyboardEvent} event */
function pressed(event) {
  const at = placeOf(campos, event.target);
  if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
  const campo = campos[at];
  /** @type {Record<string, () => void>} */
  const acts = {
    Enter: () => event.repeat || advance(at),
    "-": () => go(at - 1),
    ArrowUp: () => go(at - 1),
    ArrowDown: () => go(at + 1),
    "/": () => set(campo, WORDS["/"]),
    "*": () => set(campo, WORDS["*"]),
    ".": () => toggleMark(campo),
    ",": () => toggleMark(campo),
    "+": openMore,
  };
  const act = acts[event.key];
  if (act) {
    event.preventDefault();
    act();
  } else if (/^[0-9]$/.test(event.key)) {
    // A digit after a word begins a number.
    if (typeof value(campo) !== "number" && campo.value) campo.value = "";
  } else if (event.key.length === 1) {
    event.preventDefault();
  } else if (event.key === "Backspace" && typeof value(campo) !== "number") {
    event.preventDefault();
    set(campo, "");
  }
}

/** @param {Event} event */
function typed(event) {
  const campo = campos[placeOf(campos, event.target)];
  if (campo) say(campo, "");
  sum();
}

/**
 * The keypad keeps working while the button that ends the captura has the focus.
 * @param {KeyboardEvent} event
 */
function pressedAtEnd(event) {
  if (event.key === "-") {
    event.preventDefault();
    go(campos.length - 1);
  } else if (event.key === "+") {
    event.preventDefault();
    openMore();
  } else if (event.key === "Enter" && event.repeat) {
    event.preventDefault();
  }
}

/** @param {SubmitEvent} event */
function ended(event) {
  const wrong = campos.filter((campo) => {
    const fault = faultOf(campo);
    say(campo, fault);
    return fault;
  });
  if (wrong.length > 0) {
    event.preventDefault();
    go(campos.indexOf(wrong[0]));
  } else if (form.dataset.sent) {
    event.preventDefault();
  } else {
    form.dataset.sent = "1";
  }
}

/** @param {KeyboardEvent} event */
function pressedInMore(event) {
  const [button] = all(more, `button[data-tecla="${CSS.escape(event.key)}"]`, HTMLButtonElement);
  if (more.open && button) {
    event.preventDefault();
    button.click();
  } else if (more.open && ["Escape", "-", "+"].includes(event.key)) {
    event.preventDefault();
    more.open = false;
    go(Math.max(0, campos.findIndex((campo) => campo.value === "")));
  }
}

// Back from the next page the browser may show this one as it was, already sent.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

function start() {
  form = byId("captura", HTMLFormElement);
  campos = all(form, "input[data-campo]", HTMLInputElement);
  votos = campos.filter((campo) => campo.dataset.voto);
  total = campos.find((campo) => campo.dataset.total);
  finish = byId("terminar", HTMLButtonElement);
  more = byId("mas", HTMLDetailsElement);
  form.addEventListener("keydown", pressed);
  form.addEventListener("input", typed);
  form.addEventListener("focusin", (event) => campos[placeOf(campos, event.target)]?.select());
  form.addEventListener("submit", ended);
  finish.addEventListener("keydown", pressedAtEnd);
  more.addEventListener("keydown", pressedInMore);
  sum();
  const first = campos.find((campo) => campo.getAttribute("aria-invalid"))
    ?? campos.find((campo) => campo.value === "");
  if (first) go(campos.indexOf(first));
  else finish.focus();
}

document.addEventListener("acta", start);
start();
