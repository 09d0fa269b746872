// The image: zoom, move, turn, contrast, invert, and a lens that follows the field being typed, all from
// the keyboard and with the mouse. Where a field stands on the sheet is learned: a click on the image, or a drag in the lens,
// says where the focused field is, and the fields between two known ones are between them. Actas
// of one printed form share what was learned, and how the image was turned. When the next acta takes the
// place of this one ("acta"), everything begins anew.

import { all, byId, one } from "../assets/dom.js";

/** @typedef {[number, number]} Point */

const LENS_SHARE = 0.5;
const CONTRASTS = [1, 1.6, 2.6];
const STEP_PX = 80;

let viewer = one(document, ".viewer", HTMLElement);
let stage = byId("visor", HTMLElement);
let image = byId("imagen", HTMLImageElement);
let lens = byId("lupa", HTMLElement);
let canvas = byId("lupa-imagen", HTMLCanvasElement);
let total = 0;
let key = "";
let known = read();
let view = { zoom: 1, x: 0, y: 0 };
let focused = -1;
const sizes = new ResizeObserver(() => draw());

/** @returns {{ angle: number, lens: boolean, contrast: number, inverted: boolean, points: Record<number, Point> }} */
function read() {
  const empty = { angle: 0, lens: true, contrast: 0, inverted: false, points: {} };
  try {
    return { ...empty, ...JSON.parse(localStorage.getItem(key) ?? "{}") };
  } catch {
    return empty;
  }
}

/**
 * Place on the printed form of the field that an element belongs to; -1 if to none.
 * @param {EventTarget | null} element
 */
function orderOf(element) {
  const row = element instanceof Element ? element.closest("[data-orden]") : null;
  return Number(row?.getAttribute("data-orden") ?? -1);
}

function remember() {
  try {
    localStorage.setItem(key, JSON.stringify(known));
  } catch {
    // A browser that keeps nothing still shows the image.
  }
}

// Width and height of the image as turned.
function turned() {
  const { naturalWidth: w, naturalHeight: h } = image;
  return known.angle % 180 === 0 ? [w, h] : [h, w];
}

function fit() {
  const [w, h] = turned();
  return Math.min(stage.clientWidth / w, stage.clientHeight / h) || 1;
}

function filter() {
  return `contrast(${CONTRASTS[known.contrast] ?? 1}) invert(${known.inverted ? 1 : 0})`;
}

function draw() {
  const scale = fit() * view.zoom;
  image.style.filter = filter();
  image.style.transform =
    `translate(-50%, -50%) translate(${view.x}px, ${view.y}px) rotate(${known.angle}deg) scale(${scale})`;
  drawLens();
}

/**
 * Where the focused field is, in shares of the turned image.
 * @returns {Point}
 */
function point() {
  /** @param {number} n */
  const isKnown = (n) => known.points[n] !== undefined;
  const before = range(focused, -1).find(isKnown) ?? -1;
  const after = range(focused, total).find(isKnown) ?? total;
  const [au, av] = known.points[before] ?? [0.5, 0.2];
  const [bu, bv] = known.points[after] ?? [0.5, 0.7];
  const share = before === after ? 0 : (focused - before) / (after - before);
  return [au + (bu - au) * share, av + (bv - av) * share];
}

/** @param {number} from @param {number} to */
function range(from, to) {
  const step = to > from ? 1 : -1;
  return Array.from({ length: Math.abs(to - from) }, (_, n) => from + n * step);
}

function drawLens() {
  const shown = known.lens && focused >= 0 && image.naturalWidth > 0;
  lens.hidden = !shown;
  if (!shown) return;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = lens.clientWidth * ratio;
  canvas.height = lens.clientHeight * ratio;
  const [w, h] = turned();
  const [u, v] = point();
  const scale = canvas.width / (w * LENS_SHARE);
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.translate(canvas.width / 2 - (u - 0.5) * w * scale, canvas.height / 2 - (v - 0.5) * h * scale);
  pen.filter = filter();
  pen.rotate((known.angle * Math.PI) / 180);
  pen.scale(scale, scale);
  pen.drawImage(image, -image.naturalWidth / 2, -image.naturalHeight / 2);
}

/** @param {number} u @param {number} v */
function place(u, v) {
  if (focused < 0) return;
  /** @param {number} share */
  const hold = (share) => Math.min(1, Math.max(0, share));
  known.points[focused] = [hold(u), hold(v)];
  remember();
  drawLens();
}

/** @param {number} factor */
function zoom(factor, x = 0, y = 0) {
  const next = Math.min(12, Math.max(1, view.zoom * factor));
  const grown = next / view.zoom;
  view.x = x - (x - view.x) * grown;
  view.y = y - (y - view.y) * grown;
  view.zoom = next;
  if (next === 1) view.x = view.y = 0;
  draw();
}

