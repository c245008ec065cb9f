// The legend: one sign a side with how many places it holds on the day, contested, unknown.

import { el, fill } from "./dom.js";
import { sign } from "./symbols.js";
import { CONTESTED, HELD, UNKNOWN } from "./timeline.js";

/** Draw the legend of a day. */
export function drawLegend(container, timeline, day) {
  const held = timeline.sides.map(() => 0);
  let [contested, unknown, radius] = [0, 0, 0];
  const counted = timeline.places.filter((place) => place.periods.length > 0);
  for (const place of counted) {
    const state = timeline.at(place.index, day);
    if (state.state === HELD && state.side >= 0) held[state.side] += 1;
    else if (state.state === CONTESTED) contested += 1;
    else unknown += 1;
    if (place.precision === "anchored") radius += 1;
  }
  const row = (state, name, number) => el("li", {}, sign(state, timeline.sides),
    el("span", { class: "legend-name" }, name), el("span", { class: "legend-count" }, number));
  const ever = new Set(counted.flatMap((place) =>
    timeline.periodsOf(place.index).map((period) => period.side)));
  const likelier = timeline.sides.findIndex((_, side) => ever.has(side));
  fill(container,
    el("details", { open: open(container) },
      el("summary", {}, "Places held on the day"),
      el("ul", {},
        timeline.sides.map((side, index) => !ever.has(index) ? null :
          row({ state: HELD, side: index }, side.name, held[index])),
        row({ state: CONTESTED, side: likelier }, "Contested (half: likelier side)", contested),
        row({ state: UNKNOWN, side: -1 }, "Unknown", unknown)),
      radius === 0 ? null : el("p", {}, "A dashed circle: the place is in no gazetteer and lies somewhere inside."),
      el("p", {}, "By the published claims on record, nothing else.")));
}

function open(container) {
  const before = container.querySelector("details");
  return before === null ? matchMedia("(min-width: 760px)").matches : before.open;
}
