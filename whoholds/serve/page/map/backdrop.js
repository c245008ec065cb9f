// What lies behind the places: the basemap, finer close up, and towns for orientation.

/** @import { GeoJSONSource, Map as GlMap } from "maplibre-gl" */
/** @import { Located, Names } from "./features.js" */

import { getTowns, isAbort, PUBLISHED } from "../api.js";
import { EMPTY, loadBasemap } from "./basemap.js";
import { townPoints } from "./features.js";
import { TOWNS_FROM } from "./style.js";

const CLOSE_UP = 5; // from this zoom the finer basemap is worth its 3.7 MB

/** The backdrop of a map. */
export class Backdrop {
  #map;
  #names;
  /** @type {"50m" | "10m" | null} */
  #scale = null;
  #settled = false;
  /** @type {AbortController | null} */
  #asked = null;
  /** @type {Located[]} */
  #places = [];

  /** @param {GlMap} map @param {Names} names */
  constructor(map, names) {
    this.#map = map;
    this.#names = names;
    map.on("moveend", () => this.#look());
    // The finer basemap keeps the one worker busy for a while: the coarse one and the places first.
    this.#setBasemap("50m").then(() => map.once("idle", () => {
      this.#settled = true;
      this.#look();
    }));
  }

  /** The places on record, beside which no town is named. @param {Located[]} places */
  setPlaces(places) {
    this.#places = places;
    this.#look();
  }

  /** @param {Names} names */
  setNames(names) {
    this.#names = names;
    setData(this.#map, "towns", EMPTY);
    this.#look();
    if (this.#scale !== null) this.#setBasemap(this.#scale);
  }

  /** Fetch nothing more. */
  stop() {
    this.#asked?.abort();
    this.#settled = false;
  }

  #look() {
    if (!this.#settled) return;
    if (this.#map.getZoom() >= CLOSE_UP && this.#scale !== "10m") this.#setBasemap("10m");
    if (!PUBLISHED && this.#map.getZoom() >= TOWNS_FROM) this.#showTowns();
  }

  /** @param {"50m" | "10m"} scale */
  async #setBasemap(scale) {
    this.#scale = scale;
    const names = this.#names;
    try {
      const base = await loadBasemap(scale, names);
      if (this.#scale !== scale || this.#names !== names) return;
      setData(this.#map, "land", base.land);
      setData(this.#map, "borders", base.borders);
      setData(this.#map, "coast", base.coast);
      setData(this.#map, "labels", base.labels);
    } catch (error) {
      warn(error);
    }
  }

  /** Show the greatest towns in view, faintly, but none beside a place that is on record. */
  async #showTowns() {
    this.#asked?.abort();
    this.#asked = new AbortController();
    const bounds = this.#map.getBounds();
    const wrapped = (/** @type {number} */ lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
    try {
      const towns = await getTowns({
        west: wrapped(bounds.getWest()), south: Math.max(bounds.getSouth(), -90),
        east: wrapped(bounds.getEast()), north: Math.min(bounds.getNorth(), 90),
      }, this.#asked.signal);
      setData(this.#map, "towns", townPoints(towns, this.#places, this.#names));
    } catch (error) {
      if (!isAbort(error)) warn(error);
    }
  }
}

/** Give a source other data; a map that was taken down meanwhile has none. @param {GlMap} map @param {string} source @param {unknown} data */
export function setData(map, source, data) {
  /** @type {GeoJSONSource | undefined} */ (map.getSource(source))?.setData(/** @type {any} */ (data));
}

/** @param {unknown} error */
export function warn(error) {
  console.warn("map:", error instanceof Error ? error.message : error);
}