/** @type {Record<string, () => void>} */
const actions = {
  acercar: () => zoom(1.5),
  alejar: () => zoom(1 / 1.5),
  ajustar: () => zoom(0),
  girar: () => {
    known.angle = (known.angle + 90) % 360;
    known.points = {};
    Object.assign(view, { zoom: 1, x: 0, y: 0 });
    remember();
    draw();
  },
  lupa: () => {
    known.lens = !known.lens;
    changed();
  },
  contraste: () => {
    known.contrast = (known.contrast + 1) % CONTRASTS.length;
    changed();
  },
  invertir: () => {
    known.inverted = !known.inverted;
    changed();
  },
};

/** @param {number} x @param {number} y */
function move(x, y) {
  view.x += x * STEP_PX;
  view.y += y * STEP_PX;
  draw();
}

function changed() {
  remember();
  showStates();
  drawLens();
  draw();
}

function showStates() {
  const states = { lupa: known.lens, contraste: known.contrast > 0, invertir: known.inverted };
  for (const [name, state] of Object.entries(states)) {
    one(viewer, `[data-visor=${name}]`, HTMLElement).setAttribute("aria-pressed", String(state));
  }
}

/**
 * Position of a pointer from the middle of an element.
 * @param {MouseEvent} event
 * @param {Element} element
 * @returns {Point}
 */
function fromMiddle(event, element) {
  const box = element.getBoundingClientRect();
  return [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
}

/**
 * Calls `move` with every step of a drag, and `click` if there was none.
 * @param {HTMLElement} element
 * @param {(dx: number, dy: number) => void} move
 * @param {(event: PointerEvent) => void} click
 */
function onDrag(element, move, click) {
  element.addEventListener("pointerdown", (down) => {
    if (down.button !== 0) return;
    down.preventDefault();
    element.setPointerCapture(down.pointerId);
    let [x, y, moved] = [down.clientX, down.clientY, 0];
    /** @param {PointerEvent} event */
    const step = (event) => {
      move(event.clientX - x, event.clientY - y);
      moved += Math.abs(event.clientX - x) + Math.abs(event.clientY - y);
      [x, y] = [event.clientX, event.clientY];
    };
    /** @param {PointerEvent} event */
    const end = (event) => {
      element.removeEventListener("pointermove", step);
      if (event.type === "pointerup" && moved < 4) click(event);
    };
    element.addEventListener("pointermove", step);
    element.addEventListener("pointerup", end, { once: true });
    element.addEventListener("pointercancel", end, { once: true });
  });
}

function wire() {
  onDrag(
    stage,
    (dx, dy) => {
      view.x += dx;
      view.y += dy;
      draw();
    },
    (event) => {
      const [w, h] = turned();
      const [x, y] = fromMiddle(event, stage);
      const scale = fit() * view.zoom;
      place((x - view.x) / (w * scale) + 0.5, (y - view.y) / (h * scale) + 0.5);
    },
  );
  onDrag(
    lens,
    (dx, dy) => {
      const [w, h] = turned();
      const [u, v] = point();
      const shown = lens.clientWidth / LENS_SHARE;
      place(u - dx / shown, v - dy / ((shown * h) / w));
    },
    () => {},
  );
  stage.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, ...fromMiddle(event, stage));
    },
    { passive: false },
  );
  viewer.addEventListener("click", (event) => {
    const buttons = all(viewer, "[data-visor]", HTMLElement);
    const pressed = buttons.find((button) => button === event.target);
    if (pressed) actions[pressed.dataset.visor ?? ""]?.();
  });
}

/** @type {Record<string, () => void>} */
const KEYS = {
  r: actions.girar,
  f: actions.ajustar,
  l: actions.lupa,
  c: actions.contraste,
  i: actions.invertir,
  z: actions.acercar,
  x: actions.alejar,
  w: () => move(0, 1),
  s: () => move(0, -1),
  a: () => move(1, 0),
  d: () => move(-1, 0),
};
document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // Where words are typed, a letter is a letter.
    if (event.target instanceof Element && event.target.closest("[data-libre]")) return;
    const act = KEYS[event.key.toLowerCase()];
    if (act) {
      event.preventDefault();
      act();
    }
  },
  true,
);

/** @param {EventTarget | null} element */
function follow(element) {
  const at = orderOf(element);
  if (at >= 0 && at !== focused) {
    focused = at;
    draw();
  }
}

document.addEventListener("focusin", (event) => follow(event.target));

function start() {
  stage.classList.add("moved");
  showStates();
  follow(document.activeElement);
  draw();
  sizes.observe(stage);
}

function begin() {
  viewer = one(document, ".viewer", HTMLElement);
  stage = byId("visor", HTMLElement);
  image = byId("imagen", HTMLImageElement);
  lens = byId("lupa", HTMLElement);
  canvas = byId("lupa-imagen", HTMLCanvasElement);
  total = Number(viewer.dataset.campos);
  key = `prep-visor-${viewer.dataset.forma}`;
  known = read();
  view = { zoom: 1, x: 0, y: 0 };
  focused = -1;
  sizes.disconnect();
  wire();
  for (const part of all(document, ".with-script", HTMLElement)) part.hidden = false;
  if (image.complete && image.naturalWidth > 0) start();
  else image.addEventListener("load", start, { once: true });
}

document.addEventListener("acta", begin);
// The first field has its focus by then, whether or not anybody was told.
window.addEventListener("load", () => follow(document.activeElement));
begin();
