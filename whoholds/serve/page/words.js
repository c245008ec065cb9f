// How states, events and numbers are put into words.

/** @import { SideShape, Event, PlaceKind, Status } from "whoholds-api" */
/** @import { State } from "./timeline.js" */

import { CONTESTED, HELD } from "./timeline.js";

/** @type {Record<Event, [string, string, string]>} */
const EVENTS = {
  take: ["took control", "take control", "Taken"], leave: ["left or lost it", "leave it", "Left or lost"],
  hold: ["holds it", "hold it", "Held"], advance: ["advanced", "advance", "Advance"],
  attack: ["attacked", "attack", "Attack"], repel: ["repelled an attack", "repel an attack", "Attack repelled"],
  clash: ["clashed", "clash", "Clash"], strike: ["struck", "strike", "Strike"],
  besiege: ["besieged it", "besiege it", "Siege"], abuse: ["harmed people", "harm people", "Harm to people"],
  deploy: ["deployed", "deploy", "Deployment"], agree: ["agreed", "agree", "Agreement"],
};

/**
 * What an event is called in a list: `Strike`; one of a newer server by its own name.
 * @param {string} event
 */
export function eventName(event) {
  return EVENTS[/** @type {Event} */ (event)]?.[2] ?? event;
}

/**
 * What is said to have been done: `took control`, `tried to take control`, `… (denied)`.
 * @param {Event} event
 * @param {Status} status
 */
export function eventWords(event, status) {
  const [done, doing] = EVENTS[event];
  if (status === "attempted") return `tried to ${doing}`;
  if (status === "expected") return `expected to ${doing}`;
  return status === "denied" ? `${done} (this is denied)` : done;
}

/** @type {Record<PlaceKind, string>} */
export const KINDS = {
  site: "site", settlement: "settlement", area: "area", province: "province", country: "country",
};

/**
 * A probability in words, after US intelligence community directive 203; as the API says it.
 * @param {number} confidence
 */
export function confidenceWords(confidence) {
  /** @type {[number, string][]} */
  const words = [
    [0.95, "almost certain"], [0.8, "very likely"], [0.55, "likely"], [0.45, "about even"],
    [0.2, "unlikely"], [0.05, "very unlikely"],
  ];
  return words.find(([least]) => confidence >= least)?.[1] ?? "almost no chance";
}

/**
 * `97 %`, and never 100 or 0, which no evidence gives.
 * @param {number} confidence
 */
export function percent(confidence) {
  if (confidence > 0.99) return "over 99\u00a0%";
  if (confidence < 0.01) return "under 1\u00a0%";
  return `${Math.round(confidence * 100)}\u00a0%`;
}

/**
 * The group that a state names: the actor where there is one, else the side.
 * @param {State} state
 * @param {SideShape[]} sides
 * @returns {string | null}
 */
export function holderName(state, sides) {
  return state.actor ?? sides[state.side]?.name ?? null;
}

/**
 * `Held by …`, `Contested, likelier …`, `Unknown`.
 * @param {State} state
 * @param {SideShape[]} sides
 */
export function stateWords(state, sides) {
  const holder = holderName(state, sides);
  if (state.state === HELD) return { lead: "Held by", holder };
  if (state.state === CONTESTED) return { lead: holder ? "Contested, likelier" : "Contested", holder };
  return { lead: "Unknown", holder: null };
}

/**
 * `3 km`, `400 m`.
 * @param {number} metres
 */
export function distance(metres) {
  return metres >= 950 ? `${(metres / 1000).toFixed(metres < 9500 ? 1 : 0).replace(".0", "")} km` : `${Math.round(metres / 50) * 50} m`;
}

/**
 * `1 claim`, `3 claims`.
 * @param {number} number
 * @param {string} one
 */
export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}
