// From the places of a picture to what the map draws: points, circles, names, and the box to begin with.

/** @import { TownsShape } from "whoholds-api" */
/** @import { Place, Timeline } from "../timeline.js" */

import { visible } from "../dom.js";

const BESIDE = 0.03; // degrees, about 3 km: a town so near to a place on record is that place
const LONGEST_NAME = 40; // characters of a name on the map
const LEAST_RADIUS = 300; // smaller circles hide under the sign, in metres
const CROWD = 2000; // with more places than this, some are named close up only
const EVERY_NAME = 12; // the zoom from which all are
const NAME_WIDTH = 120; // pixels
const METRES = 111_195; // of a degree of latitude

/** @typedef {"" | "local" | "both"} Names which names are shown: English, those of the country, both */
/** @typedef {[number, number]} LonLat */
/** @typedef {Place & { lat: number, lon: number }} Located */

/** @param {unknown} geometry @param {Record<string, unknown>} properties @param {number} [id] */
export function feature(geometry, properties, id = undefined) {
  return { type: "Feature", ...(id === undefined ? {} : { id }), properties, geometry };
}

/** @param {unknown[]} features */
export function collection(features) {
  return { type: "FeatureCollection", features };
}

/** @param {LonLat} coordinates */
export function point(coordinates) {
  return { type: "Point", coordinates };
}

/**
 * Whether a place belongs on the map: provinces and countries are areas, not points to be held.
 * @param {Place} place
 * @returns {place is Located}
 */
export function drawn(place) {
  const sign = place.kind === "site" || place.kind === "settlement" || place.rows.length > 0;
  return sign && place.lat !== null && place.lon !== null;
}

/**
 * Where the sign of each place stands, by index. A place known only by its anchor would lie on the
 * anchor's own sign: it is put on the edge of its circle, the next one there a step further round.
 * @param {Located[]} places
 */
export function spread(places) {
  /** @type {Map<string, number>} */
  const taken = new Map();
  /** @type {Map<number, LonLat>} */
  const at = new Map();
  const key = (/** @type {Located} */ { lat, lon }) => `${lat.toFixed(5)}/${lon.toFixed(5)}`;
  for (const place of places) {
    if (place.precision !== "anchored") taken.set(key(place), 0);
  }
  for (const place of places) {
    const others = taken.get(key(place));
    if (place.precision !== "anchored" || others === undefined || !((place.radius ?? 0) > 0)) {
      at.set(place.index, [place.lon, place.lat]);
      taken.set(key(place), others ?? 0);
      continue;
    }
    taken.set(key(place), others + 1);
    at.set(place.index, circle(place)[(16 + 11 * others) % 64]);
  }
  return at;
}

/** @param {Timeline} timeline @param {Located[]} places @param {Map<number, LonLat>} at @param {Names} names */
export function points(timeline, places, at, names) {
  const from = namedFrom(places);
  return collection(places.map((place) => feature(point(at.get(place.index) ?? [place.lon, place.lat]), {
    name: labelOf(place, names),
    claims: place.claims,
    from: from.get(place.index) ?? 0,
    codes: `,${[...timeline.codesOf(place.index)].join(",,")},`,
  }, place.index)));
}

/**
 * From which zoom each of very many places is named, by index: at every zoom one in a cell about as wide as a
 * name, that of most claims. To lay out names that would find no room is what takes longest of all.
 * @param {Located[]} places
 */
function namedFrom(places) {
  /** @type {Map<number, number>} */
  const from = new Map();
  if (places.length <= CROWD) return from;
  let rest = [...places].sort((a, b) => b.claims - a.claims);
  for (let zoom = 0; zoom < EVERY_NAME && rest.length > 0; zoom += 1) {
    const cell = (NAME_WIDTH * 360) / (512 * 2 ** zoom); // degrees
    const rows = Math.ceil(180 / (cell / 3)) + 1;
    const taken = new Set(places.filter((place) => from.has(place.index)).map((place) => cellOf(place, cell, rows)));
    rest = rest.filter((place) => {
      const key = cellOf(place, cell, rows);
      if (taken.has(key)) return true;
      taken.add(key);
      from.set(place.index, zoom);
      return false;
    });
  }
  for (const place of rest) from.set(place.index, EVERY_NAME);
  return from;
}

/** @param {Located} place @param {number} cell @param {number} rows */
function cellOf({ lat, lon }, cell, rows) {
  return Math.floor((lon + 180) / cell) * rows + Math.floor((lat + 90) / (cell / 3));
}

