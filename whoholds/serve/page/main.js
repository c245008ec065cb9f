// Ties the parts together: what is looked at (state.js) decides what every part shows.

/** @import { Happenings } from "./happenings.js" */
/** @import { Name } from "./state.js" */
/** @import { Place, Timeline } from "./timeline.js" */

import { getCredits, getState, PUBLISHED } from "./api.js";
import { CompareView } from "./compare.js";
import { dayOf, isoOf, longDay } from "./days.js";
import { byId, el, fill } from "./dom.js";
import { EvidencePanel } from "./evidence.js";
import { FilterPanel, filterOf, NAMES as FILTERS } from "./filter.js";
import { FindBox } from "./find.js";
import { FrontLayer } from "./front.js";
import { GroundChoice } from "./ground.js";
import { Keys } from "./keys.js";
import { KnownChoice } from "./known.js";
import { eventDays, isShown, LayersPanel } from "./layers.js";
import { drawLegend, tallyOf } from "./legend.js";
import { say } from "./live.js";
import { Picture } from "./picture.js";
import { ReportDialog } from "./report.js";
import { ShareDialog } from "./share.js";
import { Slider } from "./slider.js";
import { draw } from "./snapshot.js";
import { Stage } from "./stage.js";
import { ViewState } from "./state.js";
import { PlacesTable } from "./table.js";
import { codeOf, HELD } from "./timeline.js";
import { count } from "./words.js";

const READING = "Working out who holds what from the claims on record…";
const LOOK_AGAIN = 15_000; // milliseconds between two looks whether the record has grown
const MANY = 3000; // with more places than this, what counts them all waits until the slider rests
const REST = 140; // milliseconds

const view = new ViewState();
const pick = (/** @type {string | null} */ place) => view.set({ place });
const slider = new Slider(byId("time"), (day) => view.set({ day: isoOf(day) }));
const known = new KnownChoice(/** @type {HTMLSelectElement} */ (byId("known")), byId("time").appendChild(
  el("div", { class: "known-track", hidden: true })), (position) => view.set({ known: position }));
const compare = new CompareView(view, known, pick);
const report = new ReportDialog(/** @type {HTMLDialogElement} */ (byId("report")), () => view.set({ report: null, claim: null }));
const table = new PlacesTable(byId("table"), pick);
const panel = new EvidencePanel(byId("panel"), {
  onClose: () => {
    const before = view.get("place");
    pick(null);
    if (stage.asTable) table.focus(before);
    else stage.map?.focus();
  },
  onDay: (at) => view.set({ day: isoOf(slider.within(at)) }),
  onClaim: (claim) => view.set({ report: claim.source.report, claim: claim.id }),
});
const ground = new GroundChoice(/** @type {HTMLSelectElement} */ (byId("areas")), (areas) => view.set({ areas }));
const layers = new LayersPanel(byId("layers-body"), /** @type {HTMLElement} */ (byId("areas").closest("label")), view);
const filters = new FilterPanel(byId("filter-body"), byId("filter-mark"), view);
const stage = new Stage(view, { onPick: pick, onView: () => { showLegend(); } });
const front = new FrontLayer((found, words) => {
  stage.setFront(found);
  layers.note(words);
  showLegend();
});
const find = new FindBox(/** @type {HTMLInputElement} */ (byId("find")), byId("found"), {
  known: () => view.get("known"),
  onPlace: (id) => { pick(id); stage.showPlace(timeline?.byId.get(id), true); },
  onActor: (actor) => view.set({ actor }),
  onSource: (source) => view.set({ source }),
  onQuote: (id, claim, place) => view.set({ report: id, claim, ...(place === null ? {} : { place }) }),
});

/** @type {Picture | null} */
let picture = null;
/** @type {Timeline | null} of the layer that is shown */
let timeline = null;
/** @type {Happenings | null} */
let happenings = null;
/** @type {Promise<Picture> | null} */
let otherPicture = null;
let otherKnown = "";
/** @type {string[]} */
let credits = [];
let resting = 0;

function day() {
  const asked = dayOf(view.get("day"));
  if (timeline === null || !timeline.dated) return null;
  return slider.within(asked ?? slider.lastDay);
}

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
  } else if (timeline !== null) {
    waiting("Drawing the map…");
    await stage.start(timeline, day());
    waiting("");
    if (stage.fault !== null) {
      notice(stage.fault);
      await showViews();
      return;
    }
    showFilter();
    showEvents();
    showLegend();
    stage.showPlace(timeline.byId.get(view.get("place") ?? ""));
  }
}

