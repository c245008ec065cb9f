// The third-party modules, brought by build_hook.py: fetched when first needed, typed by their packages.

// In variables, so that the type checker takes the packages' types and does not check their code.
const MAPLIBRE = "./vendor/maplibre-gl/maplibre-gl.mjs";
const TOPOJSON = "./vendor/topojson-client/index.js";

/** Where the script lies that shapes right-to-left names in the map's worker. */
export const RTL_SCRIPT = new URL("./vendor/rtl-text/mapbox-gl-rtl-text.js", import.meta.url).href;

/** @typedef {Record<string, any> & { type: string }} Shape a GeoJSON object */

/**
 * What the page uses of topojson-client.
 * @typedef {object} TopoJson
 * @property {(topology: unknown, object: unknown) => any} feature
 * @property {(topology: unknown, object: unknown, filter: (a: unknown, b: unknown) => boolean) => any} mesh
 */

/** @returns {Promise<typeof import("maplibre-gl")>} */
export function loadMapLibre() {
  return import(MAPLIBRE);
}

/** @returns {Promise<TopoJson>} */
export function loadTopoJson() {
  return import(TOPOJSON);
}
