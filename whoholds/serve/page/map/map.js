// The map: MapLibre GL over the embedded basemap, one sign a place, events, areas and the front.
// The slider changes feature-state only; the places' source is set once a picture.

/**
 * @import { Map as GlMap, MapMouseEvent } from "maplibre-gl"
 * @import { AreasShape, GroundShape } from "whoholds-api"
 * @import { Spot } from "../happenings.js"
 * @import { Place, Timeline } from "../timeline.js"
 * @import { Located, LonLat, Names } from "./features.js"
 */

/**
 * How the map is made. `pick` is called with a place's identifier or null.
 * @typedef {object} Making
 * @property {HTMLElement} container
 * @property {Camera | null} camera
 * @property {string} tiles
 * @property {Names} names
 * @property {boolean} [still] not to be moved by hand: it goes with another map
 * @property {(place: string | null) => void} [onPick]
 * @property {(camera: Camera) => void} [onMove]
 * @property {() => void} [onView]
 */

/** @typedef {{ zoom: number, lat: number, lon: number }} Camera */
/** @typedef {{ top?: number, right?: number, bottom?: number, left?: number }} Padding */

import { badgeImage, dot, EVENTS, hatch } from "../symbols.js";
import { loadMapLibre, RTL_SCRIPT } from "../vendor.js";
import { Backdrop, setData, warn } from "./backdrop.js";
import { EMPTY } from "./basemap.js";
import { clusters } from "./clusters.js";
import { areaNames, boxOf, circles, drawn, points, spread, usualBox } from "./features.js";
import { setImage, Signs } from "./signs.js";
import { COLOURED, colours, GROUPS, styleOf } from "./style.js";

const REACH = 12; // how far from a sign a click still means it, in pixels
const OPTIONS = /** @type {const} */ ({
  maxZoom: 15, attributionControl: false, dragRotate: false, pitchWithRotate: false, touchPitch: false,
  maplibreLogo: false, renderWorldCopies: true, fadeDuration: 0,
});

/** The map of places. `create` throws where WebGL 2 or the map's files are missing. */
export class PlacesMap {
  #map;
  #making;
  #signs;
  #backdrop;
  /** @type {Timeline | null} */
  #timeline = null;
  /** @type {Located[]} */
  #located = [];
  /** @type {string | null} */
  #selected = null;
  /** @type {Map<number, LonLat>} */
  #at = new Map();
  /** @type {AreasShape | null} */
  #ground = null;
  /** @type {Spot[]} */
  #spots = [];
  #spotsZoom = -1;
  /** @type {Names} */
  #names;

  /** @param {Making} making */
  static async create(making) {
    const probe = document.createElement("canvas").getContext("webgl2");
    if (probe === null) throw new Error("This browser has no WebGL 2.");
    probe.getExtension("WEBGL_lose_context")?.loseContext();
    const gl = await loadMapLibre();
    const set = colours();
    if (gl.getRTLTextPluginStatus() === "unavailable") gl.setRTLTextPlugin(RTL_SCRIPT, true).catch(warn);
    const { container, camera, tiles, still } = making;
    const map = new gl.Map({ ...OPTIONS, container, style: styleOf(set, tiles), interactive: !still,
      center: camera ? [camera.lon, camera.lat] : [20, 25], zoom: camera ? camera.zoom : 1.2 });
    if (!still) {
      map.touchZoomRotate.disableRotation();
      map.keyboard.disableRotation();
      map.addControl(new gl.ScaleControl({ maxWidth: 110 }), "bottom-right");
      map.addControl(new gl.NavigationControl({ showCompass: false }), "top-left");
    }
    await new Promise((resolve) => map.once("load", resolve));
    return new PlacesMap(map, making);
  }

