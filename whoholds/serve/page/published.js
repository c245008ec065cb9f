// A place's file on a published site holds the answer of one day, and how its claims bear in each of its
// periods: from that, the answer of any day, as the server would give it.

/** @import { PlaceAnswerShape } from "whoholds-api" */

/**
 * The indexes of the claims of a period, by bearing; what is in none is of other times, or silent.
 * @typedef {{ for: number[], against: number[], silent: number[] }} Bearings
 */

/** @typedef {PlaceAnswerShape & { by_period: Bearings[], moving: number[] }} PlaceFile */

/**
 * The answer of a day; the file's own where none is named.
 * @param {PlaceFile} file
 * @param {string | null} on
 * @returns {PlaceAnswerShape}
 */
export function placeOn(file, on) {
  if (on === null || on === file.on) return file;
  // Days are written so that their order is that of their letters; both ends are included.
  const at = file.periods.findIndex((period) =>
    (period.first_day === null || period.first_day <= on) && (period.last_day === null || on <= period.last_day));
  const bearings = file.by_period[at] ?? { for: [], against: [], silent: [] };
  const moving = new Set(file.moving);
  const left = new Set(file.claims.keys());
  /** @type {PlaceAnswerShape["claims"]} */
  const claims = [];
  /** @param {number} index @param {PlaceAnswerShape["claims"][number]["bearing"]} bearing */
  const tell = (index, bearing) => {
    if (!left.delete(index)) return;
    claims.push({ ...file.claims[index], bearing });
  };
  for (const index of bearings.for) tell(index, "for");
  for (const index of bearings.against) tell(index, "against");
  for (const index of bearings.silent) tell(index, "silent");
  for (const index of [...left]) if (!moving.has(index)) tell(index, "silent");
  for (const index of [...left]) tell(index, "other time");
  return { ...file, on, period: file.periods[at] ?? null, claims };
}
