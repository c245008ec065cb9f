// Elements out of data. Everything a report says goes in as text: nothing here parses HTML.

/** @typedef {Node | string | number | null | undefined | false | Child[]} Child */

/**
 * What an element is made with: `class`, `on` (event to handler), `data` (dataset), else attributes.
 * @typedef {{ class?: string | null, on?: Record<string, (event: any) => unknown>,
 *   data?: Record<string, string>, [name: string]: unknown }} Props
 */

/**
 * Make an element. `props`: `class`, `on` (event to handler), `data` (dataset), else attributes;
 * null, undefined and false leave an attribute out. Children are nodes or strings, null is left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props} props
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  assign(node, props);
  append(node, children);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an SVG element, in the manner of `el`.
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props} props
 * @param {Child[]} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  assign(node, props);
  append(node, children);
  return node;
}

/**
 * Show words of a report or a name from one: isolated, so that their direction cannot leak out.
 * @param {Child[]} children
 */
export function said(...children) {
  return el("bdi", { dir: "auto" }, children);
}

/**
 * Replace all children of `node`.
 * @param {Element} node
 * @param {Child[]} children
 */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

/**
 * @param {HTMLElement | SVGElement} node
 * @param {Props} props
 */
function assign(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.setAttribute("class", String(value));
    else if (name === "on") {
      for (const [event, handler] of Object.entries(props.on ?? {})) node.addEventListener(event, handler);
    } else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * @param {Element} node
 * @param {Child[]} children
 */
function append(node, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) append(node, child);
    else node.append(child instanceof Node ? child : document.createTextNode(visible(String(child))));
  }
}

/**
 * Make direction overrides visible: no honest report needs them, and they turn words around.
 * @param {string} text
 */
export function visible(text) {
  return text.replace(/[\u202d\u202e]/g, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase()}⟩`);
}

/**
 * Return the address if a browser may follow it safely (http and https), else null.
 * @param {unknown} address
 */
export function safeLink(address) {
  if (typeof address !== "string") return null;
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * The element of the page with an identifier.
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no element ${id}.`);
  return found;
}
