// Verificación from the numeric keypad: a digit chooses a side, the next one is for another value;
// one digit settles when one row differs. Without this script the form works as any form does.

const form = document.getElementById("verificacion");
const rows = [...form.querySelectorAll("fieldset[data-campo]")];
const inputs = [...form.querySelectorAll(".row input.value")];
const settle = document.getElementById("resolver");
const more = document.getElementById("mas");
const WORDS = { "/": "ILEGIBLE", "*": "SIN DATO" };

function go(row) {
  const target = row.querySelector("input:checked") ?? row.querySelector("input[type=radio]");
  target.focus();
  row.scrollIntoView({ block: "nearest" });
}

const isDecided = (row) => row.querySelector("input[type=radio]:checked") !== null;

function onwards(row) {
  const next = rows.find((other, n) => n > rows.indexOf(row) && !isDecided(other))
    ?? rows.find((other) => !isDecided(other));
  if (next) go(next);
  else settle.focus();
}

function choose(row, radio) {
  radio.checked = true;
  if (radio.value === "otro") {
    const own = row.querySelector("input.value");
    own.focus();
    own.select();
  } else if (rows.length === 1) {
    form.requestSubmit(settle);
  } else {
    onwards(row);
  }
}

function nextReason() {
  const reasons = [...form.querySelectorAll("input[name=motivo]")];
  const at = reasons.findIndex((reason) => reason.checked);
  reasons[(at + 1) % reasons.length].checked = true;
}

function openMore() {
  more.open = true;
  more.querySelector("button").focus();
}

// Typing another value: the same keys as in captura.
function ownKey(event, row) {
  const own = event.target;
  const act = {
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
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  } else if (/^[0-9]$/.test(event.key)) {
    if (/[^0-9]/.test(own.value)) own.value = "";
  } else if (event.key.length === 1) {
    event.preventDefault();
  }
}

function rowKey(event, row) {
  const radio = row.querySelector(`input[data-tecla="${CSS.escape(event.key)}"]`);
  const before = rows[rows.indexOf(row) - 1];
  const act = radio ? () => choose(row, radio) : {
    Enter: () => event.repeat || onwards(row),
    "-": () => before && go(before),
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (more.contains(event.target)) {
    const button = more.querySelector(`button[data-tecla="${CSS.escape(event.key)}"]`);
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
  const row = event.target.closest("fieldset[data-campo]");
  if (event.target.matches("input.value")) ownKey(event, row);
  else if (event.key === "+") {
    event.preventDefault();
    openMore();
  } else if (event.key === ".") {
    event.preventDefault();
    nextReason();
  } else if (row) rowKey(event, row);
  else if (event.key === "-" && event.target === settle) {
    event.preventDefault();
    (rows.at(-1) ? go : (input) => input?.focus())(rows.at(-1) ?? inputs.at(-1));
  } else if (event.target === settle && event.key === "Enter" && event.repeat) {
    event.preventDefault();
  }
});

form.addEventListener("input", (event) => {
  const row = event.target.closest("fieldset[data-campo]");
  if (row && event.target.matches("input.value")) {
    row.querySelector("input[value=otro]").checked = true;
  }
});

form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

function start() {
  const row = rows.find((other) => !isDecided(other)) ?? rows[0];
  if (row) go(row);
  else (inputs.find((input) => input.getAttribute("aria-invalid")) ?? settle).focus();
}

start();
