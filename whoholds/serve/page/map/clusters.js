// Events on the map: those of one place under one badge, those of places too near to be told apart as a number.

/** @import { Spot } from "../happenings.js" */
/** @import { LonLat } from "./features.js" */

import { collection, feature, point } from "./features.js";

const CELL = 52; // pixels: nearer than about this, events of several places become one number
const APART = 11; // from this zoom every place stands by itself
const TILE = 512;

/**
 * @param {Spot[]} spots
 * @param {Map<number, LonLat>} at where each place's sign stands
 * @param {number} zoom
 */
export function clusters(spots, at, zoom) {
  /** @type {Map<string | number, { lon: number, lat: number, count: number, places: number, spot: Spot, siege: boolean }>} */
  const cells = new Map();
  for (const spot of spots) {
    const where = at.get(spot.place);
    if (where === undefined) continue;
    const key = zoom >= APART ? spot.place : cellOf(where, Math.floor(zoom));
    const cell = cells.get(key);
    if (cell === undefined) {
      cells.set(key, { lon: where[0], lat: where[1], count: spot.count, places: 1, spot, siege: spot.siege });
      continue;
    }
    cell.places += 1;
    cell.lon += (where[0] - cell.lon) / cell.places;
    cell.lat += (where[1] - cell.lat) / cell.places;
    cell.count += spot.count;
    cell.siege ||= spot.siege;
  }
  return collection([...cells.values()].map(({ lon, lat, count, places, spot, siege }) =>
    feature(point([lon, lat]), { count, places, siege, place: spot.place, event: spot.event })));
}

/** @param {LonLat} where @param {number} zoom */
function cellOf([lon, lat], zoom) {
  const world = TILE * 2 ** zoom;
  const y = Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, lat)) * Math.PI) / 360));
  return `${Math.floor((world * (lon + 180)) / 360 / CELL)}/${Math.floor((world * (Math.PI - y)) / (2 * Math.PI) / CELL)}`;
}
