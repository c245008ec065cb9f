// Elements out of data. Everything a report says goes in as text: nothing here parses HTML.

/**
 * Make an element. `props`: `class`, `on` (event to handler), `data` (dataset), else attributes;
 * null, undefined and false leave an attribute out. Children are nodes or strings, null is left out.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  assign(node, props);
  append(node, children);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** Make an SVG element, in the manner of `el`. */
export function svg(tag, props = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  assign(node, props);
  append(node, children);
  return node;
}

/** Show words of a report or a name from one: isolated, so that their direction cannot leak out. */
export function said(...children) {
  return el("bdi", { dir: "auto" }, children);
}

/** Replace all children of `node`. */
export function fill(node, ...children) {
  node.replaceChildren();
  append(node, children);
}

function assign(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.setAttribute("class", value);
    else if (name === "on") {
      for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    } else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(visible(String(child))));
  }
}

/** Make direction overrides visible: no honest report needs them, and they turn words around. */
export function visible(text) {
  return text.replace(/[\u202d\u202e]/g, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase()}⟩`);
}

/** Return the address if a browser may follow it safely (http and https), else null. */
export function safeLink(address) {
  if (typeof address !== "string") return null;
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
