// Ties the parts together: what is looked at (state.js) decides what every part shows.

import { getControl, getState } from "./api.js";
import { dayOf, isoOf } from "./days.js";
import { el, fill } from "./dom.js";
import { EvidencePanel } from "./evidence.js";
import { FindBox } from "./find.js";
import { GroundChoice } from "./ground.js";
import { KnownChoice } from "./known.js";
import { drawLegend } from "./legend.js";
import { PlacesMap } from "./map.js";
import { ReportDialog } from "./report.js";
import { Slider } from "./slider.js";
import { ViewState } from "./state.js";
import { PlacesTable } from "./table.js";
import { Timeline } from "./timeline.js";
import { count } from "./words.js";

const READING = "Working out who holds what from the claims on record…";
const LOOK_AGAIN = 15_000; // milliseconds between two looks whether the record has grown

const node = (id) => document.getElementById(id);
const view = new ViewState();
const report = new ReportDialog(node("report"));
const pick = (place) => view.set({ place });
const slider = new Slider(node("time"), (day) => view.set({ day: isoOf(day) }));
const table = new PlacesTable(node("table"), pick);
const panel = new EvidencePanel(node("panel"), {
  onClose: () => {
    const before = view.get("place");
    pick(null);
    if (tableShown()) table.focus(before);
    else map?.focus();
  },
  onDay: (day) => view.set({ day: isoOf(slider.within(day)) }),
  onClaim: (claim, known) => report.show(claim, known),
});
const ground = new GroundChoice(node("areas"), (areas) => view.set({ areas }));
const known = new KnownChoice(node("known"), (position) => view.set({ known: position }));
new FindBox(node("find"), node("found"), {
  onPick: (place) => { pick(place); reveal(place); },
  known: () => view.get("known"),
});

let timeline = null;
let tiles = "";
let map = null;
let mapStarted = null; // a promise once the map is being made; it is made when it is first looked at
let mapFault = null;
let areas = null; // of the mapmaker's map that is shown, as GeoJSON

function day() {
  const asked = dayOf(view.get("day"));
  if (timeline === null || timeline.first === null) return null;
  return slider.within(asked ?? slider.lastDay);
}

function tableShown() {
  return mapFault !== null || view.get("view") === "table";
}

async function showViews() {
  const asTable = tableShown();
  node("map").hidden = asTable;
  node("table").hidden = !asTable;
  node("view-map").setAttribute("aria-pressed", String(!asTable));
  node("view-table").setAttribute("aria-pressed", String(asTable));
  node("view-map").disabled = mapFault !== null;
  document.body.dataset.view = asTable ? "table" : "map";
  if (asTable) {
    table.show(day(), view.get("place"));
  } else if (map !== null) {
    map.resize();
  } else {
    mapStarted ??= startMap();
    await mapStarted;
    if (mapFault !== null) await showViews();
  }
}

function showDay() {
  const at = day();
  if (at !== null) {
    slider.setDay(at);
    map?.setDay(at);
  }
  table.show(at, view.get("place"));
  showLegend();
  showGround();
}

/** Show the areas of the mapmaker asked for: those of its newest map up to the day. */
async function showGround() {
  const at = day();
  ground.setSource(view.get("areas"));
  try {
    const found = await ground.on(view.get("areas"), at ?? -Infinity);
    if (found === undefined) return;
    areas = found;
  } catch (error) {
    areas = null;
    notice(error.message);
  }
  map?.setGround(areas);
  showLegend();
  if (areas !== null && timeline.places.length === 0) map?.fitGround(clear());
}

function showLegend() {
  if (timeline !== null) drawLegend(node("legend"), timeline, day(), map?.inView() ?? (() => true), areas);
}

function showPlace() {
  const id = view.get("place");
  const place = id === null ? null : timeline.byId.get(id);
  document.body.dataset.panel = place ? "open" : "shut";
  if (!place) {
    panel.hide();
    if (id !== null) notice(`The place ${id} is not on record as known then.`);
  } else {
    panel.show(place, day(), view.get("known"));
  }
  showOnMap();
}

function showOnMap() {
  const place = timeline.byId.get(view.get("place"));
  if (map === null) return;
  map.select(place?.id ?? null);
  if (place && !tableShown() && !map.sees(place, covered())) map.show(place, covered());
}