/** @param {Place[]} places @param {Names} names */
export function areaNames(places, names) {
  return collection(places.flatMap((place) => {
    if (drawn(place) || place.kind === "country" || place.lat === null || place.lon === null) return [];
    return [feature(point([place.lon, place.lat]), { name: labelOf(place, names), claims: place.claims })];
  }));
}

/**
 * Towns, but none beside a place that is on record.
 * @param {TownsShape} towns
 * @param {Located[]} places
 * @param {Names} names
 */
export function townPoints(towns, places, names) {
  const local = "local" in towns ? /** @type {(string | null)[]} */ (towns.local) : [];
  return collection(towns.name.flatMap((name, row) => {
    const [lat, lon] = [towns.lat[row], towns.lon[row]];
    const near = places.some((place) => Math.abs(place.lat - lat) < BESIDE && Math.abs(place.lon - lon) < BESIDE);
    return near ? [] : [feature(point([lon, lat]),
      { name: labelOf({ name, local: local[row] ?? null }, names), population: towns.population[row] })];
  }));
}

/** @param {{ name: string, local: string | null }} named @param {Names} names */
function labelOf({ name, local }, names) {
  if (names === "" || local === null || local === name) return short(name);
  return names === "local" ? short(local) : `${short(name)}\n${short(local)}`;
}

/** @param {string} name */
export function short(name) {
  const letters = Array.from(visible(name));
  return letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME - 1).join("")}…` : letters.join("");
}

/**
 * One circle for all places that lie somewhere in it: more would darken each other.
 * @param {Located[]} places
 */
export function circles(places) {
  const wide = places.filter((place) => place.precision === "anchored" && (place.radius ?? 0) >= LEAST_RADIUS);
  const apart = new Map(wide.map((place) => [[place.lat, place.lon, place.radius].join("/"), place]));
  return collection([...apart.values()].map((place) => feature({ type: "Polygon", coordinates: [circle(place)] }, {})));
}

/** @param {Located} place @returns {LonLat[]} */
function circle({ lat, lon, radius }) {
  const north = (radius ?? 0) / METRES;
  const east = north / narrowing(lat);
  return Array.from({ length: 65 }, (_, step) => {
    const angle = (2 * Math.PI * step) / 64;
    return [lon + east * Math.cos(angle), lat + north * Math.sin(angle)];
  });
}

/** How much shorter a degree of longitude is than one of latitude. @param {number} lat */
function narrowing(lat) {
  return Math.max(Math.cos((lat * Math.PI) / 180), 0.01);
}

/**
 * The box around nearly all claims: a name put on the wrong continent must not set the view.
 * @param {Located[]} places
 * @returns {[LonLat, LonLat] | null}
 */
export function usualBox(places) {
  const weighty = places.filter((place) => place.rows.length > 0);
  const used = weighty.length > 0 ? weighty : places;
  if (used.length === 0) return null;
  const bounds = (/** @type {"lat" | "lon"} */ name) => {
    const order = [...used].sort((a, b) => a[name] - b[name]);
    const reach = (/** @type {Located} */ place) => place.precision !== "anchored" ? 0
      : (place.radius ?? 0) / METRES / (name === "lon" ? narrowing(place.lat) : 1);
    const total = order.reduce((sum, place) => sum + place.claims, 0);
    const at = (/** @type {number} */ share) => {
      let sum = 0;
      for (const place of order) {
        sum += place.claims;
        if (sum >= share * total) return place[name];
      }
      return order[order.length - 1][name];
    };
    const [low, high] = used.length < 8 ? [order[0][name], order[order.length - 1][name]] : [at(0.04), at(0.96)];
    let [least, most] = [Infinity, -Infinity];
    for (const place of used) {
      if (place[name] < low || place[name] > high) continue;
      least = Math.min(least, place[name] - reach(place));
      most = Math.max(most, place[name] + reach(place));
    }
    return [least, most];
  };
  const [west, east] = bounds("lon");
  const [south, north] = bounds("lat");
  const least = 0.03; // degrees: one place alone still shows its surroundings
  return [[west - least, south - least], [east + least, north + least]];
}

/**
 * The box around polygons, null where there are none.
 * @param {{ geometry: any }[]} features
 * @returns {[LonLat, LonLat] | null}
 */
export function boxOf(features) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const take = (/** @type {any} */ part) => {
    if (typeof part?.[0] !== "number") {
      for (const each of part ?? []) take(each);
      return;
    }
    [west, east] = [Math.min(west, part[0]), Math.max(east, part[0])];
    [south, north] = [Math.min(south, part[1]), Math.max(north, part[1])];
  };
  for (const each of features) take(each.geometry?.coordinates);
  return west > east ? null : [[west, south], [east, north]];
}
