// What the buttons of the masthead and single keys do: share, take along, help.

import { isoOf, dayOf, longDay } from "./days.js";
import { byId } from "./dom.js";
import { Keys } from "./keys.js";
import { tallyOf } from "./legend.js";
import { compare, known, slider, stage } from "./parts.js";
import { day, scene, view } from "./scene.js";
import { ShareDialog } from "./share.js";
import { legendOf } from "./show.js";
import { draw } from "./snapshot.js";
import { codeOf, HELD } from "./timeline.js";

/** What is drawn into a picture of the map. */
async function drawing() {
  const { map } = stage;
  const { credits, timeline } = scene;
  const at = day();
  if (map === null || timeline === null || at === null) throw new Error("There is no map to draw.");
  const { ranked, contested } = tallyOf(legendOf(timeline));
  const layer = view.get("layer");
  return draw({
    map: await map.snapshot(), other: compare.map === null ? null : await compare.map.snapshot(),
    swipe: Number(view.get("swipe") ?? 50), title: titleOf(), sides: timeline.sides, credits,
    told: `${layer ?? "likeliest holders"}, ${known.words(view.get("known"))} (entry ${timeline.control.position})`,
    legend: [...ranked.map(([side, { held }]) => ({ code: codeOf(HELD, side), words: `${timeline.sides[side].name} ${held}` })),
      { code: -1, words: `contested ${contested}` }],
  });
}

function titleOf() {
  const at = day();
  const other = compare.open ? dayOf(view.get("with")) : null;
  const days = at === null ? "" : `, ${other === null || other === at ? "" : `${longDay(other)} and `}${longDay(at)}`;
  return `Who holds what${days}`;
}

export const share = new ShareDialog(view, {
  title: titleOf,
  query: () => {
    const box = stage.map === null || stage.asTable ? null : stage.map.bounds;
    const at = day();
    return { on: at === null ? null : isoOf(at), known: String(scene.picture?.position ?? ""), side: view.get("side"),
      bbox: box === null ? null : [box.west, box.south, box.east, box.north].map((edge) => edge.toFixed(5)).join(",") };
  },
  draw: () => stage.map === null || stage.asTable ? null : drawing(),
});
const toggle = (/** @type {string} */ id) => {
  const details = /** @type {HTMLDetailsElement} */ (byId(id));
  details.open = !details.open;
  if (details.open) details.querySelector("summary")?.focus();
};
export const keys = new Keys([
  ["/", "search", () => byId("find").focus()],
  [",", "previous day", () => slider.press("back")],
  [".", "next day", () => slider.press("on")],
  ["<", "previous change", () => slider.press("before")],
  [">", "next change", () => slider.press("after")],
  ["p", "play the days, or stop", () => slider.play()],
  ["c", "compare, or end it", () => byId("compare").click()],
  ["m", "map", () => view.set({ view: null })],
  ["t", "table", () => view.set({ view: "table" })],
  ["l", "layers", () => toggle("layers")],
  ["f", "filter", () => toggle("filter")],
  ["s", "share and export", () => share.show()],
  ["?", "this help", () => keys.show()],
]);