/** How much of the map the panel covers: its side on a wide screen, its height on a narrow one. */
function covered() {
  const box = node("panel").getBoundingClientRect();
  const stage = node("map").getBoundingClientRect();
  if (node("panel").hidden) return { right: 0, bottom: 0 };
  return innerWidth < 760
    ? { right: 0, bottom: Math.max(0, stage.bottom - box.top) }
    : { right: Math.max(0, stage.right - box.left), bottom: 0 };
}

/** What the first view keeps clear of: the legend beside it, or below it on a narrow screen. */
function clear() {
  const legend = node("legend").getBoundingClientRect();
  return innerWidth < 760
    ? { top: 50, right: 60, bottom: legend.height + 60, left: 50 }
    : { top: 50, right: 110, bottom: 50, left: legend.width + 40 };
}

function reveal(id) {
  const place = timeline?.byId.get(id);
  if (place && map !== null && !tableShown()) map.show(place, covered());
}

function notice(text, ...more) {
  fill(node("notice"), text, more);
  node("notice").hidden = text === "";
}

/** Say what is being waited for, over the map; nothing when it has come. */
function waiting(words) {
  node("waiting").textContent = words;
  node("waiting").hidden = words === "";
}

async function loadPicture() {
  waiting(READING);
  const control = await getControl(view.get("known")).finally(() => waiting(""));
  timeline = new Timeline(control);
  slider.setTimeline(timeline);
  table.setTimeline(timeline);
  panel.setTimeline(timeline);
  map?.setTimeline(timeline);
  notice(timeline.places.length > 0 ? (mapFault ?? "")
    : `${timeline.first === null ? "Nothing is" : "No claim is"} on record yet. Read a report first: whoholds read FILE`);
  document.body.dataset.position = String(control.position);
}

/** A button that goes back to the newest record, where an earlier one was asked for in vain. */
function wayOut(then) {
  if (view.get("known") === null) return [];
  const go = () => {
    view.set({ known: null });
    then();
  };
  return [" ", el("button", { type: "button", class: "link", on: { click: go } }, "Show everything on record")];
}

async function startMap() {
  waiting("Drawing the map…");
  const asked = (view.get("map") ?? "").split("/").map(Number);
  const camera = asked.length === 3 && asked.every(Number.isFinite) && Math.abs(asked[1]) <= 90
    ? { zoom: asked[0], lat: asked[1], lon: asked[2] } : null;
  try {
    map = await PlacesMap.create({
      container: node("map"), camera, tiles, onPick: pick,
      onMove: ({ zoom, lat, lon }) =>
        view.set({ map: `${zoom.toFixed(2)}/${lat.toFixed(4)}/${lon.toFixed(4)}` }),
      onView: showLegend,
    });
    map.setTimeline(timeline);
    map.setGround(areas);
    if (camera === null) map.fit(clear());
    if (camera === null && timeline.places.length === 0) map.fitGround(clear());
    if (day() !== null) map.setDay(day());
    showLegend();
    showOnMap();
    waiting("");
  } catch (error) {
    waiting("");
    mapFault = `The map cannot be drawn here (${error.message ?? error}). The table shows the same places.`;
    notice(mapFault);
  }
}

async function refresh() {
  showDay();
  showPlace();
  await showViews();
}

async function start() {
  try {
    tiles = (await getState(null)).map_tiles;
    await loadPicture();
  } catch (error) {
    waiting("");
    notice(error.message, ...wayOut(() => location.reload()));
    return;
  }
  known.load(view.get("known"));
  await ground.load(view.get("known"), view.get("areas"));
  await refresh();
  document.body.dataset.ready = "true";
  view.watch(async (changed) => {
    if (changed.has("known")) {
      known.setKnown(view.get("known"));
      try {
        await loadPicture();
        await ground.load(view.get("known"), view.get("areas"));
      } catch (error) {
        notice(error.message, ...wayOut(() => {}));
        return;
      }
      await refresh();
      return;
    }
    if (changed.has("view")) showViews();
    if (changed.has("day")) showDay();
    else if (changed.has("areas")) showGround();
    if (changed.has("place")) table.show(day(), view.get("place"));
    if (changed.has("place") || changed.has("day")) showPlace();
  });
  setInterval(lookAgain, LOOK_AGAIN);
  document.addEventListener("visibilitychange", lookAgain);
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
      refresh();
    } } }, "Show"));
}

node("view-map").addEventListener("click", () => view.set({ view: null }));
node("view-table").addEventListener("click", () => view.set({ view: "table" }));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !report.isOpen && view.get("place") !== null) pick(null);
});

start();
