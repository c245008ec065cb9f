// How states, events and numbers are put into words.

import { CONTESTED, HELD } from "./timeline.js";

export const EVENTS = {
  take: "took control", leave: "left or lost it", hold: "holds it", advance: "advanced",
  attack: "attacked", repel: "repelled an attack", clash: "clashed", strike: "struck",
  besiege: "besieged", abuse: "harmed people", deploy: "deployed", agree: "agreed",
};

export const STATUSES = {
  happened: "said to have happened", attempted: "said to have been tried",
  denied: "denied", expected: "expected",
};

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
  if (confidence > 0.99) return "over 99 %";
  if (confidence < 0.01) return "under 1 %";
  return `${Math.round(confidence * 100)} %`;
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
