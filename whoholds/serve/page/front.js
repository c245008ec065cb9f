// The areas and the front line of the day, as the server infers them: asked for once a day has settled.

/** @import { GroundShape } from "whoholds-api" */

import { getGround, isAbort } from "./api.js";
import { isoOf } from "./days.js";

const WAIT = 350; // milliseconds without a further step of the slider before a day's areas are asked for
const KEPT = 12;

/** The areas of the day that is looked at; `onFront` gets them, and words where there are none. */
export class FrontLayer {
  #onFront;
  /** @type {AbortController | null} */
  #asked = null;
  #timer = 0;
  /** @type {string | null} */
  #wanted = null;
  /** @type {Map<string, GroundShape>} */
  #kept = new Map();

  /** @param {(front: GroundShape | null, words: string) => void} onFront */
  constructor(onFront) {
    this.#onFront = onFront;
  }

  /** Ask for the areas of a day, null for none. @param {number | null} day @param {number} position of the record */
  want(day, position) {
    const key = day === null ? null : `${position}/${day}`;
    if (key === this.#wanted) return;
    this.#wanted = key;
    this.#asked?.abort();
    clearTimeout(this.#timer);
    if (key === null || day === null) {
      this.#onFront(null, "");
      return;
    }
    const kept = this.#kept.get(key);
    if (kept !== undefined) this.#onFront(kept, "");
    else this.#timer = window.setTimeout(() => this.#fetch(key, isoOf(day), String(position)), WAIT);
  }

  /** @param {string} key @param {string} on @param {string} known */
  async #fetch(key, on, known) {
    const asked = new AbortController();
    this.#asked = asked;
    this.#onFront(null, "Working out the areas…");
    try {
      const front = await getGround(on, known, asked.signal);
      this.#kept.set(key, front);
      const oldest = this.#kept.keys().next().value;
      if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
      if (key === this.#wanted) this.#onFront(front, "");
    } catch (error) {
      if (isAbort(error) || key !== this.#wanted) return;
      this.#onFront(null, error instanceof Error ? error.message : String(error));
    }
  }
}
