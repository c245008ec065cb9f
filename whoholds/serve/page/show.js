// Every part shows what the address says: one function for each thing that may change.

/** @import { Place, Timeline } from "./timeline.js" */

import { longDay } from "./days.js";
import { byId } from "./dom.js";
import { filterOf, NAMES as FILTERS } from "./filter.js";
import { FrontLayer } from "./front.js";
import { eventDays, isShown } from "./layers.js";
import { drawLegend, tallyOf } from "./legend.js";
import { say } from "./live.js";
import { compare, filters, ground, layers, panel, report, slider, stage, table } from "./parts.js";
import { day, notice, scene, view, wordsOf } from "./scene.js";

const MANY = 3000; // with more places than this, what counts them all waits until the slider rests
const REST = 140; // milliseconds

const front = new FrontLayer((found, words) => {
  stage.setFront(found);
  layers.note(words);
  showLegend();
});

let resting = 0;
/** @type {() => void} what else waits until the slider rests */
let whenResting = () => {};

/** @param {() => void} then */
export function onRest(then) {
  whenResting = then;
}

export function showDay() {
  const at = day();
  if (at !== null) {
    slider.setDay(at);
    stage.map?.setDay(at);
  }
  showEvents();
  table.show(at, view.get("place"));
  clearTimeout(resting);
  if ((scene.timeline?.places.length ?? 0) < MANY) showRest();
  else resting = window.setTimeout(showRest, REST);
}

/** What counts all places, or asks the server: it may wait until the slider rests. */
function showRest() {
  showLegend();
  showGround();
  showFront();
  say(told);
  whenResting();
}

/** The day in a sentence, for who cannot see the map. */
export function told() {
  const at = day();
  const { timeline } = scene;
  if (timeline === null || at === null) return "";
  const { ranked, contested } = tallyOf({ ...legendOf(timeline), seen: () => true });
  const held = ranked.slice(0, 5).map(([side, numbers]) => `${timeline.sides[side].name}: ${numbers.held}`);
  return `${longDay(at)}. Places held: ${held.join(", ") || "none known"}. Contested: ${contested}.`;
}

/** Show the areas of the mapmaker asked for: those of its newest map up to the day. */
export async function showGround() {
  const at = day();
  ground.setSource(view.get("areas"));
  try {
    const found = await ground.on(view.get("areas"), at ?? -Infinity);
    if (found === undefined) return;
    stage.setAreas(found);
  } catch (error) {
    stage.setAreas(null);
    notice(wordsOf(error));
  }
  showLegend();
  if (stage.areas !== null && scene.timeline?.places.length === 0) stage.fitAreas();
}

export function showFront() {
  if (scene.picture !== null) front.want(isShown(view, "front") && !stage.asTable ? day() : null, scene.picture.position);
}

export function showEvents() {
  const at = day();
  const { happenings } = scene;
  if (happenings === null || at === null || !isShown(view, "events")) stage.map?.setEvents([]);
  else stage.map?.setEvents(happenings.spots(at - eventDays(view) + 1, at));
}

/** What the legend tells of. @param {Timeline} of */
export function legendOf(of) {
  const at = day();
  const { happenings } = scene;
  const events = happenings !== null && at !== null && isShown(view, "events")
    ? happenings.tally(at - eventDays(view) + 1, at) : [];
  return { timeline: of, day: at, seen: stage.map?.inView() ?? (() => true), layer: view.get("layer"),
    ground: stage.areas, front: stage.front, events, days: eventDays(view) };
}

export function showLegend() {
  if (scene.timeline !== null) drawLegend(byId("legend"), legendOf(scene.timeline));
}

/** Let through what the filter does: places, events, claims, and the bars of the slider. */
export function showFilter() {
  const { happenings, timeline } = scene;
  const filter = filterOf(view);
  const side = filter.side === null ? null : timeline?.sides.findIndex(({ id }) => id === filter.side) ?? null;
  const narrow = side !== null || filter.least > 0;
  const passing = happenings?.filter(filter) ?? null;
  const set = FILTERS.some((name) => view.get(name) !== null);
  slider.setBars(set && happenings !== null ? happenings.histogram() : null);
  stage.map?.setFilter(side, filter.least);
  compare.map?.setFilter(side, filter.least);
  panel.setFilter(filter);
  table.setFilter((/** @type {Place} */ place) => {
    const state = narrow ? timeline?.at(place.index, day()) : undefined;
    return state === undefined || ((side === null || state.side === side) && state.confidence >= filter.least);
  });
  filters.show(passing);
  showEvents();
  showLegend();
}

export function showPlace() {
  const id = view.get("place");
  const place = id === null ? undefined : scene.timeline?.byId.get(id);
  document.body.dataset.panel = place ? "open" : "shut";
  if (place) {
    panel.show(place, day(), view.get("known"));
  } else {
    panel.hide();
    if (id !== null) notice(`The place ${id} is not on record as known then.`);
  }
  stage.showPlace(place);
}

export function showReport() {
  const id = view.get("report");
  if (id === null) report.close();
  else report.show(id, view.get("claim"), view.get("known"));
}
