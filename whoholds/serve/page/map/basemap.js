// The embedded basemap: Natural Earth countries (world-atlas TopoJSON), made into GeoJSON here.

/** @import { Names } from "./features.js" */

import { getBasemap } from "../api.js";
import { loadTopoJson } from "../vendor.js";

/** @typedef {[number, number][]} Line longitudes and latitudes */

/**
 * Fetch and unpack a basemap: "50m" to look at, "10m" close up.
 * @param {"50m" | "10m"} scale
 * @param {Names} [names]
 */
export async function loadBasemap(scale, names = "") {
  const topology = await getBasemap(scale);
  // Late, so that a page whose third-party files are missing still has its table.
  const { feature, mesh } = await loadTopoJson();
  const countries = topology.objects.countries;
  const land = feature(topology, countries);
  for (const country of land.features) unrollCountry(country.geometry);
  return {
    land,
    borders: lines(mesh(topology, countries, (a, b) => a !== b)),
    coast: lines(mesh(topology, countries, (a, b) => a === b)),
    labels: {
      type: "FeatureCollection",
      features: land.features.map((/** @type {any} */ country) => labelOf(country, names))
        .filter((/** @type {unknown} */ each) => each !== null),
    },
  };
}

export const EMPTY = { type: "FeatureCollection", features: [] };

/** @param {any} geometry */
function lines(geometry) {
  return {
    type: "Feature",
    properties: {},
    geometry: { ...geometry, coordinates: geometry.coordinates.map(unrolled) },
  };
}

// The file's outlines run on across the date line, where the longitude jumps from one end of the world
// to the other: drawn as they stand, they would leave a line right across it. The map takes longitudes
// beyond 180 degrees and shows them on the other side.

/** @param {any} geometry */
function unrollCountry(geometry) {
  if (geometry?.type === "Polygon") geometry.coordinates = unrolledPolygon(geometry.coordinates);
  if (geometry?.type === "MultiPolygon") geometry.coordinates = geometry.coordinates.map(unrolledPolygon);
}

/** @param {Line[]} rings */
function unrolledPolygon([outer, ...holes]) {
  const shell = closed(unrolled(outer));
  const west = Math.min(...shell.map(([x]) => x));
  return [shell, ...holes.map((hole) => {
    const ring = unrolled(hole);
    const turn = 360 * Math.ceil((west - Math.min(...ring.map(([x]) => x))) / 360);
    return turn === 0 ? ring : ring.map(([x, y]) => [x + turn, y]);
  })];
}

/**
 * The points with longitudes that run on where they jumped by the world's width.
 * @param {Line} points
 * @returns {Line}
 */
function unrolled(points) {
  let [turn, before] = [0, points[0]?.[0]];
  return points.map(([x, y]) => {
    if (Math.abs(x - before) > 180) turn += x < before ? 360 : -360;
    before = x;
    return [x + turn, y];
  });
}

/**
 * A ring that ended a turn further on goes once around a pole, and takes that in.
 * @param {Line} ring
 * @returns {Line}
 */
function closed(ring) {
  const [first, last] = [ring[0], ring[ring.length - 1]];
  if (Math.abs(last[0] - first[0]) < 180) return ring;
  const pole = last[1] < 0 ? -90 : 90;
  return [...ring, [last[0], pole], [first[0], pole], first];
}

/**
 * A point for a country's name: the middle of its largest part.
 * @param {any} country
 * @param {Names} names
 */
function labelOf(country, names) {
  const name = country.properties?.name;
  const { type, coordinates } = country.geometry ?? {};
  if (!name || !coordinates) return null;
  const rings = type === "Polygon" ? [coordinates[0]] : coordinates.map((/** @type {Line[]} */ part) => part[0]);
  let best = null;
  for (const ring of rings) {
    const middle = middleOf(ring);
    if (best === null || middle.area > best.area) best = middle;
  }
  if (best === null || best.area === 0) return null;
  const local = names === "" ? null : ownName(String(country.id ?? ""));
  return {
    type: "Feature",
    properties: { name: local === null ? name : names === "both" && local !== name ? `${name}\n${local}` : local, size: best.area },
    geometry: { type: "Point", coordinates: best.point },
  };
}

/**
 * A country's name in its own chief language, from the browser's data; null where it knows none.
 * @param {string} code the number of ISO 3166
 */
function ownName(code) {
  try {
    const region = new Intl.Locale(`und-${code.padStart(3, "0")}`).region;
    if (region === undefined || !/^[A-Z]{2}$/.test(region)) return null;
    const { language } = new Intl.Locale(`und-${region}`).maximize();
    const name = new Intl.DisplayNames([language], { type: "region", fallback: "none" }).of(region);
    return name ?? null;
  } catch {
    return null;
  }
}

/** @param {Line} ring @returns {{ area: number, point: [number, number] }} */
function middleOf(ring) {
  let [twice, x, y] = [0, 0, 0];
  for (let index = 0; index + 1 < ring.length; index += 1) {
    const [x0, y0] = ring[index];
    const [x1, y1] = ring[index + 1];
    const cross = x0 * y1 - x1 * y0;
    twice += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  if (twice === 0) return { area: 0, point: ring[0] };
  /** @type {[number, number]} */
  const point = [x / (3 * twice), y / (3 * twice)];
  return { area: Math.abs(twice / 2) * Math.cos((point[1] * Math.PI) / 180), point };
}
