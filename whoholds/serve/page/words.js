// How states, events and numbers are put into words.

import { CONTESTED, HELD } from "./timeline.js";

const EVENTS = {
  take: ["took control", "take control"], leave: ["left or lost it", "leave it"],
  hold: ["holds it", "hold it"], advance: ["advanced", "advance"], attack: ["attacked", "attack"],
  repel: ["repelled an attack", "repel an attack"], clash: ["clashed", "clash"],
  strike: ["struck", "strike"], besiege: ["besieged it", "besiege it"],
  abuse: ["harmed people", "harm people"], deploy: ["deployed", "deploy"], agree: ["agreed", "agree"],
};

/** What is said to have been done: `took control`, `tried to take control`, `… (denied)`. */
export function eventWords(event, status) {
  const [done, doing] = EVENTS[event];
  if (status === "attempted") return `tried to ${doing}`;
  if (status === "expected") return `expected to ${doing}`;
  return status === "denied" ? `${done} (this is denied)` : done;
}

export const KINDS = {
  site: "site", settlement: "settlement", area: "area", province: "province", country: "country",
};

/** A probability in words, after US intelligence community directive 203; as the API says it. */
export function confidenceWords(confidence) {
  const words = [
    [0.95, "almost certain"], [0.8, "very likely"], [0.55, "likely"], [0.45, "about even"],
    [0.2, "unlikely"], [0.05, "very unlikely"],
  ];
  return words.find(([least]) => confidence >= least)?.[1] ?? "almost no chance";
}

/** `97 %`, and never 100 or 0, which no evidence gives. */
export function percent(confidence) {
  if (confidence > 0.99) return "over 99\u00a0%";
  if (confidence < 0.01) return "under 1\u00a0%";
  return `${Math.round(confidence * 100)}\u00a0%`;
}

/** The group that a state names: the actor where there is one, else the side. */
export function holderName(state, sides) {
  return state.actor ?? sides[state.side]?.name ?? null;
}

/** `Held by …`, `Contested, likelier …`, `Unknown`. */
export function stateWords(state, sides) {
  const holder = holderName(state, sides);
  if (state.state === HELD) return { lead: "Held by", holder };
  if (state.state === CONTESTED) return { lead: holder ? "Contested, likelier" : "Contested", holder };
  return { lead: "Unknown", holder: null };
}

/** `3 km`, `400 m`. */
export function distance(metres) {
  return metres >= 950 ? `${(metres / 1000).toFixed(metres < 9500 ? 1 : 0).replace(".0", "")} km` : `${Math.round(metres / 50) * 50} m`;
}

/** `1 claim`, `3 claims`. */
export function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}
