// The switch for areas: none, or those of a mapmaker whose maps are on record, by the day shown.

/** @import { AreasShape, MapShape } from "whoholds-api" */

import { getAreas, getMaps, isAbort } from "./api.js";
import { dayOf } from "./days.js";
import { el, fill } from "./dom.js";

/** The choice of whose areas are shown; calls `onSource` with a mapmaker's name, or null for none. */
export class GroundChoice {
  #select;
  /** @type {MapShape[]} */
  #maps = [];
  /** @type {string | null | undefined} an identifier, null for none, undefined before anything was asked for */
  #shown = undefined;
  /** @type {AbortController | null} */
  #asked = null;
  /** @type {string | null} */
  #known = null;

  /** @param {HTMLSelectElement} select @param {(source: string | null) => void} onSource */
  constructor(select, onSource) {
    this.#select = select;
    select.addEventListener("change", () => onSource(select.value === "" ? null : select.value));
  }

  /**
   * Ask which maps are on record, as known then; without any the switch is not there.
   * @param {string | null} known
   * @param {string | null} source
   */
  async load(known, source) {
    this.#known = known;
    this.#shown = undefined;
    try {
      this.#maps = (await getMaps(known)).maps;
    } catch {
      this.#maps = []; // the places can be looked at without them
    }
    const sources = [...new Set(this.#maps.map((map) => map.source))].sort();
    fill(this.#select, el("option", { value: "" }, "none"),
      sources.map((name) => el("option", { value: name }, name)));
    this.setSource(source);
    const label = this.#select.closest("label");
    if (label !== null) label.hidden = sources.length === 0;
  }

  /** @param {string | null} source */
  setSource(source) {
    this.#select.value = source ?? "";
  }

  /**
   * The areas of a source on a day: those of its newest map up to it, null where it has none.
   * Undefined where they are the ones that were given last, or where another was asked for meanwhile.
   * @param {string | null} source
   * @param {number} day
   * @returns {Promise<AreasShape | null | undefined>}
   */
  async on(source, day) {
    const map = this.#newest(source, day);
    const id = map === null ? null : map.id;
    if (id === this.#shown) return undefined;
    this.#asked?.abort();
    this.#shown = id;
    if (id === null) return null;
    this.#asked = new AbortController();
    try {
      return await getAreas(id, this.#known, this.#asked.signal);
    } catch (error) {
      if (isAbort(error)) return undefined;
      this.#shown = undefined;
      throw error;
    }
  }

  /** @param {string | null} source @param {number} day @returns {MapShape | null} */
  #newest(source, day) {
    // They come earliest first.
    return this.#maps.findLast((map) => map.source === source && (dayOf(map.day) ?? Infinity) <= day) ?? null;
  }
}