  /** @param {GlMap} map @param {Making} making */
  constructor(map, making) {
    this.#map = map;
    this.#making = making;
    this.#names = making.names;
    this.#signs = new Signs(map);
    this.#backdrop = new Backdrop(map, making.names);
    this.#drawImages();
    map.on("error", (event) => warn(event.error));
    map.on("moveend", () => {
      making.onMove?.(this.camera);
      this.#drawSpots();
      making.onView?.();
    });
    if (!making.still) {
      map.on("click", (event) => this.#pick(event));
      map.on("mousemove", (event) => {
        map.getCanvas().style.cursor = this.#near(event.point) === null && this.#spotAt(event.point) === null ? "" : "pointer";
      });
    }
    const canvas = map.getCanvas();
    canvas.setAttribute("aria-label", making.still ? "Map of the day compared with."
      : "Map of places. Arrow keys move it, plus and minus zoom. The table view lists the same places.");
  }

  /** @returns {Camera} */
  get camera() {
    const { lng, lat } = this.#map.getCenter();
    return { zoom: this.#map.getZoom(), lat, lon: lng };
  }

  /** The ground in view, in degrees. @returns {{ west: number, south: number, east: number, north: number }} */
  get bounds() {
    const bounds = this.#map.getBounds();
    return { west: bounds.getWest(), south: Math.max(bounds.getSouth(), -90), east: bounds.getEast(), north: Math.min(bounds.getNorth(), 90) };
  }

  /** Let another map go where this one goes. @param {PlacesMap} other */
  lead(other) {
    const follow = () => other.#map.jumpTo({ center: this.#map.getCenter(), zoom: this.#map.getZoom() });
    this.#map.on("move", follow);
    follow();
    return () => this.#map.off("move", follow);
  }

  /** Take the map down. */
  remove() {
    this.#backdrop.stop();
    this.#map.remove();
  }

  /** Show the places of a picture. @param {Timeline} timeline */
  setTimeline(timeline) {
    this.#timeline = timeline;
    this.#located = timeline.places.filter(drawn);
    this.#at = spread(this.#located);
    this.#setNames();
    setData(this.#map, "radius", circles(this.#located));
    this.#signs.setTimeline(timeline, this.#located, this.#at);
    this.#backdrop.setPlaces(this.#located);
    const selected = this.#selected;
    this.#selected = null;
    this.select(selected);
    this.#drawSpots(true);
  }

  /** Show the states of a day; the container's `data-day` tells which day is on the screen. @param {number} day */
  setDay(day) {
    this.#signs.setDay(day);
  }

  /** Leave out places of other sides, and those less sure. @param {number | null} side @param {number} least */
  setFilter(side, least) {
    this.#signs.setFilter(side, least);
  }

  /** Show events, as `Happenings.spots` gives them. @param {Spot[]} spots */
  setEvents(spots) {
    this.#spots = spots;
    this.#drawSpots(true);
    this.#map.getContainer().dataset.events = String(spots.reduce((sum, spot) => sum + spot.count, 0));
  }

  /** Show the areas and fronts of a day, or none. @param {GroundShape | null} ground */
  setFront(ground) {
    setData(this.#map, "front", ground ?? EMPTY);
    this.#map.getContainer().dataset.front = ground?.on ?? "";
  }

  /** Lay the areas of a mapmaker's map under the places, or none; `data-ground` tells which. @param {AreasShape | null} areas */
  setGround(areas) {
    this.#ground = areas;
    setData(this.#map, "ground", areas ?? EMPTY);
    this.#map.getContainer().dataset.ground = areas?.id ?? "";
  }

  /** Show or hide a group of layers. @param {keyof typeof GROUPS} group @param {boolean} shown */
  setShown(group, shown) {
    for (const layer of GROUPS[group]) this.#map.setLayoutProperty(layer, "visibility", shown ? "visible" : "none");
  }

  /** Show the names in English, as in the country, or both. @param {Names} names */
  setNames(names) {
    if (names === this.#names) return;
    this.#names = names;
    this.#setNames();
    this.#backdrop.setNames(names);
  }

  /** Ring a place (by identifier), or none. @param {string | null} id */
  select(id) {
    const before = this.#timeline?.byId.get(this.#selected ?? "");
    const after = this.#timeline?.byId.get(id ?? "");
    this.#selected = id;
    if (before) this.#map.setFeatureState({ source: "places", id: before.index }, { selected: false });
    if (after) this.#map.setFeatureState({ source: "places", id: after.index }, { selected: true });
  }

  /** Move so that a place is in view, keeping clear of `padding` at the sides. @param {Place} place @param {Padding} padding */
  show(place, padding) {
    const center = this.#where(place);
    if (center === null) return;
    const zoom = Math.max(this.#map.getZoom(), 8.5);
    // An offset, not the map's own padding, which would stay and shift what the address says.
    this.#move({ center, zoom, offset: [-(padding.right ?? 0) / 2, -(padding.bottom ?? 0) / 2] });
  }

  /** Tell whether a place can be seen, clear of `padding`. @param {Place} place @param {Padding} padding */
  sees(place, padding) {
    const where = this.#where(place);
    if (where === null) return true;
    const { x, y } = this.#map.project(where);
    const { clientWidth, clientHeight } = this.#map.getContainer();
    return x > 20 && y > 20 && x < clientWidth - 20 - (padding.right ?? 0)
      && y < clientHeight - 20 - (padding.bottom ?? 0);
  }

  /** Return what tells of a place whether its sign is in view. @returns {(place: Place) => boolean} */
  inView() {
    const { west, south, east, north } = this.bounds;
    return (place) => {
      const where = drawn(place) ? this.#where(place) : null;
      if (where === null) return false;
      const [lon, lat] = where;
      return lat >= south && lat <= north && lon + 360 * Math.ceil((west - lon) / 360) <= east;
    };
  }

  /** Fit the view to where nearly all of the claims lie, keeping clear of `padding`. @param {Padding} padding */
  fit(padding) {
    this.#fitBox(usualBox(this.#located), padding);
  }

  /** Fit the view to the areas that are shown, where there is no place to fit it to. @param {Padding} padding */
  fitGround(padding) {
    this.#fitBox(boxOf(this.#ground?.features ?? []), padding);
  }

  /** Put the keyboard's focus on the map. */
  focus() {
    this.#map.getCanvas().focus();
  }

  resize() {
    this.#map.resize();
  }

  /** What is on the screen, drawn anew so that it can be read. @returns {Promise<HTMLCanvasElement>} */
  snapshot() {
    return new Promise((resolve) => {
      this.#map.once("render", () => {
        const drawing = this.#map.getCanvas();
        const copy = document.createElement("canvas");
        [copy.width, copy.height] = [drawing.width, drawing.height];
        copy.getContext("2d")?.drawImage(drawing, 0, 0);
        resolve(copy);
      });
      this.#map.triggerRepaint();
    });
  }

  /** Take the colours of the scheme that is now in force. */
  recolour() {
    const set = colours();
    for (const [layer, property, name] of COLOURED) {
      if (this.#map.getLayer(layer)) this.#map.setPaintProperty(layer, /** @type {any} */ (property), set[name]);
    }
    this.#drawImages();
    if (this.#timeline !== null) this.setTimeline(this.#timeline);
  }

  /** @param {Place} place @returns {LonLat | null} */
  #where(place) {
    if (place.lat === null || place.lon === null) return null;
    return this.#at.get(place.index) ?? [place.lon, place.lat];
  }

  #setNames() {
    const timeline = this.#timeline;
    if (timeline === null) return;
    setData(this.#map, "places", points(timeline, this.#located, this.#at, this.#names));
    setData(this.#map, "areas", areaNames(timeline.places, this.#names));
  }

  /** Draw the events anew where the zoom, or `force`, asks for it. */
  #drawSpots(force = false) {
    const zoom = Math.floor(this.#map.getZoom());
    if (!force && (zoom === this.#spotsZoom || this.#spots.length === 0)) return;
    this.#spotsZoom = zoom;
    setData(this.#map, "events", clusters(this.#spots, this.#at, zoom));
  }

  /** @param {{ center: LonLat, zoom: number, offset?: LonLat }} options */
  #move(options) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#map.easeTo({ ...options, duration: still ? 0 : 500 });
  }

  /** @param {[LonLat, LonLat] | null} box @param {Padding} padding */
  #fitBox(box, padding) {
    const fitted = box === null ? undefined : this.#map.cameraForBounds(box, { padding: /** @type {any} */ (padding), maxZoom: 11 });
    if (fitted !== undefined) this.#map.jumpTo({ center: fitted.center, zoom: fitted.zoom });
  }

  /** The event or cluster of events under a point. @param {{ x: number, y: number }} point */
  #spotAt(point) {
    const layers = ["events", "event-cluster"].filter((layer) => this.#map.getLayer(layer));
    return this.#map.queryRenderedFeatures([point.x, point.y], { layers })[0] ?? null;
  }

  /** @param {{ x: number, y: number }} point @returns {{ away: number, index: number } | null} */
  #near(point) {
    /** @type {[LonLat, LonLat]} */
    const box = [[point.x - REACH, point.y - REACH], [point.x + REACH, point.y + REACH]];
    let best = null;
    for (const found of this.#map.queryRenderedFeatures(box, { layers: ["hit"] })) {
      const index = Number(found.id);
      const where = this.#at.get(index);
      if (where === undefined || this.#signs.hides(index)) continue;
      const at = this.#map.project(where);
      const away = Math.hypot(at.x - point.x, at.y - point.y);
      if (best === null || away < best.away) best = { away, index };
    }
    return best;
  }

  /** @param {MapMouseEvent} event */
  #pick(event) {
    const near = this.#near(event.point);
    const spot = near === null ? this.#spotAt(event.point) : null;
    if (spot !== null && spot.properties.places > 1 && spot.geometry.type === "Point") {
      const [lon, lat] = spot.geometry.coordinates;
      this.#move({ center: [lon, lat], zoom: Math.min(this.#map.getZoom() + 2, 11) });
      return;
    }
    const index = near?.index ?? spot?.properties.place;
    this.#making.onPick?.(this.#timeline?.places[index]?.id ?? null);
  }

  #drawImages() {
    const set = colours();
    setImage(this.#map, "town", dot(set.faint));
    setImage(this.#map, "hatch", hatch(set.faint));
    for (const event of EVENTS) setImage(this.#map, `event:${event}`, badgeImage(event, set));
  }
}
