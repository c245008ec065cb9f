// The legend: the sides with places in view on the day, the one with most first; contested, unknown.

import { el, fill } from "./dom.js";
import { dayOf, longDay } from "./days.js";
import { patch, sign } from "./symbols.js";
import { CONTESTED, HELD, UNKNOWN } from "./timeline.js";
import { count } from "./words.js";

/**
 * Draw the legend of a day; `seen` tells of a place whether it is in view. `ground` is the mapmaker's
 * map whose areas are shown, null for none.
 */
export function drawLegend(container, timeline, day, seen, ground = null) {
  const tally = new Map();
  let [contested, unknown, circled, beyond] = [0, 0, false, 0];
  for (const place of timeline.places) {
    if (place.periods.length === 0 && place.kind !== "site" && place.kind !== "settlement") continue;
    const state = timeline.at(place.index, day);
    if (!seen(place)) {
      if (state.state !== UNKNOWN) beyond += 1;
      continue;
    }
    if (state.state === UNKNOWN) unknown += 1;
    else if (state.side >= 0) {
      const numbers = tally.get(state.side) ?? { held: 0, contested: 0 };
      numbers[state.state === HELD ? "held" : "contested"] += 1;
      tally.set(state.side, numbers);
    }
    if (state.state === CONTESTED) contested += 1;
    if (place.precision === "anchored") circled = true;
  }
  const ranked = [...tally].sort(([a, here], [b, there]) =>
    there.held - here.held || there.contested - here.contested || a - b);
  const row = (state, name, number, title = null) => el("li", { title }, sign(state, timeline.sides),
    el("span", { class: "legend-name" }, name), el("span", { class: "legend-count" }, number));
  const before = container.querySelector("details");
  fill(container,
    el("details", { open: before === null ? matchMedia("(min-width: 760px)").matches : before.open },
      el("summary", {}, "Places held, in view"),
      ranked.length === 0
        ? el("p", {}, beyond > 0 ? "No place in view is known to be held on this day."
          : "No place is known to be held on this day.")
        : el("ul", { class: "legend-sides", tabindex: ranked.length > 6 ? 0 : null },
          ranked.map(([side, { held }]) =>
            row({ state: HELD, side }, timeline.sides[side].name, held))),
      el("ul", { class: "legend-rest" },
        row({ state: CONTESTED, side: ranked[0]?.[0] ?? -1 }, "Contested (half: likelier side)", contested),
        row({ state: UNKNOWN, side: -1 }, "Unknown", unknown)),
      beyond === 0 ? null : el("p", {}, `${count(beyond, "place")} held or contested out of view.`),
      circled ? el("p", {}, "A dashed circle: the place is in no gazetteer and lies somewhere inside.") : null,
      ground === null ? null : groundKey(ground),
      el("p", {}, ground === null ? "By the published claims on record, nothing else."
        : "Signs: by the claims and maps on record. Areas: by this mapmaker alone.")));
}

/** What the areas say: whose map, of which day, and how much ground each holder has on it. */
function groundKey(ground) {
  const rows = [...ground.features].sort((a, b) => b.properties.km2 - a.properties.km2);
  return el("div", { class: "legend-ground" },
    el("p", {}, `Areas: ${ground.source}, ${longDay(dayOf(ground.day))}`),
    el("ul", { tabindex: rows.length > 3 ? 0 : null }, rows.map(({ properties }) => el("li", {}, patch(properties),
      el("span", { class: "legend-name" }, properties.name),
      el("span", { class: "legend-count" }, `${Math.round(properties.km2).toLocaleString("en")} km²`)))));
}