function showDay() {
  const at = day();
  if (at !== null) {
    slider.setDay(at);
    stage.map?.setDay(at);
  }
  showEvents();
  table.show(at, view.get("place"));
  clearTimeout(resting);
  if ((timeline?.places.length ?? 0) < MANY) showRest();
  else resting = window.setTimeout(showRest, REST);
}

/** What counts all places, or asks the server: it may wait until the slider rests. */
function showRest() {
  showLegend();
  showGround();
  showFront();
  if (compare.open) showCompare();
  say(told);
}

/** The day in a sentence, for who cannot see the map. */
function told() {
  const at = day();
  if (timeline === null || at === null) return "";
  const { ranked, contested } = tallyOf({ ...legendOf(timeline), seen: () => true });
  const held = ranked.slice(0, 5).map(([side, numbers]) => `${timeline?.sides[side].name}: ${numbers.held}`);
  return `${longDay(at)}. Places held: ${held.join(", ") || "none known"}. Contested: ${contested}.`;
}

/** Show the areas of the mapmaker asked for: those of its newest map up to the day. */
async function showGround() {
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
  if (stage.areas !== null && timeline?.places.length === 0) stage.fitAreas();
}

function showFront() {
  if (picture !== null) front.want(isShown(view, "front") && !stage.asTable ? day() : null, picture.position);
}

function showEvents() {
  const at = day();
  if (happenings === null || at === null || !isShown(view, "events")) stage.map?.setEvents([]);
  else stage.map?.setEvents(happenings.spots(at - eventDays(view) + 1, at));
}

/** @param {Timeline} of */
function legendOf(of) {
  const at = day();
  const events = happenings !== null && at !== null && isShown(view, "events")
    ? happenings.tally(at - eventDays(view) + 1, at) : [];
  return { timeline: of, day: at, seen: stage.map?.inView() ?? (() => true), layer: view.get("layer"),
    ground: stage.areas, front: stage.front, events, days: eventDays(view) };
}

function showLegend() {
  if (timeline !== null) drawLegend(byId("legend"), legendOf(timeline));
}

/** Let through what the filter does: places, events, claims, and the bars of the slider. */
function showFilter() {
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

function showPlace() {
  const id = view.get("place");
  const place = id === null ? undefined : timeline?.byId.get(id);
  document.body.dataset.panel = place ? "open" : "shut";
  if (place) {
    panel.show(place, day(), view.get("known"));
  } else {
    panel.hide();
    if (id !== null) notice(`The place ${id} is not on record as known then.`);
  }
  stage.showPlace(place);
}

function showReport() {
  const id = view.get("report");
  if (id === null) report.close();
  else report.show(id, view.get("claim"), view.get("known"));
}

function startCompare() {
  const at = day();
  if (at === null) return;
  view.set({ with: isoOf(slider.within(at - 7)) });
}

/** Show the day, or the knowledge, that is compared with. */
async function showCompare() {
  const at = day();
  if (!compare.open || picture === null || timeline === null || at === null) {
    compare.hide();
    return;
  }
  try {
    const asked = view.get("withknown");
    const otherKey = asked === null ? view.get("known") ?? "now" : asked;
    if (otherPicture === null || otherKnown !== otherKey) {
      otherKnown = otherKey;
      otherPicture = asked === null ? Promise.resolve(picture) : Picture.load(asked === "now" ? null : asked);
    }
    const other = await (await otherPicture).layer(view.get("layer"));
    const wanted = dayOf(view.get("with")) ?? at;
    const differing = compare.show({ timeline, day: at, known: view.get("known") },
      { timeline: other, day: wanted, known: otherKey === "now" ? null : otherKey });
    say(() => `${told()} Compared: ${count(differing, "place differs", "places differ")}.`);
    if (compare.map === null && stage.map !== null && !stage.asTable) {
      const second = await stage.second(byId("map-other"));
      if (!compare.open || compare.map !== null || stage.map === null) {
        second.remove();
        return;
      }
      compare.setMap(second, stage.map);
      showFilter();
      showCompare();
    }
  } catch (error) {
    otherPicture = null;
    notice(wordsOf(error));
  }
}

/** @param {string} text @param {import("./dom.js").Child[]} more */
function notice(text, ...more) {
  fill(byId("notice"), text, more);
  byId("notice").hidden = text === "";
}

/** Say what is being waited for, over the map; nothing when it has come. @param {string} words */
function waiting(words) {
  byId("waiting").textContent = words;
  byId("waiting").hidden = words === "";
}

/** @param {unknown} error */
function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}

