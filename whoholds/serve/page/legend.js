// The legend: the sides with places in view on the day, the one with most first; contested, unknown; what
// the areas, the front and the events say.

/**
 * @import { AreasShape, AreaProperties, GroundShape, GroundProperties } from "whoholds-api"
 * @import { Place, Timeline } from "./timeline.js"
 */

import { dayOf, longDay } from "./days.js";
import { el, fill, said } from "./dom.js";
import { badge, frontKey, patch, sign } from "./symbols.js";
import { CONTESTED, HELD, UNKNOWN } from "./timeline.js";
import { count, eventName } from "./words.js";

const BASIS = {
  "": "By the published claims on record, nothing else.",
  claimed: "By whoever last claimed the place, believed or not.",
  confirmed: "Only what more than the holder's own word stands behind.",
};

/**
 * What the legend tells of. `seen` tells of a place whether it is in view, `ground` is the mapmaker's map
 * whose areas are shown, `front` the areas inferred, `events` how often each event comes.
 * @typedef {object} Told
 * @property {Timeline} timeline
 * @property {number | null} day
 * @property {(place: Place) => boolean} seen
 * @property {string | null} layer
 * @property {AreasShape | null} ground
 * @property {GroundShape | null} front
 * @property {[string, number][]} events
 * @property {number} days of which events are shown
 */

/** @param {Told} told */
export function tallyOf({ timeline, day, seen }) {
  /** @type {Map<number, { held: number, contested: number }>} */
  const sides = new Map();
  let [contested, unknown, circled, beyond] = [0, 0, false, 0];
  for (const place of timeline.places) {
    if (place.rows.length === 0 && place.kind !== "site" && place.kind !== "settlement") continue;
    const state = timeline.at(place.index, day);
    if (!seen(place)) {
      if (state.state !== UNKNOWN) beyond += 1;
      continue;
    }
    if (state.state === UNKNOWN) unknown += 1;
    else if (state.side >= 0) {
      const numbers = sides.get(state.side) ?? { held: 0, contested: 0 };
      numbers[state.state === HELD ? "held" : "contested"] += 1;
      sides.set(state.side, numbers);
    }
    if (state.state === CONTESTED) contested += 1;
    if (place.precision === "anchored") circled = true;
  }
  const ranked = [...sides].sort(([a, here], [b, there]) =>
    there.held - here.held || there.contested - here.contested || a - b);
  return { ranked, contested, unknown, circled, beyond };
}

/** @param {HTMLElement} container @param {Told} told */
export function drawLegend(container, told) {
  const { timeline, ground, front, events } = told;
  const { ranked, contested, unknown, circled, beyond } = tallyOf(told);
  const row = (/** @type {{ state: number, side: number }} */ state, /** @type {string} */ name, /** @type {number} */ number) =>
    el("li", {}, sign(state, timeline.sides), el("span", { class: "legend-name" }, said(name)), el("span", { class: "legend-count" }, number));
  const before = container.querySelector("details");
  const layer = /** @type {keyof typeof BASIS} */ (told.layer ?? "");
  fill(container,
    el("details", { open: before === null ? matchMedia("(min-width: 760px)").matches : before.open },
      el("summary", {}, layer === "" ? "Places held, in view" : `Places ${layer}, in view`),
      ranked.length === 0
        ? el("p", {}, beyond > 0 ? "No place in view is known to be held on this day."
          : "No place is known to be held on this day.")
        : el("ul", { class: "legend-sides", tabindex: ranked.length > 6 ? 0 : null },
          ranked.map(([side, { held }]) => row({ state: HELD, side }, timeline.sides[side].name, held))),
      el("ul", { class: "legend-rest" },
        row({ state: CONTESTED, side: ranked[0]?.[0] ?? -1 }, "Contested (half: likelier side)", contested),
        row({ state: UNKNOWN, side: -1 }, "Unknown", unknown)),
      beyond === 0 ? null : el("p", {}, `${count(beyond, "place")} held or contested out of view.`),
      circled ? el("p", {}, "A dashed circle: the place is in no gazetteer and lies somewhere inside.") : null,
      events.length === 0 ? null : eventsKey(events, told.days),
      front === null ? null : frontKeys(front),
      ground === null ? null : areasKey(ground),
      el("p", {}, ground === null ? BASIS[layer] ?? BASIS[""]
        : "Signs: by the claims and maps on record. Areas: by this mapmaker alone.")));
}

/** @param {[string, number][]} events @param {number} days */
function eventsKey(events, days) {
  return el("div", { class: "legend-more" },
    el("p", {}, `Events, ${days === 1 ? "this day" : `last ${days} days`}; a dark disc: several places`),
    el("ul", { class: "legend-events", tabindex: events.length > 3 ? 0 : null }, events.map(([event, number]) =>
      el("li", {}, badge(event), el("span", { class: "legend-name" }, eventName(event)), el("span", { class: "legend-count" }, number)))));
}

/** @param {GroundShape} front */
function frontKeys(front) {
  const areas = front.features.map(({ properties }) => properties).filter(({ kind }) => kind === "area");
  return el("div", { class: "legend-more" },
    el("p", {}, `Areas: inferred for ${longDay(dayOf(front.on) ?? 0)} from ${count(front.known, "place")} known of ${front.settlements.toLocaleString("en")}`),
    el("ul", { tabindex: areas.length > 3 ? 0 : null }, byGround(areas)),
    el("ul", {}, el("li", {}, frontKey(), el("span", { class: "legend-name" }, "Front line, and the band it may lie in"))));
}

/** @param {AreasShape} ground */
function areasKey(ground) {
  return el("div", { class: "legend-more legend-ground" },
    el("p", {}, "Areas: ", said(ground.source), `, ${longDay(dayOf(ground.day) ?? 0)}`),
    el("ul", { tabindex: ground.features.length > 3 ? 0 : null }, byGround(ground.features.map(({ properties }) => properties))));
}

/** @param {(AreaProperties | GroundProperties)[]} areas */
function byGround(areas) {
  return [...areas].sort((a, b) => (b.km2 ?? 0) - (a.km2 ?? 0)).map((area) => el("li", {}, patch(area),
    el("span", { class: "legend-name" }, said(area.name ?? "")),
    el("span", { class: "legend-count" }, `${Math.round(area.km2 ?? 0).toLocaleString("en")} km²`)));
}
