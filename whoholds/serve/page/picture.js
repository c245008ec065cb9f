// What is known as of one position of the record: who holds what, by which layer, and what happened.

/** @import { Layer } from "./api.js" */

import { getControl, getHappenings, getLayer } from "./api.js";
import { Happenings } from "./happenings.js";
import { Timeline } from "./timeline.js";

/** One state of knowledge; its layers and events are fetched when they are first wanted. */
export class Picture {
  /** @type {Map<Layer, Promise<Timeline>>} */
  #layers = new Map();
  /** @type {Promise<Happenings> | null} */
  #happenings = null;

  /** @param {string | null} known */
  static async load(known) {
    return new Picture(known, await getControl(known));
  }

  /** @param {string | null} known @param {import("whoholds-api").ControlShape} control */
  constructor(known, control) {
    this.known = known;
    this.position = control.position;
    this.timeline = new Timeline(control);
  }

  /** The timeline by a layer; that of the likeliest holder for null. @param {string | null} name */
  layer(name) {
    if (name !== "claimed" && name !== "confirmed") return Promise.resolve(this.timeline);
    const kept = this.#layers.get(name);
    if (kept !== undefined) return kept;
    const made = this.#load(name);
    this.#layers.set(name, made);
    made.catch(() => this.#layers.delete(name));
    return made;
  }

  /** What happened. */
  happenings() {
    // Of this position, even if the record grows meanwhile: the rows name places by their index.
    this.#happenings ??= getHappenings(String(this.position)).then((shape) => new Happenings(shape));
    this.#happenings.catch(() => { this.#happenings = null; });
    return this.#happenings;
  }

  /** @param {Layer} name */
  async #load(name) {
    const layer = await getLayer(name, String(this.position));
    if (layer.places !== this.timeline.places.length) {
      throw new Error("The record has grown meanwhile; load the page again.");
    }
    return this.timeline.withPeriods(layer.periods);
  }
}
