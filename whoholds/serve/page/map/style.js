// The map's style: its sources and layers from below to above, in the colours of the style sheet.

/** @import { LayerSpecification, StyleSpecification, SourceSpecification } from "maplibre-gl" */

import { EMPTY } from "./basemap.js";

const FONTS = ["sans-serif"];
export const TOWNS_FROM = 6; // the zoom from which towns are shown for orientation

/** The colours of the map, as the style sheet has them. */
const NAMES = {
  sea: "--sea", land: "--land", coast: "--coast", border: "--border", faint: "--map-faint", ink: "--ink",
  paper: "--sign-paper", line: "--sign-ink", grey: "--sign-grey", panel: "--panel",
};

/** @typedef {Record<keyof typeof NAMES, string>} Colours */

/** @returns {Colours} */
export function colours() {
  // A variable that differs by scheme is resolved only where an element wears it.
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const found = Object.entries(NAMES).map(([name, variable]) => {
    probe.style.color = `var(${variable})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}

/**
 * Which layer takes which colour, to put them on anew when the scheme changes.
 * @type {[string, string, keyof Colours][]}
 */
export const COLOURED = [
  ["sea", "background-color", "sea"], ["land", "fill-color", "land"],
  ["coast", "line-color", "coast"], ["borders", "line-color", "border"],
  ["labels", "text-color", "faint"], ["labels", "text-halo-color", "land"],
  ["towns", "text-color", "faint"], ["towns", "text-halo-color", "land"],
  ["areas", "text-color", "faint"], ["areas", "text-halo-color", "land"],
  ["radius", "fill-color", "ink"], ["radius-line", "line-color", "ink"],
  ["selected", "circle-stroke-color", "ink"], ["names", "text-color", "ink"],
  ["names", "text-halo-color", "land"], ["front-unknown", "fill-color", "grey"],
  ["front-unsure", "fill-color", "land"], ["front-band", "fill-color", "ink"],
  ["front-casing", "line-color", "paper"], ["front-line", "line-color", "line"],
  ["siege", "circle-stroke-color", "ink"], ["event-count", "text-color", "ink"],
  ["event-count", "text-halo-color", "land"], ["event-cluster", "circle-color", "ink"],
  ["event-cluster-count", "text-color", "panel"],
];

/** The layers that are switched together. */
export const GROUPS = /** @type {const} */ ({
  front: ["front-area", "front-contested", "front-unknown", "front-unsure", "front-band", "front-casing", "front-line"],
  events: ["siege", "events", "event-count", "event-cluster", "event-cluster-count"],
  towns: ["towns"],
});

const STRETCH = /** @type {const} */ (["left", "right", "top", "bottom", "top-left", "top-right", "bottom-left", "bottom-right"]);

/**
 * @param {Colours} set
 * @param {string} tiles the address of tiles, empty for none
 * @returns {StyleSpecification}
 */
export function styleOf(set, tiles) {
  /** @param {Record<string, unknown>} [more] @returns {SourceSpecification} */
  const geojson = (more = {}) => ({ type: "geojson", data: /** @type {any} */ (EMPTY), ...more });
  return {
    version: 8,
    sources: {
      ...(tiles ? { tiles: { type: "raster", tiles: [tiles], tileSize: 256, maxzoom: 19 } } : {}),
      land: geojson({ tolerance: 0.2 }), borders: geojson({ tolerance: 0.2 }),
      coast: geojson({ tolerance: 0.2 }), labels: geojson(), areas: geojson(), towns: geojson(),
      ground: geojson(), front: geojson({ tolerance: 0.2 }), events: geojson(),
      places: geojson({ tolerance: 0 }), radius: geojson(),
    },
    layers: [...below(set, tiles), ...grounds(set), ...lines(set), ...labels(set), ...above(set)],
  };
}

/** @param {Colours} set @param {string} tiles @returns {LayerSpecification[]} */
function below(set, tiles) {
  return [
    { id: "sea", type: "background", paint: { "background-color": set.sea } },
    { id: "land", type: "fill", source: "land", paint: { "fill-color": set.land } },
    ...(tiles ? [/** @type {LayerSpecification} */ ({ id: "tiles", type: "raster", source: "tiles" })] : []),
  ];
}

/** @param {Colours} set @returns {LayerSpecification[]} */
function grounds(set) {
  return [
    { id: "front-area", type: "fill", source: "front", filter: ["all", ["==", ["get", "kind"], "area"], ["==", ["get", "state"], "held"]],
      paint: { "fill-color": ["coalesce", ["get", "colour"], set.grey], "fill-opacity": 0.26 } },
    { id: "front-unknown", type: "fill", source: "front", filter: ["all", ["==", ["get", "kind"], "area"], ["==", ["get", "state"], "unknown"]],
      paint: { "fill-color": set.grey, "fill-opacity": 0.16 } },
    { id: "front-contested", type: "fill", source: "front", filter: ["all", ["==", ["get", "kind"], "area"], ["==", ["get", "state"], "contested"]],
      paint: { "fill-pattern": "hatch" } },
    { id: "front-unsure", type: "fill", source: "front", filter: ["==", ["get", "kind"], "unsure"],
      paint: { "fill-color": set.land, "fill-opacity": 0.4 } },
    { id: "ground", type: "fill", source: "ground", filter: ["==", ["get", "state"], "held"],
      paint: { "fill-color": ["coalesce", ["get", "colour"], set.grey], "fill-opacity": 0.3 } },
    { id: "ground-contested", type: "fill", source: "ground",
      filter: ["==", ["get", "state"], "contested"], paint: { "fill-pattern": "hatch" } },
    { id: "ground-edge", type: "line", source: "ground", layout: { "line-join": "round" },
      paint: { "line-color": ["coalesce", ["get", "colour"], set.grey], "line-width": 1.2, "line-opacity": 0.8 } },
  ];
}

/** @param {Colours} set @returns {LayerSpecification[]} */
function lines(set) {
  return [
    { id: "coast", type: "line", source: "coast", paint: { "line-color": set.coast, "line-width": 0.8 } },
    { id: "borders", type: "line", source: "borders", layout: { "line-join": "round" },
      paint: { "line-color": set.border, "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.6, 8, 1.6],
        "line-dasharray": [4, 2] } },
    { id: "front-band", type: "fill", source: "front", filter: ["==", ["get", "kind"], "band"],
      paint: { "fill-color": set.ink, "fill-opacity": 0.12 } },
    { id: "front-casing", type: "line", source: "front", filter: ["==", ["get", "kind"], "front"],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": set.paper, "line-width": 5, "line-opacity": 0.85 } },
    { id: "front-line", type: "line", source: "front", filter: ["==", ["get", "kind"], "front"],
      layout: { "line-join": "round", "line-cap": "round" },
      paint: { "line-color": set.line, "line-width": 2.2 } },
  ];
}

/** @param {Colours} set @returns {LayerSpecification[]} */
function labels(set) {
  const halo = { "text-halo-color": set.land, "text-halo-width": 1.2 };
  return [
    { id: "labels", type: "symbol", source: "labels", maxzoom: 9,
      layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 11.5,
        "text-transform": "uppercase", "text-letter-spacing": 0.14, "text-max-width": 7,
        "symbol-sort-key": ["-", 0, ["get", "size"]] },
      paint: { "text-color": set.faint, "text-halo-color": set.land, "text-halo-width": 1 } },
    { id: "areas", type: "symbol", source: "areas", minzoom: 5,
      layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 13,
        "text-letter-spacing": 0.08, "symbol-sort-key": ["-", 0, ["get", "claims"]] },
      paint: { "text-color": set.faint, ...halo } },
    { id: "towns", type: "symbol", source: "towns", minzoom: TOWNS_FROM,
      layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 11.5,
        "icon-image": "town", "text-anchor": "left", "text-offset": [0.45, 0],
        "icon-optional": false, "symbol-sort-key": ["-", 0, ["get", "population"]] },
      paint: { "text-color": set.faint, ...halo } },
  ];
}

/** @param {Colours} set @returns {LayerSpecification[]} */
function above(set) {
  /** @type {["!=", ["get", string], number]} */
  const cluster = ["!=", ["get", "places"], 1];
  return [
    { id: "radius", type: "fill", source: "radius", paint: { "fill-color": set.ink, "fill-opacity": 0.05 } },
    { id: "radius-line", type: "line", source: "radius",
      paint: { "line-color": set.ink, "line-width": 1, "line-dasharray": [3, 3], "line-opacity": 0.45 } },
    { id: "siege", type: "circle", source: "events", filter: ["all", ["get", "siege"], ["!", cluster]],
      paint: { "circle-radius": 19, "circle-opacity": 0, "circle-stroke-width": 3, "circle-stroke-color": set.ink,
        "circle-stroke-opacity": 0.55 } },
    { id: "selected", type: "circle", source: "places",
      paint: { "circle-radius": 15, "circle-opacity": 0, "circle-stroke-width": 2.5,
        "circle-stroke-color": set.ink,
        "circle-stroke-opacity": ["case", ["boolean", ["feature-state", "selected"], false], 0.9, 0] } },
    { id: "names", type: "symbol", source: "places", filter: [">=", ["zoom"], ["get", "from"]],
      layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 12.5,
        "text-variable-anchor": [...STRETCH], "text-radial-offset": 1.15,
        "text-justify": "auto", "text-padding": 1, "text-max-width": 12,
        "symbol-sort-key": ["-", 0, ["get", "claims"]] },
      paint: { "text-color": set.ink, "text-halo-color": set.land, "text-halo-width": 1.6,
        "text-opacity": ["case", ["==", ["coalesce", ["feature-state", "code"], 0], HIDDEN], 0, 1] } },
    { id: "hit", type: "circle", source: "places", paint: { "circle-radius": 8, "circle-opacity": 0 } },
    { id: "event-cluster", type: "circle", source: "events", filter: cluster,
      paint: { "circle-color": set.ink, "circle-opacity": 0.82,
        "circle-radius": ["interpolate", ["linear"], ["get", "count"], 2, 10, 50, 16, 500, 24] } },
    { id: "event-cluster-count", type: "symbol", source: "events", filter: cluster,
      layout: { "text-field": ["to-string", ["get", "count"]], "text-font": FONTS, "text-size": 11.5,
        "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": set.panel } },
    { id: "events", type: "symbol", source: "events", filter: ["!", cluster],
      layout: { "icon-image": ["concat", "event:", ["get", "event"]], "icon-offset": [15, -15],
        "icon-allow-overlap": true, "icon-ignore-placement": true, "icon-size": 0.8 } },
    { id: "event-count", type: "symbol", source: "events", filter: ["all", ["!", cluster], [">", ["get", "count"], 1]],
      layout: { "text-field": ["to-string", ["get", "count"]], "text-font": FONTS, "text-size": 11,
        "text-anchor": "left", "text-offset": [2, -1.15], "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": set.ink, "text-halo-color": set.land, "text-halo-width": 1.6 } },
  ];
}

/** The code of a place that the filter leaves out. */
export const HIDDEN = -9;

/**
 * The layer that draws one code's sign.
 * @param {number} code
 * @param {boolean} crowded whether there are very many places
 * @returns {LayerSpecification}
 */
export function signLayer(code, crowded) {
  const scale = crowded ? 0.5 : 1;
  // The unknown keep their size in a crowd: a smaller ring would not be found.
  const [far, near, close] = code === 0 ? [0.6, 0.65, 0.8] : [0.72 * scale, 0.95 * scale, 1.2];
  return {
    id: `sign:${code}`,
    type: "symbol",
    source: "places",
    filter: ["in", `,${code},`, ["get", "codes"]],
    layout: {
      "icon-image": `sign:${code}`,
      "icon-size": ["interpolate", ["linear"], ["zoom"], 3, far, 8, near, 12, close],
      "icon-allow-overlap": true,
      "icon-padding": 0,
    },
    paint: {
      "icon-opacity": ["case", ["==", ["coalesce", ["feature-state", "code"], HIDDEN], code], 1, 0],
    },
  };
}
