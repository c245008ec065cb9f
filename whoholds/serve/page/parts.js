// The parts of the page, each with its place on it, and what their clicks change: the address alone.

import { CompareView } from "./compare.js";
import { isoOf } from "./days.js";
import { byId, el } from "./dom.js";
import { EvidencePanel } from "./evidence.js";
import { FilterPanel } from "./filter.js";
import { FindBox } from "./find.js";
import { GroundChoice } from "./ground.js";
import { KnownChoice } from "./known.js";
import { LayersPanel } from "./layers.js";
import { ReportDialog } from "./report.js";
import { scene, view } from "./scene.js";
import { Slider } from "./slider.js";
import { Stage } from "./stage.js";
import { PlacesTable } from "./table.js";

export const pick = (/** @type {string | null} */ place) => view.set({ place });
export const slider = new Slider(byId("time"), (day) => view.set({ day: isoOf(day) }));
export const known = new KnownChoice(/** @type {HTMLSelectElement} */ (byId("known")), byId("time").appendChild(
  el("div", { class: "known-track", hidden: true })), (position) => view.set({ known: position }));
export const compare = new CompareView(view, known, pick);
export const report = new ReportDialog(/** @type {HTMLDialogElement} */ (byId("report")), () => view.set({ report: null, claim: null }));
export const table = new PlacesTable(byId("table"), pick);
export const panel = new EvidencePanel(byId("panel"), {
  onClose: () => {
    const before = view.get("place");
    pick(null);
    if (stage.asTable) table.focus(before);
    else stage.map?.focus();
  },
  onDay: (at) => view.set({ day: isoOf(slider.within(at)) }),
  onClaim: (claim) => view.set({ report: claim.source.report, claim: claim.id }),
});
export const ground = new GroundChoice(/** @type {HTMLSelectElement} */ (byId("areas")), (areas) => view.set({ areas }));
export const layers = new LayersPanel(byId("layers-body"), /** @type {HTMLElement} */ (byId("areas").closest("label")), view);
export const filters = new FilterPanel(byId("filter-body"), byId("filter-mark"), view);
export const stage = new Stage(view, pick);
export const find = new FindBox(/** @type {HTMLInputElement} */ (byId("find")), byId("found"), {
  known: () => view.get("known"),
  onPlace: (id) => { pick(id); stage.showPlace(scene.timeline?.byId.get(id), true); },
  onActor: (actor) => view.set({ actor }),
  onSource: (source) => view.set({ source }),
  onQuote: (id, claim, place) => view.set({ report: id, claim, ...(place === null ? {} : { place }) }),
});
