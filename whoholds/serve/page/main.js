// Ties the parts together: what is looked at (state.js) decides what every part shows.

/** @import { Name } from "./state.js" */

import { getCredits, getState, PUBLISHED } from "./api.js";
import { forgetOther, showCompare, startCompare } from "./comparing.js";
import { byId, el, fill } from "./dom.js";
import { NAMES as FILTERS } from "./filter.js";
import { compare, filters, find, ground, known, layers, panel, pick, slider, stage, table } from "./parts.js";
import { Picture } from "./picture.js";
import { day, notice, scene, view, waiting, wordsOf } from "./scene.js";
import {
  onRest, showDay, showEvents, showFilter, showFront, showGround, showLegend, showPlace, showReport,
} from "./show.js";
import { keys, share } from "./taking.js";
import { count } from "./words.js";

const READING = "Working out who holds what from the claims on record…";
const LOOK_AGAIN = 15_000; // milliseconds between two looks whether the record has grown

async function showViews() {
  const { asTable } = stage;
  byId("map").hidden = asTable;
  byId("table").hidden = !asTable;
  byId("view-map").setAttribute("aria-pressed", String(!asTable));
  byId("view-table").setAttribute("aria-pressed", String(asTable));
  /** @type {HTMLButtonElement} */ (byId("view-map")).disabled = stage.fault !== null;
  document.body.dataset.view = asTable ? "table" : "map";
  if (asTable) {
    table.show(day(), view.get("place"));
  } else if (stage.map !== null) {
    stage.map.resize();
  } else if (scene.timeline !== null) {
    waiting("Drawing the map…");
    await stage.start(scene.timeline, day(), showLegend);
    waiting("");
    if (stage.fault !== null) {
      notice(stage.fault);
      await showViews();
      return;
    }
    const at = day(); // it may be another by now
    const made = /** @type {import("./map/map.js").PlacesMap | null} */ (stage.map);
    if (at !== null) made?.setDay(at);
    showFilter();
    showEvents();
    showLegend();
    stage.showPlace(scene.timeline.byId.get(view.get("place") ?? ""));
  }
}

/** Load what is known as asked; false where another was asked for meanwhile. */
async function loadPicture() {
  waiting(READING);
  forgetOther();
  const asked = view.get("known");
  const picture = await Picture.load(asked).finally(() => waiting(""));
  if (asked !== view.get("known")) return false;
  Object.assign(scene, { picture, happenings: null });
  await showLayer();
  notice(picture.timeline.places.length > 0 ? (stage.fault ?? "")
    : `${picture.timeline.dated ? "No claim is" : "Nothing is"} on record yet. Read a report first: whoholds read FILE`);
  document.body.dataset.position = String(picture.position);
  return true;
}

/** Take the timeline of the layer asked for. */
async function showLayer() {
  const { picture } = scene;
  if (picture === null) return;
  let { timeline } = picture;
  try {
    timeline = await picture.layer(view.get("layer"));
  } catch (error) {
    notice(wordsOf(error));
  }
  scene.timeline = timeline;
  slider.setTimeline(timeline);
  table.setTimeline(timeline);
  panel.setTimeline(timeline);
  stage.map?.setTimeline(timeline);
  filters.setChoices(timeline.sides, scene.happenings);
}

/** What the map can do without at first: events, credits. */
async function loadMore() {
  const of = scene.picture;
  if (of === null) return;
  try {
    const found = await of.happenings();
    if (scene.picture !== of) return;
    scene.happenings = found;
    filters.setChoices(of.timeline.sides, found);
    find.setOwn(of.timeline, found);
    showFilter();
  } catch (error) {
    notice(wordsOf(error));
  }
  scene.credits = (await getCredits(view.get("known")).catch(() => ({ credits: [] }))).credits.map(({ words }) => words);
  fill(byId("credits"), scene.credits.join(" "));
  document.body.dataset.whole = "true";
}

