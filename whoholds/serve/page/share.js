// Share and export: a link that shows the same view, a frame for other pages, files of what is in view.

/** @import { Query } from "./api.js" */
/** @import { ViewState } from "./state.js" */

import { addressOf, PUBLISHED } from "./api.js";
import { byId, el, fill } from "./dom.js";

const FILES = [["geojson", "GeoJSON"], ["csv", "CSV"], ["kml", "KML"]];

/**
 * What is shared: `query` is what an export is asked for with, `title` names the frame, `draw` draws the
 * picture, null where there is no map.
 * @typedef {{ query: () => Query, title: () => string, draw: () => Promise<Blob> | null }} Shared
 */

/** The dialog. */
export class ShareDialog {
  #view;
  #shared;
  #dialog = /** @type {HTMLDialogElement} */ (byId("share"));

  /** @param {ViewState} view @param {Shared} shared */
  constructor(view, shared) {
    this.#view = view;
    this.#shared = shared;
    this.#dialog.addEventListener("click", (event) => { if (event.target === this.#dialog) this.#dialog.close(); });
  }

  /** Open the dialog on the view as it is. */
  show() {
    const link = this.#view.link();
    const title = this.#shared.title();
    const frame = `<iframe src="${escaped(this.#view.link({ embed: "1" }))}" title="${escaped(title)}" width="100%" height="520" loading="lazy"></iframe>`;
    const told = el("p", { class: "quiet", role: "status" });
    const copied = (/** @type {string} */ text) => async () => {
      try {
        await navigator.clipboard.writeText(text);
        told.textContent = "Copied.";
      } catch {
        told.textContent = "This browser does not let a page copy: select the text and copy it.";
      }
    };
    fill(this.#dialog,
      el("button", { type: "button", class: "close", "aria-label": "Close", on: { click: () => this.#dialog.close() } }, "×"),
      el("article", {},
        el("h2", {}, "Share this view"),
        el("p", { class: "field" }, el("label", { for: "share-link" }, "Link"),
          el("input", { id: "share-link", readonly: true, value: link }),
          el("button", { type: "button", on: { click: copied(link) } }, "Copy")),
        el("p", { class: "field" }, el("label", { for: "share-frame" }, "Frame for a page"),
          el("textarea", { id: "share-frame", readonly: true, rows: 3 }, frame),
          el("button", { type: "button", on: { click: copied(frame) } }, "Copy")),
        PUBLISHED ? null : el("p", { class: "quiet" }, "Others see it in a frame only where the server's settings allow their page."),
        el("h2", {}, "Take what is in view along"),
        el("ul", { class: "exports" },
          PUBLISHED ? null : FILES.map(([format, name]) => el("li", {}, el("a", {
            href: addressOf(`export/${format}`, this.#shared.query()), download: true }, name))),
          el("li", {}, el("button", { type: "button", class: "link", id: "share-picture",
            on: { click: () => this.#picture(told) } }, "PNG, with legend and credits"))),
        el("p", { class: "quiet" }, "Every file names its sources and as known when it holds."),
        told));
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** @param {HTMLElement} told */
  async #picture(told) {
    const drawn = this.#shared.draw();
    if (drawn === null) {
      told.textContent = "The map is not drawn here: there is no picture to take.";
      return;
    }
    try {
      const address = URL.createObjectURL(await drawn);
      el("a", { href: address, download: `${this.#shared.title().replace(/[^\p{L}\p{N}]+/gu, "-")}.png` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      told.textContent = "The picture is among the downloads.";
    } catch (error) {
      told.textContent = error instanceof Error ? error.message : String(error);
    }
  }
}

/** @param {string} words */
function escaped(words) {
  return words.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