async function loadPicture() {
  waiting(READING);
  otherPicture = null;
  picture = await Picture.load(view.get("known")).finally(() => waiting(""));
  happenings = null;
  await showLayer();
  notice(picture.timeline.places.length > 0 ? (stage.fault ?? "")
    : `${picture.timeline.dated ? "No claim is" : "Nothing is"} on record yet. Read a report first: whoholds read FILE`);
  document.body.dataset.position = String(picture.position);
}

/** Take the timeline of the layer asked for. */
async function showLayer() {
  if (picture === null) return;
  try {
    timeline = await picture.layer(view.get("layer"));
  } catch (error) {
    timeline = picture.timeline;
    notice(wordsOf(error));
  }
  slider.setTimeline(timeline);
  table.setTimeline(timeline);
  panel.setTimeline(timeline);
  stage.map?.setTimeline(timeline);
  filters.setChoices(timeline.sides, happenings);
}

/** What the map can do without at first: events, credits. */
async function loadMore() {
  const of = picture;
  if (of === null) return;
  try {
    const found = await of.happenings();
    if (picture !== of) return;
    happenings = found;
    filters.setChoices(of.timeline.sides, found);
    find.setOwn(of.timeline, found);
    showFilter();
  } catch (error) {
    notice(wordsOf(error));
  }
  credits = (await getCredits(view.get("known")).catch(() => ({ credits: [] }))).credits.map(({ words }) => words);
  fill(byId("credits"), credits.join(" "));
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
    stage.tiles = (await getState(null)).map_tiles;
    await loadPicture();
  } catch (error) {
    waiting("");
    notice(wordsOf(error), ...wayOut(() => location.reload()));
    return;
  }
  known.load(view.get("known")).then(() => { if (compare.open) showCompare(); });
  await ground.load(view.get("known"), view.get("areas"));
  await refresh();
  document.body.dataset.ready = "true";
  showReport();
  view.watch(onChange);
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
        await loadPicture();
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

/** What is drawn into a picture of the map. */
async function drawing() {
  const { map } = stage;
  const at = day();
  if (map === null || timeline === null || at === null) throw new Error("There is no map to draw.");
  const { ranked, contested } = tallyOf(legendOf(timeline));
  const layer = view.get("layer");
  return draw({
    map: await map.snapshot(), other: compare.map === null ? null : await compare.map.snapshot(),
    swipe: Number(view.get("swipe") ?? 50), title: titleOf(), sides: timeline.sides, credits,
    told: `${layer ?? "likeliest holders"}, ${known.words(view.get("known"))} (entry ${timeline.control.position})`,
    legend: [...ranked.map(([side, { held }]) => ({ code: codeOf(HELD, side), words: `${timeline?.sides[side].name} ${held}` })),
      { code: -1, words: `contested ${contested}` }],
  });
}

function titleOf() {
  const at = day();
  const other = compare.open ? dayOf(view.get("with")) : null;
  const days = at === null ? "" : `, ${other === null || other === at ? "" : `${longDay(other)} and `}${longDay(at)}`;
  return `Who holds what${days}`;
}

const share = new ShareDialog(view, {
  title: titleOf,
  query: () => {
    const box = stage.map === null || stage.asTable ? null : stage.map.bounds;
    const at = day();
    return { on: at === null ? null : isoOf(at), known: String(timeline?.control.position ?? ""), side: view.get("side"),
      bbox: box === null ? null : [box.west, box.south, box.east, box.north].map((edge) => edge.toFixed(5)).join(",") };
  },
  draw: () => stage.map === null || stage.asTable ? null : drawing(),
});
const toggle = (/** @type {string} */ id) => {
  const details = /** @type {HTMLDetailsElement} */ (byId(id));
  details.open = !details.open;
  if (details.open) details.querySelector("summary")?.focus();
};
const keys = new Keys([
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

start();
