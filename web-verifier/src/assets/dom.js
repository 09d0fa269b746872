// Elements of the page by type, so that what a template lost is told at once and by name.

/**
 * @template {Element} T
 * @param {Element | null} found
 * @param {string} what
 * @param {new () => T} type
 * @returns {T}
 */
function sure(found, what, type) {
  if (!(found instanceof type)) throw new Error(`the page has no ${type.name} ${what}`);
  return found;
}

/**
 * The element with that id.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 */
export function byId(id, type) {
  return sure(document.getElementById(id), id, type);
}

/**
 * The first element that matches below `root`.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 */
export function one(root, selector, type) {
  return sure(root.querySelector(selector), selector, type);
}

/**
 * Every element that matches below `root`.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} type
 * @returns {T[]}
 */
export function all(root, selector, type) {
  return [...root.querySelectorAll(selector)].map((found) => sure(found, selector, type));
}

/**
 * The place in `list` of what an event happened to; -1 if it is none of them.
 * @param {readonly Element[]} list
 * @param {EventTarget | null} target
 */
export function placeOf(list, target) {
  return target instanceof Element ? list.indexOf(target) : -1;
}
