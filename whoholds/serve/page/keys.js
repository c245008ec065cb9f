// One key each: steps, layers, search, help. They can be switched off, since some people's tools send letters.

import { byId, el, fill } from "./dom.js";

const KEPT = "whoholds-keys"; // where the browser keeps whether they are off

/** @typedef {[string, string, () => void]} Key the key, what it does in words, and the doing */

/** Let keys work, and show them in a dialog. */
export class Keys {
  #keys;
  #dialog = /** @type {HTMLDialogElement} */ (byId("help"));
  #on = stored() !== "off";

  /** @param {Key[]} keys */
  constructor(keys) {
    this.#keys = keys;
    const box = el("input", { type: "checkbox", id: "keys-on", checked: this.#on, on: { change: () => { this.#switch(box.checked); } } });
    fill(this.#dialog,
      el("button", { type: "button", class: "close", "aria-label": "Close the help", on: { click: () => this.#dialog.close() } }, "×"),
      el("article", {},
        el("h2", {}, "Keys"),
        el("dl", { class: "keys" }, [...keys, ["Esc", "close what is open"]].map(([key, words]) =>
          [el("dt", {}, el("kbd", {}, key)), el("dd", {}, String(words))])),
        el("p", {}, el("label", { for: "keys-on" }, box, " These keys work")),
        el("p", { class: "quiet" }, "Tab goes to every control. On the day, the arrow keys step by a day, Page Up and Page Down by more, Home and End to its ends. On the map, the arrow keys move it, plus and minus zoom. The table lists the same places as the map.")));
    document.addEventListener("keydown", (event) => this.#press(event));
    this.#dialog.addEventListener("click", (event) => { if (event.target === this.#dialog) this.#dialog.close(); });
  }

  /** Open the dialog. */
  show() {
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (!this.#on || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const at = event.target;
    if (at instanceof HTMLElement && (at.isContentEditable || at.matches("textarea, select, input:not([type=range]):not([type=checkbox])"))) return;
    const found = this.#keys.find(([key]) => key === event.key);
    if (found === undefined) return;
    event.preventDefault();
    found[2]();
  }

  /** @param {boolean} on */
  #switch(on) {
    this.#on = on;
    try {
      localStorage.setItem(KEPT, on ? "on" : "off");
    } catch {
      // The browser keeps nothing: it holds for this page.
    }
  }
}

function stored() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
