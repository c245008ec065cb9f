// The places' signs: a layer a state and side, switched by feature-state as the day moves.

/** @import { Map as GlMap } from "maplibre-gl" */
/** @import { Timeline } from "../timeline.js" */
/** @import { Located, LonLat } from "./features.js" */

import { image } from "../symbols.js";
import { colours, HIDDEN, signLayer } from "./style.js";

const CROWD = 2000; // with more places than this, signs seen from afar are smaller

/** The signs of a map; its container's `data-day` tells which day is on the screen. */
export class Signs {
  #map;
  /** @type {Timeline | null} */
  #timeline = null;
  /** @type {Located[]} */
  #located = [];
  /** @type {Map<number, LonLat>} */
  #at = new Map();
  /** @type {Map<number, number>} the code that each place's sign shows */
  #shown = new Map();
  /** @type {number | null} */
  #day = null;
  /** @type {{ side: number | null, least: number }} */
  #filter = { side: null, least: 0 };

  /** @param {GlMap} map */
  constructor(map) {
    this.#map = map;
  }

  /** Draw the signs of a picture's places. @param {Timeline} timeline @param {Located[]} located @param {Map<number, LonLat>} at */
  setTimeline(timeline, located, at) {
    [this.#timeline, this.#located, this.#at] = [timeline, located, at];
    this.#shown = new Map();
    const map = this.#map;
    map.removeFeatureState({ source: "places" });
    for (const layer of map.getStyle().layers) {
      if (layer.id.startsWith("sign:")) map.removeLayer(layer.id);
    }
    /** @type {Set<number>} */
    const codes = new Set([0]);
    for (const place of located) for (const code of timeline.codesOf(place.index)) codes.add(code);
    const set = colours();
    for (const code of [...codes].sort((a, b) => a - b)) {
      setImage(map, `sign:${code}`, image(code, timeline.sides, set));
      // Above the names, which keep clear of what is placed before them.
      map.addLayer(signLayer(code, located.length > CROWD), "hit");
    }
    const day = this.#day;
    this.#day = null;
    if (day !== null) this.setDay(day);
  }

  /** Show the states of a day. @param {number} day */
  setDay(day) {
    const before = this.#day;
    this.#day = day;
    const timeline = this.#timeline;
    if (timeline === null) return;
    // From one day to another only those places are looked at of which a period begins or ends between.
    const touched = before === null ? this.#located.map((place) => place.index) : timeline.touchedBetween(before, day);
    for (const index of touched) this.#mark(timeline, index, day);
    this.#tell(day);
  }

  /** Leave out places of other sides, and those less sure. @param {number | null} side @param {number} least */
  setFilter(side, least) {
    if (this.#filter.side === side && this.#filter.least === least) return;
    this.#filter = { side, least };
    const { day, timeline } = { day: this.#day, timeline: this.#timeline };
    if (day === null || timeline === null) return;
    for (const place of this.#located) this.#mark(timeline, place.index, day);
    this.#tell(day);
  }

  /** Whether the filter leaves a place (by index) out. @param {number} index */
  hides(index) {
    return this.#shown.get(index) === HIDDEN;
  }

  /** @param {Timeline} timeline @param {number} index @param {number} day */
  #mark(timeline, index, day) {
    if (!this.#at.has(index)) return;
    const { side, least } = this.#filter;
    let code = timeline.codeAt(index, day);
    if (side !== null && (code <= 0 || (code - 1) >> 1 !== side)) code = HIDDEN;
    if (least > 0 && timeline.at(index, day).confidence < least) code = HIDDEN;
    if (this.#shown.get(index) === code) return;
    this.#shown.set(index, code);
    this.#map.setFeatureState({ source: "places", id: index }, { code });
  }

  /** @param {number} day */
  #tell(day) {
    const map = this.#map;
    const tell = () => {
      if (this.#day !== day) return;
      if (map.isSourceLoaded("places")) map.getContainer().dataset.day = String(day);
      else map.once("render", tell);
    };
    map.once("render", tell);
    map.triggerRepaint();
  }
}

/** Put an image in the place of the one of its name. @param {GlMap} map @param {string} name @param {ImageData} pixels */
export function setImage(map, name, pixels) {
  if (map.hasImage(name)) map.removeImage(name);
  map.addImage(name, pixels, { pixelRatio: 2 });
}
