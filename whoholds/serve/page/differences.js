// What differs between two days, or between two states of knowledge of one day.

/** @import { Place, State, Timeline } from "./timeline.js" */

import { UNKNOWN } from "./timeline.js";

/** @typedef {{ timeline: Timeline, day: number }} Moment */

/**
 * One place that differs; `before` and `after` are null where the place is not on record then.
 * @typedef {{ place: Place, before: State | null, after: State | null }} Difference
 */

/**
 * The places whose state or side is another in `after` than in `before`, those of most claims first.
 * @param {Moment} before
 * @param {Moment} after
 * @returns {Difference[]}
 */
export function differences(before, after) {
  /** @type {Difference[]} */
  const found = [];
  const seen = new Set();
  for (const place of after.timeline.places) {
    seen.add(place.id);
    const old = before.timeline.byId.get(place.id);
    const now = after.timeline.at(place.index, after.day);
    const then = old === undefined ? null : before.timeline.at(old.index, before.day);
    if (sameHolder(before.timeline, then, after.timeline, now)) continue;
    found.push({ place, before: then, after: now });
  }
  for (const place of before.timeline.places) {
    if (seen.has(place.id)) continue;
    const then = before.timeline.at(place.index, before.day);
    if (then.state !== UNKNOWN) found.push({ place, before: then, after: null });
  }
  return found.sort((a, b) => b.place.claims - a.place.claims || (a.place.name < b.place.name ? -1 : 1));
}

/** @param {Timeline} here @param {State | null} a @param {Timeline} there @param {State | null} b */
function sameHolder(here, a, there, b) {
  const states = [a?.state ?? UNKNOWN, b?.state ?? UNKNOWN];
  if (states[0] !== states[1]) return false;
  return states[0] === UNKNOWN || here.sides[a?.side ?? -1]?.id === there.sides[b?.side ?? -1]?.id;
}