/** A button that goes back to the newest record, where an earlier one was asked for in vain. @param {() => void} then */
function wayOut(then) {
  if (view.get("known") === null) return [];
  const go = () => {
    view.set({ known: null });
    then();
  };
  return [" ", el("button", { type: "button", class: "link", on: { click: go } }, "Show everything on record")];
}

async function refresh() {
  showDay();
  showPlace();
  await showViews();
  if (compare.open) await showCompare();
}

function showFrame() {
  const scheme = view.get("scheme");
  const root = document.documentElement;
  const before = root.dataset.scheme;
  if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
  else delete root.dataset.scheme;
  if (before !== root.dataset.scheme) {
    stage.map?.recolour();
    compare.map?.recolour();
  }
  document.body.dataset.embed = String(view.get("embed") !== null);
  /** @type {HTMLAnchorElement} */ (byId("whole")).href = view.link({ embed: null });
}

async function start() {
  showFrame();
  try {
    const state = getState(null);
    await Promise.all([state, loadPicture()]);
    stage.tiles = (await state).map_tiles;
  } catch (error) {
    waiting("");
    notice(wordsOf(error), ...wayOut(() => location.reload()));
    return;
  }
  known.load(view.get("known")).then(() => { if (compare.open) showCompare(); });
  ground.load(view.get("known"), view.get("areas")).then(showGround);
  view.watch(onChange);
  await refresh();
  document.body.dataset.ready = "true";
  showReport();
  loadMore();
  if (PUBLISHED) return;
  setInterval(lookAgain, LOOK_AGAIN);
  document.addEventListener("visibilitychange", lookAgain);
}

/** @param {Set<Name>} changed */
async function onChange(changed) {
  const any = (/** @type {Name[]} */ ...names) => names.some((name) => changed.has(name));
  if (any("scheme", "embed")) showFrame();
  /** @type {HTMLAnchorElement} */ (byId("whole")).href = view.link({ embed: null });
  layers.show();
  if (any("known", "layer")) {
    try {
      if (any("known")) {
        known.setKnown(view.get("known"));
        if (!(await loadPicture())) return;
        await ground.load(view.get("known"), view.get("areas"));
        loadMore();
      } else {
        await showLayer();
      }
    } catch (error) {
      notice(wordsOf(error), ...wayOut(() => {}));
      return;
    }
    showFilter();
    await refresh();
    return;
  }
  if (any("view")) await showViews();
  if (any("day")) showDay();
  else if (any("areas")) showGround();
  if (any("show", "hide", "names")) stage.showLayers();
  if (any("show", "hide", "view")) showFront();
  if (any("show", "hide", "events")) { showEvents(); showLegend(); }
  if (any(...FILTERS)) showFilter();
  if (any("place")) table.show(day(), view.get("place"));
  if (any("place", "day")) showPlace();
  if (any("report", "claim")) showReport();
  if (any("with", "withknown", "view")) await showCompare();
}

async function lookAgain() {
  if (document.hidden || view.get("known") !== null) return;
  const state = await getState(null).catch(() => null);
  const shown = Number(document.body.dataset.position);
  if (state === null || state.position <= shown) return;
  notice(`The record has grown by ${count(state.position - shown, "entry", "entries")}. `,
    el("button", { type: "button", class: "link", on: { click: async () => {
      await loadPicture();
      await ground.load(null, view.get("areas"));
      known.load(null);
      await refresh();
      loadMore();
    } } }, "Show"));
}

byId("view-map").addEventListener("click", () => view.set({ view: null }));
byId("view-table").addEventListener("click", () => view.set({ view: "table" }));
byId("compare").addEventListener("click", () => (compare.open ? compare.close() : startCompare()));
byId("share-open").addEventListener("click", () => share.show());
byId("help-open").addEventListener("click", () => keys.show());
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  const open = /** @type {HTMLDetailsElement | null} */ (document.querySelector("#layers[open], #filter[open]"));
  if (open !== null) {
    open.open = false;
    open.querySelector("summary")?.focus();
  } else if (view.get("place") !== null) pick(null);
});

onRest(() => { if (compare.open) showCompare(); });
start();
