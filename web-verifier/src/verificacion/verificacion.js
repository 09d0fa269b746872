// Verificación from the numeric keypad: a digit chooses a side, the next one is for another value;
// one digit settles when one row differs. Without this script the form works as any form does.
// siguiente.js puts the next acta into the same page and says so ("acta").

import { all, byId, one } from "../assets/dom.js";

let form = byId("verificacion", HTMLFormElement);
let rows = all(form, "fieldset[data-campo]", HTMLFieldSetElement);
let inputs = all(form, ".row input.value", HTMLInputElement);
let settle = byId("resolver", HTMLButtonElement);
let more = byId("mas", HTMLDetailsElement);
/** @type {Record<string, string>} */
const WORDS = { "/": "ILEGIBLE", "*": "SIN DATO" };

/** @param {HTMLFieldSetElement} row */
function go(row) {
  const [target] = [
    ...all(row, "input:checked", HTMLInputElement),
    ...all(row, "input[type=radio]", HTMLInputElement),
  ];
  target?.focus();
  row.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLFieldSetElement} row */
const isDecided = (row) => row.querySelector("input[type=radio]:checked") !== null;

/** @param {HTMLFieldSetElement} row */
function onwards(row) {
  const next = rows.find((other, n) => n > rows.indexOf(row) && !isDecided(other))
    ?? rows.find((other) => !isDecided(other));
  if (next) go(next);
  else settle.focus();
}

/** @param {HTMLFieldSetElement} row @param {HTMLInputElement} radio */
function choose(row, radio) {
  radio.checked = true;
  if (radio.value === "otro") {
    const own = one(row, "input.value", HTMLInputElement);
    own.focus();
    own.select();
  } else if (rows.length === 1) {
    form.requestSubmit(settle);
  } else {
    onwards(row);
  }
}

function nextReason() {
  const reasons = all(form, "input[name=motivo]", HTMLInputElement);
  const at = reasons.findIndex((reason) => reason.checked);
  reasons[(at + 1) % reasons.length].checked = true;
}

function openMore() {
  more.open = true;
  one(more, "button", HTMLButtonElement).focus();
}

/**
 * Typing another value: the same keys as in captura.
 * @param {KeyboardEvent} event
 * @param {HTMLInputElement} own
 * @param {HTMLFieldSetElement | undefined} row
 */
function ownKey(event, own, row) {
  /** @type {Record<string, () => void>} */
  const acts = {
    Enter: () => {
      if (event.repeat) return;
      if (!row) {
        const next = inputs[inputs.indexOf(own) + 1] ?? settle;
        next.focus();
      } else if (own.value.trim() !== "") {
        if (rows.length === 1) form.requestSubmit(settle);
        else onwards(row);
      }
    },
    "/": () => (own.value = WORDS["/"]),
    "*": () => (own.value = WORDS["*"]),
    "-": () => (row ? go(row) : inputs[inputs.indexOf(own) - 1]?.focus()),
    ".": nextReason,
    "+": openMore,
  };
  const act = acts[event.key];
  if (act) {
    event.preventDefault();
    act();
  } else if (/^[0-9]$/.test(event.key)) {
    if (/[^0-9]/.test(own.value)) own.value = "";
  } else if (event.key.length === 1) {
    event.preventDefault();
  }
}

/** @param {KeyboardEvent} event @param {HTMLFieldSetElement} row */
function rowKey(event, row) {
  const [radio] = all(row, `input[data-tecla="${CSS.escape(event.key)}"]`, HTMLInputElement);
  const before = rows[rows.indexOf(row) - 1];
  /** @type {Record<string, () => void>} */
  const acts = {
    Enter: () => event.repeat || onwards(row),
    "-": () => before && go(before),
  };
  const act = radio ? () => choose(row, radio) : acts[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
}

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || !(target instanceof Element)) return;
  if (more.contains(target)) {
    const [button] = all(more, `button[data-tecla="${CSS.escape(event.key)}"]`, HTMLButtonElement);
    if (more.open && button) {
      event.preventDefault();
      button.click();
    } else if (more.open && ["Escape", "-", "+"].includes(event.key)) {
      event.preventDefault();
      more.open = false;
      start();
    }
    return;
  }
  const row = rows.find((fieldset) => fieldset.contains(target));
  const own = inputs.find((input) => input === target);
  if (own) ownKey(event, own, row);
  else if (event.key === "+") {
    event.preventDefault();
    openMore();
  } else if (event.key === ".") {
    event.preventDefault();
    nextReason();
  } else if (row) rowKey(event, row);
  else if (event.key === "-" && target === settle) {
    event.preventDefault();
    const last = rows.at(-1);
    if (last) go(last);
    else inputs.at(-1)?.focus();
  } else if (target === settle && event.key === "Enter" && event.repeat) {
    event.preventDefault();
  }
});

/** @param {Event} event */
function typed(event) {
  const own = inputs.find((input) => input === event.target);
  const row = own && rows.find((fieldset) => fieldset.contains(own));
  if (row) one(row, "input[value=otro]", HTMLInputElement).checked = true;
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

function start() {
  const row = rows.find((other) => !isDecided(other)) ?? rows[0];
  if (row) go(row);
  else (inputs.find((input) => input.getAttribute("aria-invalid")) ?? settle).focus();
}

function begin() {
  form = byId("verificacion", HTMLFormElement);
  rows = all(form, "fieldset[data-campo]", HTMLFieldSetElement);
  inputs = all(form, ".row input.value", HTMLInputElement);
  settle = byId("resolver", HTMLButtonElement);
  more = byId("mas", HTMLDetailsElement);
  const sent = form;
  sent.addEventListener("input", typed);
  sent.addEventListener("submit", (event) => {
    if (sent.dataset.sent) event.preventDefault();
    sent.dataset.sent = "1";
  });
  start();
}

document.addEventListener("acta", begin);
begin();
