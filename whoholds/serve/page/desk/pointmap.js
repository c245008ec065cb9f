// A small map: where the places of a claim stand, what else they may be, and a point to be set.

/** @import { Map as GlMap } from "maplibre-gl" */

import { EMPTY, loadBasemap } from "../map/basemap.js";
import { visible } from "../dom.js";
import { loadMapLibre } from "../vendor.js";
import { getTowns } from "./client.js";

const FONTS = ["sans-serif"];
const CLOSE = 8.5;
const SHORTEST = 40; // characters of a name on the map

/** The credit line of what the map shows, to stand under it. */
export const CREDIT = "Basemap: Natural Earth (public domain); towns: GeoNames (CC BY 4.0)";

/** @typedef {{ lat: number, lon: number, name: string, kind: "here" | "option" | "chosen", radius?: number | null }} Spot */

/** The map. `create` throws where WebGL 2 or the map's files are missing. */
export class PointMap {
  #map;
  /** @type {Spot[]} */
  #spots = [];
  #gone = false;

  /**
   * @param {HTMLElement} container
   * @param {(lat: number, lon: number) => void} [onPoint] called with a point that is clicked
   */
  static async create(container, onPoint) {
    if (document.createElement("canvas").getContext("webgl2") === null) throw new Error("This browser has no WebGL 2.");
    const gl = await loadMapLibre();
    const map = new gl.Map({
      container, style: styleOf(container), center: [38, 35], zoom: 4, maxZoom: 15, attributionControl: false,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, maplibreLogo: false, fadeDuration: 0,
    });
    map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
    map.getCanvas().setAttribute("aria-label", onPoint ? "Map: click where the place lies, or write its latitude and longitude" : "Map of the claim's places");
    await new Promise((resolve) => map.once("load", resolve));
    return new PointMap(map, container, onPoint);
  }

  /** @param {GlMap} map @param {HTMLElement} container @param {((lat: number, lon: number) => void) | undefined} onPoint */
  constructor(map, container, onPoint) {
    this.#map = map;
    map.on("moveend", () => this.#towns());
    if (onPoint) {
      map.getCanvas().style.cursor = "crosshair";
      map.on("click", (event) => onPoint(event.lngLat.lat, event.lngLat.wrap().lng));
    }
    loadBasemap("50m").then(({ land, borders }) => {
      if (this.#gone) return;
      source(map, "land").setData(land);
      source(map, "borders").setData(/** @type {any} */ (borders));
      container.dataset.ready = "true";
    }).catch((error) => console.warn("map:", error));
  }

  /** @param {Spot[]} spots @param {{ stay?: boolean }} [how] */
  show(spots, { stay = false } = {}) {
    this.#spots = spots;
    source(this.#map, "spots").setData(/** @type {any} */ ({
      type: "FeatureCollection",
      features: spots.map(({ lat, lon, name, kind }) => ({ type: "Feature", properties: { name: short(name), kind },
        geometry: { type: "Point", coordinates: [lon, lat] } })),
    }));
    if (stay || spots.length === 0) return;
    const main = spots.find((each) => each.kind !== "option") ?? spots[0];
    this.#map.jumpTo({ center: [main.lon, main.lat], zoom: main.radius && main.radius > 20_000 ? 6.5 : CLOSE });
  }

  resize() {
    this.#map.resize();
  }

  remove() {
    this.#gone = true;
    this.#map.remove();
  }

  async #towns() {
    if (this.#gone || this.#map.getZoom() < 6) return;
    const box = this.#map.getBounds();
    const bound = (/** @type {number} */ value, /** @type {number} */ most) => Math.max(-most, Math.min(most, value));
    const towns = await getTowns({ west: bound(box.getWest(), 180), east: bound(box.getEast(), 180),
      south: bound(box.getSouth(), 90), north: bound(box.getNorth(), 90) }).catch(() => null);
    if (towns === null || this.#gone) return;
    const taken = new Set(this.#spots.map((each) => each.name));
    source(this.#map, "towns").setData(/** @type {any} */ ({
      type: "FeatureCollection",
      features: towns.name.map((/** @type {string} */ name, /** @type {number} */ row) => ({ type: "Feature",
        properties: { name: short(name), people: towns.population[row] },
        geometry: { type: "Point", coordinates: [towns.lon[row], towns.lat[row]] } }))
        .filter((/** @type {any} */ each) => !taken.has(each.properties.name)),
    }));
  }
}

/** @param {GlMap} map @param {string} name @returns {import("maplibre-gl").GeoJSONSource} */
function source(map, name) {
  return /** @type {import("maplibre-gl").GeoJSONSource} */ (map.getSource(name));
}

/** @param {string} name */
function short(name) {
  const letters = Array.from(visible(name));
  return letters.length > SHORTEST ? `${letters.slice(0, SHORTEST - 1).join("")}…` : letters.join("");
}

/** @param {HTMLElement} container @returns {import("maplibre-gl").StyleSpecification} */
function styleOf(container) {
  /** @param {string} name */
  const colour = (name) => {
    container.style.color = `var(${name})`;
    const found = getComputedStyle(container).color;
    container.style.color = "";
    return found;
  };
  const data = /** @type {any} */ (EMPTY);
  const [ink, paper, faint] = [colour("--ink"), colour("--panel"), colour("--map-faint")];
  const halo = { "text-halo-color": colour("--land"), "text-halo-width": 1.4 };
  return {
    version: 8,
    sources: Object.fromEntries(["land", "borders", "towns", "spots"].map((name) => [name, { type: "geojson", data }])),
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--sea") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--land") } },
      { id: "borders", type: "line", source: "borders", paint: { "line-color": colour("--border"), "line-width": 1 } },
      { id: "towns", type: "symbol", source: "towns",
        layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 11, "symbol-sort-key": ["-", 0, ["get", "people"]] },
        paint: { "text-color": faint, ...halo } },
      { id: "spots", type: "circle", source: "spots", paint: {
        "circle-radius": ["match", ["get", "kind"], "option", 5, 7],
        "circle-color": ["match", ["get", "kind"], "chosen", colour("--against"), "option", paper, colour("--accent")],
        "circle-stroke-color": ink, "circle-stroke-width": 1.5 } },
      { id: "names", type: "symbol", source: "spots",
        layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 12.5, "text-anchor": "top", "text-offset": [0, 0.7] },
        paint: { "text-color": ink, ...halo } },
    ],
  };
}
