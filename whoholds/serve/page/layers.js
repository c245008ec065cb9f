// Which layers the map shows, whose word counts, in which script names are, in which scheme all is drawn.

/** @import { Name, ViewState } from "./state.js" */

import { el, fill } from "./dom.js";

/** The layers that can be switched, and whether each is shown at first. */
export const SWITCHES = /** @type {const} */ ([
  ["front", "Areas and front line (inferred)", false],
  ["events", "Events", true],
  ["towns", "Other towns", true],
]);

/** @typedef {typeof SWITCHES[number][0]} Switch */

const WORDS = [["", "likeliest, by all evidence"], ["claimed", "claimed: whoever last said so"],
  ["confirmed", "confirmed: not by its own word alone"]];
const SPANS = [["1", "this day"], ["", "7 days"], ["30", "30 days"], ["90", "90 days"]];
const SCRIPTS = [["", "in English"], ["local", "in the local script"], ["both", "in both"]];
const SCHEMES = [["", "as this device"], ["light", "light"], ["dark", "dark"]];

/**
 * Whether a layer is shown: as the address says, or as at first.
 * @param {ViewState} view
 * @param {Switch} layer
 */
export function isShown(view, layer) {
  const at = SWITCHES.find(([name]) => name === layer)?.[2] ?? false;
  const listed = (view.get(at ? "hide" : "show") ?? "").split(",").includes(layer);
  return at ? !listed : listed;
}

/** The last days whose events are shown. @param {ViewState} view */
export function eventDays(view) {
  const days = Number(view.get("events") ?? 7);
  return Number.isInteger(days) && days >= 1 && days <= 366 ? days : 7;
}

/** The controls of the layers. `areas` is the choice of a mapmaker (ground.js). */
export class LayersPanel {
  #view;
  #boxes;
  #selects;
  #note;

  /** @param {HTMLElement} body @param {HTMLElement} areas @param {ViewState} view */
  constructor(body, areas, view) {
    this.#view = view;
    this.#boxes = SWITCHES.map(([name, words]) => {
      const box = el("input", { type: "checkbox", id: `show-${name}`, on: { change: () => { this.#switch(name, box.checked); } } });
      return { name, box, line: el("label", { class: "switch", for: `show-${name}` }, box, " ", words) };
    });
    this.#selects = /** @type {[Name, HTMLSelectElement][]} */ ([
      ["layer", choice("who-holds", WORDS)], ["events", choice("event-days", SPANS)],
      ["names", choice("names", SCRIPTS)], ["scheme", choice("scheme", SCHEMES)],
    ]);
    for (const [name, select] of this.#selects) {
      select.addEventListener("change", () => view.set({ [name]: select.value || null }));
    }
    this.#note = el("p", { class: "quiet", id: "front-note", role: "status" });
    const [who, days, names, scheme] = this.#selects.map(([, select]) => select);
    const field = (/** @type {string} */ words, /** @type {HTMLSelectElement} */ select) =>
      el("p", { class: "field" }, el("label", { for: select.id }, words), select);
    fill(body, field("Who holds it", who), this.#boxes.map(({ line }) => line), this.#note,
      field("Events of", days), areas, field("Names", names), field("Scheme", scheme));
    this.show();
  }

  /** Show what the address says. */
  show() {
    for (const { name, box } of this.#boxes) box.checked = isShown(this.#view, name);
    for (const [name, select] of this.#selects) {
      const value = this.#view.get(name) ?? "";
      select.value = [...select.options].some((each) => each.value === value) ? value : "";
    }
  }

  /** Say why the areas are not there, or nothing. @param {string} words */
  note(words) {
    this.#note.textContent = words;
  }

  /** @param {Switch} name @param {boolean} on */
  #switch(name, on) {
    const at = SWITCHES.find(([each]) => each === name)?.[2] ?? false;
    const key = at ? "hide" : "show";
    const others = (this.#view.get(key) ?? "").split(",").filter((each) => each !== "" && each !== name);
    this.#view.set({ [key]: (on === at ? others : [...others, name]).join(",") || null });
  }
}

/** @param {string} id @param {string[][]} rows */
function choice(id, rows) {
  return el("select", { id }, rows.map(([value, words]) => el("option", { value }, words)));
}
