// Where the map stands among the other parts: when it is made, what covers it, what is drawn on it.

/** @import { AreasShape, GroundShape } from "whoholds-api" */
/** @import { Camera, Padding, PlacesMap as PlacesMapType } from "./map/map.js" */
/** @import { Names } from "./map/features.js" */
/** @import { ViewState } from "./state.js" */
/** @import { Place, Timeline } from "./timeline.js" */

import { byId } from "./dom.js";
import { isShown, SWITCHES } from "./layers.js";
import { PlacesMap } from "./map/map.js";

const NARROW = 760; // pixels: a narrower screen has its panel below

/** The map's place on the page: `map` is null until it is looked at, `fault` says why it cannot be drawn. */
export class Stage {
  #view;
  #onPick;
  /** @type {Promise<void> | null} */
  #started = null;
  /** @type {PlacesMapType | null} */
  map = null;
  /** @type {string | null} */
  fault = null;
  tiles = "";
  /** @type {AreasShape | null} */
  areas = null;
  /** @type {GroundShape | null} */
  front = null;

  /** @param {ViewState} view @param {(place: string | null) => void} onPick */
  constructor(view, onPick) {
    this.#view = view;
    this.#onPick = onPick;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.map?.recolour());
  }

  get asTable() {
    return this.fault !== null || this.#view.get("view") === "table";
  }

  /** @returns {Names} */
  get names() {
    const asked = this.#view.get("names");
    return asked === "local" || asked === "both" ? asked : "";
  }

  /** Make the map, once. @param {Timeline} timeline @param {number | null} day @param {() => void} onView */
  start(timeline, day, onView) {
    this.#started ??= this.#make(timeline, day, onView);
    return this.#started;
  }

  /** Make another map that is not moved by hand. @param {HTMLElement} container */
  second(container) {
    return PlacesMap.create({ container, camera: this.map?.camera ?? null, tiles: this.tiles, names: this.names, still: true });
  }

  /** Show the layers that the address asks for. */
  showLayers() {
    for (const [layer] of SWITCHES) this.map?.setShown(layer, isShown(this.#view, layer));
    this.map?.setNames(this.names);
  }

  /** @param {AreasShape | null} areas */
  setAreas(areas) {
    this.areas = areas;
    this.map?.setGround(areas);
  }

  /** @param {GroundShape | null} front */
  setFront(front) {
    this.front = front;
    this.map?.setFront(front);
  }

  /** Ring a place, and go there where it cannot be seen; `always`: in any case. @param {Place | undefined} place */
  showPlace(place, always = false) {
    const { map } = this;
    if (map === null) return;
    map.select(place?.id ?? null);
    if (place && !this.asTable && (always || !map.sees(place, this.#covered()))) map.show(place, this.#covered());
  }

  /** Fit the view to the areas that are shown. */
  fitAreas() {
    this.map?.fitGround(this.#clear());
  }

  /** How much of the map the panel covers: its side on a wide screen, its height on a narrow one. @returns {Padding} */
  #covered() {
    const box = byId("panel").getBoundingClientRect();
    const stage = byId("map").getBoundingClientRect();
    if (byId("panel").hidden) return { right: 0, bottom: 0 };
    return innerWidth < NARROW
      ? { right: 0, bottom: Math.max(0, stage.bottom - box.top) }
      : { right: Math.max(0, stage.right - box.left), bottom: 0 };
  }

  /** What the first view keeps clear of: the legend beside it, or below it on a narrow screen. @returns {Padding} */
  #clear() {
    const legend = byId("legend").getBoundingClientRect();
    return innerWidth < NARROW
      ? { top: 50, right: 60, bottom: legend.height + 60, left: 50 }
      : { top: 50, right: 110, bottom: 50, left: legend.width + 40 };
  }

  /** @returns {Camera | null} */
  get #camera() {
    const asked = (this.#view.get("map") ?? "").split("/").map(Number);
    return asked.length === 3 && asked.every(Number.isFinite) && Math.abs(asked[1]) <= 90
      ? { zoom: asked[0], lat: asked[1], lon: asked[2] } : null;
  }

  /** @param {Timeline} timeline @param {number | null} day @param {() => void} onView */
  async #make(timeline, day, onView) {
    const camera = this.#camera;
    try {
      const map = await PlacesMap.create({
        container: byId("map"), camera, tiles: this.tiles, names: this.names, onPick: this.#onPick,
        onMove: ({ zoom, lat, lon }) =>
          this.#view.set({ map: `${zoom.toFixed(2)}/${lat.toFixed(4)}/${lon.toFixed(4)}` }),
        onView,
      });
      this.map = map;
      map.setTimeline(timeline);
      map.setGround(this.areas);
      map.setFront(this.front);
      if (camera === null) map.fit(this.#clear());
      if (camera === null && timeline.places.length === 0) this.fitAreas();
      if (day !== null) map.setDay(day);
      this.showLayers();
    } catch (error) {
      this.fault = `The map cannot be drawn here (${error instanceof Error ? error.message : error}). The table shows the same places.`;
    }
  }
}
