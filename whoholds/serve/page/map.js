// The map: MapLibre GL over the embedded basemap, and one sign a place.
// The slider changes feature-state only; sources are set once a picture.

import { getTowns } from "./api.js";
import { EMPTY, loadBasemap } from "./basemap.js";
import { visible } from "./dom.js";
import { dot, hatch, image } from "./symbols.js";
import { Timeline } from "./timeline.js";

const FONTS = ["sans-serif"];
const CLOSE_UP = 5; // from this zoom the finer basemap is worth its 3.7 MB
const TOWNS_FROM = 6; // the zoom from which towns are shown for orientation
const BESIDE = 0.03; // degrees, about 3 km: a town so near to a place on record is that place
const CROWD = 2000; // with more places than this, signs seen from afar are smaller
const REACH = 12; // how far from a sign a click still means it, in pixels
const LONGEST_NAME = 40; // characters of a name on the map
const LEAST_RADIUS = 300; // smaller circles hide under the sign, in metres

/** The map of places. `create` throws where WebGL 2 or the map's files are missing. */
export class PlacesMap {
  #gl;
  #map;
  #timeline = null;
  #shown = new Map();
  #selected = null;
  #day = null;
  #at = new Map();
  #scale = null;
  #settled = false;
  #asked = null;
  #ground = null;
  #onPick;

  static async create({ container, camera, tiles, onPick, onMove, onView }) {
    const probe = document.createElement("canvas").getContext("webgl2");
    if (probe === null) throw new Error("This browser has no WebGL 2.");
    probe.getExtension("WEBGL_lose_context")?.loseContext();
    const gl = await import("./vendor/maplibre-gl/maplibre-gl.mjs");
    const made = new PlacesMap();
    await made.#start(gl, { container, camera, tiles, onPick, onMove, onView });
    return made;
  }

  async #start(gl, { container, camera, tiles, onPick, onMove, onView }) {
    this.#gl = gl;
    this.#onPick = onPick;
    this.#map = new gl.Map({
      container,
      style: styleOf(colours(), tiles),
      center: camera ? [camera.lon, camera.lat] : [20, 25],
      zoom: camera ? camera.zoom : 1.2,
      maxZoom: 15,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maplibreLogo: false,
      renderWorldCopies: true,
      fadeDuration: 0,
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    const credit = ["Basemap: Natural Earth (public domain), borders as they are de facto; towns: GeoNames (CC BY 4.0)"];
    if (tiles) credit.push(`tiles: ${new URL(tiles).host}`);
    this.#map.addControl(new gl.AttributionControl({ compact: false, customAttribution: credit }));
    this.#map.addControl(new gl.ScaleControl({ maxWidth: 110 }), "bottom-right");
    this.#map.addControl(new gl.NavigationControl({ showCompass: false }), "top-left");
    this.#map.on("error", (event) => console.warn("map:", event.error?.message ?? event));
    this.#map.on("moveend", () => {
      onMove(this.camera);
      if (this.#settled) this.#refine();
      this.#showTowns();
      onView();
    });
    this.#map.on("click", (event) => this.#pick(event));
    this.#map.on("mousemove", (event) => {
      this.#map.getCanvas().style.cursor = this.#near(event.point) === null ? "" : "pointer";
    });
    this.#map.getCanvas().setAttribute("aria-label",
      "Map of places. Arrow keys move it, plus and minus zoom. The table view lists the same places.");
    await new Promise((resolve) => this.#map.once("load", resolve));
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => this.#recolour());
    // The finer basemap keeps the one worker busy for a while: the coarse one and the places first.
    this.#setBasemap("50m").then(() => this.#map.once("idle", () => {
      this.#settled = true;
      this.#refine();
      this.#showTowns();
    }));
  }

  get camera() {
    const { lng, lat } = this.#map.getCenter();
    return { zoom: this.#map.getZoom(), lat, lon: lng };
  }

  /** Show the places of a picture. */
  setTimeline(timeline) {
    const map = this.#map;
    this.#timeline = timeline;
    this.#shown = new Map();
    map.removeFeatureState({ source: "places" });
    for (const layer of map.getStyle().layers) {
      if (layer.id.startsWith("sign:")) map.removeLayer(layer.id);
    }
    const located = timeline.places.filter(drawn);
    this.#at = spread(located);
    map.getSource("places").setData(points(timeline, located, this.#at));
    map.getSource("radius").setData(circles(located));
    map.getSource("areas").setData(areas(timeline.places));
    for (const [name, draw] of [["town", dot], ["hatch", hatch]]) {
      if (map.hasImage(name)) map.removeImage(name);
      map.addImage(name, draw(colours().faint), { pixelRatio: 2 });
    }
    this.#drawSigns(timeline, located);
    const selected = this.#selected;
    this.#selected = null;
    this.select(selected);
    if (this.#day !== null) this.setDay(this.#day);
  }

  /** Show the states of a day; the container's `data-day` tells which day is on the screen. */
  setDay(day) {
    this.#day = day;
    const map = this.#map;
    if (this.#timeline === null) return;
    for (const place of this.#timeline.places) {
      if (!drawn(place)) continue;
      const state = this.#timeline.at(place.index, day);
      const code = Timeline.code(state);
      if (this.#shown.get(place.index) === code) continue;
      this.#shown.set(place.index, code);
      map.setFeatureState({ source: "places", id: place.index }, { code });
    }
    const tell = () => {
      if (this.#day !== day) return;
      if (map.isSourceLoaded("places")) map.getContainer().dataset.day = String(day);
      else map.once("render", tell);
    };
    map.once("render", tell);
    map.triggerRepaint();
  }

  /** Lay the areas of a mapmaker's map under the places (GeoJSON), or none; `data-ground` tells which. */
  setGround(collection) {
    this.#ground = collection;
    this.#map.getSource("ground").setData(collection ?? EMPTY);
    this.#map.getContainer().dataset.ground = collection?.id ?? "";
  }

  /** Ring a place (by identifier), or none. */
  select(id) {
    const before = this.#timeline?.byId.get(this.#selected);
    const after = this.#timeline?.byId.get(id);
    this.#selected = id;
    if (before) this.#map.setFeatureState({ source: "places", id: before.index }, { selected: false });
    if (after) this.#map.setFeatureState({ source: "places", id: after.index }, { selected: true });
  }

  /** Move so that a place is in view, keeping clear of `padding` at the sides. */
  show(place, padding) {
    if (place.lat === null || place.lon === null) return;
    const zoom = Math.max(this.#map.getZoom(), 8.5);
    // An offset, not the map's own padding, which would stay and shift what the address says.
    const offset = [-(padding.right ?? 0) / 2, -(padding.bottom ?? 0) / 2];
    this.#move({ center: this.#at.get(place.index) ?? [place.lon, place.lat], zoom, offset });
  }

  /** Tell whether a place can be seen, clear of `padding`. */
  sees(place, padding) {
    if (place.lat === null || place.lon === null) return true;
    const { x, y } = this.#map.project(this.#at.get(place.index) ?? [place.lon, place.lat]);
    const { clientWidth, clientHeight } = this.#map.getContainer();
    return x > 20 && y > 20 && x < clientWidth - 20 - (padding.right ?? 0)
      && y < clientHeight - 20 - (padding.bottom ?? 0);
  }

  /** Return what tells of a place whether its sign is in view. */
  inView() {
    const bounds = this.#map.getBounds();
    const [west, east] = [bounds.getWest(), bounds.getEast()];
    const [south, north] = [bounds.getSouth(), bounds.getNorth()];
    return (place) => {
      if (!drawn(place)) return false;
      const [lon, lat] = this.#at.get(place.index) ?? [place.lon, place.lat];
      return lat >= south && lat <= north && lon + 360 * Math.ceil((west - lon) / 360) <= east;
    };
  }

  /** Fit the view to where nearly all of the claims lie, keeping clear of `padding` at the sides. */
  fit(padding) {
    const box = usualBox(this.#timeline.places.filter(drawn));
    if (box === null) return;
    const fitted = this.#map.cameraForBounds(box, { padding, maxZoom: 11 });
    if (fitted !== undefined) this.#map.jumpTo({ center: fitted.center, zoom: fitted.zoom });
  }

  /** Fit the view to the areas that are shown, where there is no place to fit it to. */
  fitGround(padding) {
    const corners = (this.#ground?.features ?? [])
      .flatMap((feature) => feature.geometry?.coordinates.flat(feature.geometry.type === "Polygon" ? 1 : 2) ?? []);
    if (corners.length === 0) return;
    const edge = (axis, pick) => corners.reduce((found, corner) => pick(found, corner[axis]), corners[0][axis]);
    const box = [[edge(0, Math.min), edge(1, Math.min)], [edge(0, Math.max), edge(1, Math.max)]];
    const fitted = this.#map.cameraForBounds(box, { padding, maxZoom: 11 });
    if (fitted !== undefined) this.#map.jumpTo({ center: fitted.center, zoom: fitted.zoom });
  }

  /** Put the keyboard's focus on the map. */
  focus() {
    this.#map.getCanvas().focus();
  }

  resize() {
    this.#map.resize();
  }

  #refine() {
    if (this.#map.getZoom() >= CLOSE_UP && this.#scale !== "10m") this.#setBasemap("10m");
  }

  async #setBasemap(scale) {
    this.#scale = scale;
    try {
      const base = await loadBasemap(scale);
      if (this.#scale !== scale) return;
      for (const name of ["land", "borders", "coast", "labels"]) {
        this.#map.getSource(name).setData(base[name]);
      }
    } catch (error) {
      console.warn("map:", error.message);
    }
  }

  /** Show the greatest towns in view, faintly, but none beside a place that is on record. */
  async #showTowns() {
    if (!this.#settled || this.#map.getZoom() < TOWNS_FROM) return;
    this.#asked?.abort();
    this.#asked = new AbortController();
    const bounds = this.#map.getBounds();
    const wrapped = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
    const box = {
      west: wrapped(bounds.getWest()), south: Math.max(bounds.getSouth(), -90),
      east: wrapped(bounds.getEast()), north: Math.min(bounds.getNorth(), 90),
    };
    try {
      const towns = await getTowns(box, this.#asked.signal);
      this.#map.getSource("towns").setData(townPoints(towns, this.#timeline.places.filter(drawn)));
    } catch (error) {
      if (error.name !== "AbortError") console.warn("map:", error.message);
    }
  }

  #move(options) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#map.easeTo({ ...options, duration: still ? 0 : 500 });
  }

  #near(point) {
    const box = [[point.x - REACH, point.y - REACH], [point.x + REACH, point.y + REACH]];
    if (!this.#map.getLayer("hit")) return null;
    let best = null;
    for (const found of this.#map.queryRenderedFeatures(box, { layers: ["hit"] })) {
      const at = this.#map.project(found.geometry.coordinates);
      const away = Math.hypot(at.x - point.x, at.y - point.y);
      if (best === null || away < best.away) best = { away, index: found.id };
    }
    return best;
  }

  #pick(event) {
    const near = this.#near(event.point);
    this.#onPick(near === null ? null : this.#timeline.places[near.index].id);
  }

  #drawSigns(timeline, located) {
    const map = this.#map;
    const codes = new Set([0]);
    const scale = located.length > CROWD ? 0.5 : 1;
    for (const place of located) for (const code of codesOf(timeline, place)) codes.add(code);
    for (const code of [...codes].sort((a, b) => a - b)) {
      const name = `sign:${code}`;
      const pixels = image(code, timeline.sides, colours());
      if (map.hasImage(name)) map.removeImage(name);
      map.addImage(name, pixels, { pixelRatio: 2 });
      // The unknown keep their size in a crowd: a smaller ring would not be found.
      const [far, near, close] = code === 0 ? [0.6, 0.65, 0.8] : [0.72 * scale, 0.95 * scale, 1.2];
      map.addLayer({
        id: name,
        type: "symbol",
        source: "places",
        filter: ["in", `,${code},`, ["get", "codes"]],
        layout: {
          "icon-image": name,
          "icon-size": ["interpolate", ["linear"], ["zoom"], 3, far, 8, near, 12, close],
          "icon-allow-overlap": true,
          "icon-padding": 0,
        },
        paint: {
          "icon-opacity": ["case", ["==", ["coalesce", ["feature-state", "code"], -9], code], 1, 0],
        },
      }, "hit"); // above the names, which keep clear of what is placed before them
    }
  }

  #recolour() {
    const set = colours();
    for (const [layer, property, name] of COLOURED) {
      if (this.#map.getLayer(layer)) this.#map.setPaintProperty(layer, property, set[name]);
    }
    if (this.#timeline !== null) this.setTimeline(this.#timeline);
  }
}

// Which layer takes which colour of the style sheet.
const COLOURED = [
  ["sea", "background-color", "sea"], ["land", "fill-color", "land"],
  ["coast", "line-color", "coast"], ["borders", "line-color", "border"],
  ["labels", "text-color", "faint"], ["labels", "text-halo-color", "land"],
  ["towns", "text-color", "faint"], ["towns", "text-halo-color", "land"],
  ["areas", "text-color", "faint"], ["areas", "text-halo-color", "land"],
  ["radius", "fill-color", "ink"], ["radius-line", "line-color", "ink"],
  ["selected", "circle-stroke-color", "ink"], ["names", "text-color", "ink"],
  ["names", "text-halo-color", "land"],
];

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    sea: of("--sea"), land: of("--land"), coast: of("--coast"), border: of("--border"),
    faint: of("--map-faint"), ink: of("--ink"), paper: of("--sign-paper"), line: of("--sign-ink"),
    grey: of("--sign-grey"),
  };
}

function styleOf(set, tiles) {
  const geojson = (data = EMPTY) => ({ type: "geojson", data });
  const raster = tiles ? { tiles: { type: "raster", tiles: [tiles], tileSize: 256, maxzoom: 19 } } : {};
  return {
    version: 8,
    sources: {
      ...raster,
      land: { ...geojson(), tolerance: 0.2 }, borders: { ...geojson(), tolerance: 0.2 },
      coast: { ...geojson(), tolerance: 0.2 }, labels: geojson(), areas: geojson(), towns: geojson(),
      ground: geojson(),
      places: { ...geojson(), tolerance: 0 }, radius: geojson(),
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": set.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": set.land } },
      ...(tiles ? [{ id: "tiles", type: "raster", source: "tiles" }] : []),
      { id: "ground", type: "fill", source: "ground", filter: ["==", ["get", "state"], "held"],
        paint: { "fill-color": ["coalesce", ["get", "colour"], set.grey], "fill-opacity": 0.3 } },
      { id: "ground-contested", type: "fill", source: "ground",
        filter: ["==", ["get", "state"], "contested"], paint: { "fill-pattern": "hatch" } },
      { id: "ground-edge", type: "line", source: "ground", layout: { "line-join": "round" },
        paint: { "line-color": ["coalesce", ["get", "colour"], set.grey], "line-width": 1.2,
          "line-opacity": 0.8 } },
      { id: "coast", type: "line", source: "coast",
        paint: { "line-color": set.coast, "line-width": 0.8 } },
      { id: "borders", type: "line", source: "borders", layout: { "line-join": "round" },
        paint: { "line-color": set.border, "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.6, 8, 1.6],
          "line-dasharray": [4, 2] } },
      { id: "labels", type: "symbol", source: "labels", maxzoom: 9,
        layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 11.5,
          "text-transform": "uppercase", "text-letter-spacing": 0.14, "text-max-width": 7,
          "symbol-sort-key": ["-", 0, ["get", "size"]] },
        paint: { "text-color": set.faint, "text-halo-color": set.land, "text-halo-width": 1 } },
      { id: "areas", type: "symbol", source: "areas", minzoom: 5,
        layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 13,
          "text-letter-spacing": 0.08, "symbol-sort-key": ["-", 0, ["get", "claims"]] },
        paint: { "text-color": set.faint, "text-halo-color": set.land, "text-halo-width": 1.2 } },
      { id: "towns", type: "symbol", source: "towns", minzoom: TOWNS_FROM,
        layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 11.5,
          "icon-image": "town", "text-anchor": "left", "text-offset": [0.45, 0],
          "icon-optional": false, "symbol-sort-key": ["-", 0, ["get", "population"]] },
        paint: { "text-color": set.faint, "text-halo-color": set.land, "text-halo-width": 1.2 } },
      { id: "radius", type: "fill", source: "radius",
        paint: { "fill-color": set.ink, "fill-opacity": 0.05 } },
      { id: "radius-line", type: "line", source: "radius",
        paint: { "line-color": set.ink, "line-width": 1, "line-dasharray": [3, 3], "line-opacity": 0.45 } },
      { id: "selected", type: "circle", source: "places",
        paint: { "circle-radius": 15, "circle-opacity": 0, "circle-stroke-width": 2.5,
          "circle-stroke-color": set.ink,
          "circle-stroke-opacity": ["case", ["boolean", ["feature-state", "selected"], false], 0.9, 0] } },
      { id: "names", type: "symbol", source: "places",
        layout: { "text-field": ["get", "name"], "text-font": FONTS, "text-size": 12.5,
          "text-variable-anchor": ["left", "right", "top", "bottom", "top-left", "top-right", "bottom-left", "bottom-right"], "text-radial-offset": 1.15,
          "text-justify": "auto", "text-padding": 1, "text-max-width": 12,
          "symbol-sort-key": ["-", 0, ["get", "claims"]] },
        paint: { "text-color": set.ink, "text-halo-color": set.land, "text-halo-width": 1.6 } },
      { id: "hit", type: "circle", source: "places",
        paint: { "circle-radius": 8, "circle-opacity": 0 } },
    ],
  };
}

/** Whether a place belongs on the map: provinces and countries are areas, not points to be held. */
function drawn(place) {
  const point = place.kind === "site" || place.kind === "settlement" || place.periods.length > 0;
  return point && place.lat !== null && place.lon !== null;
}

function codesOf(timeline, place) {
  return new Set([0, ...timeline.periodsOf(place.index).map(Timeline.code)]);
}

/**
 * Where the sign of each place stands, by index. A place known only by its anchor would lie on the
 * anchor's own sign: it is put on the edge of its circle, the next one there a step further round.
 */
function spread(places) {
  const taken = new Map();
  const at = new Map();
  const key = ({ lat, lon }) => `${lat.toFixed(5)}/${lon.toFixed(5)}`;
  for (const place of places) {
    if (place.precision !== "anchored") taken.set(key(place), 0);
  }
  for (const place of places) {
    const others = taken.get(key(place));
    if (place.precision !== "anchored" || others === undefined || !(place.radius > 0)) {
      at.set(place.index, [place.lon, place.lat]);
      taken.set(key(place), others ?? 0);
      continue;
    }
    taken.set(key(place), others + 1);
    at.set(place.index, circle(place)[(16 + 11 * others) % 64]);
  }
  return at;
}

function townPoints(towns, places) {
  const near = (lat, lon) => places.some((place) =>
    Math.abs(place.lat - lat) < BESIDE && Math.abs(place.lon - lon) < BESIDE);
  return {
    type: "FeatureCollection",
    features: towns.name.map((name, row) => ({
      type: "Feature",
      properties: { name: short(name), population: towns.population[row] },
      geometry: { type: "Point", coordinates: [towns.lon[row], towns.lat[row]] },
    })).filter((_, row) => !near(towns.lat[row], towns.lon[row])),
  };
}

function areas(places) {
  return {
    type: "FeatureCollection",
    features: places
      .filter((place) => !drawn(place) && place.kind !== "country" && place.lat !== null && place.lon !== null)
      .map((place) => ({
        type: "Feature",
        properties: { name: short(place.name), claims: place.claims },
        geometry: { type: "Point", coordinates: [place.lon, place.lat] },
      })),
  };
}

function points(timeline, places, at) {
  return {
    type: "FeatureCollection",
    features: places.map((place) => ({
      type: "Feature",
      id: place.index,
      properties: {
        name: short(place.name),
        claims: place.claims,
        codes: `,${[...codesOf(timeline, place)].join(",,")},`,
      },
      geometry: { type: "Point", coordinates: at.get(place.index) },
    })),
  };
}

function short(name) {
  const letters = Array.from(visible(name));
  return letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME - 1).join("")}…` : letters.join("");
}

/** One circle for all places that lie somewhere in it: more would darken each other. */
function circles(places) {
  const wide = places.filter((place) => place.precision === "anchored" && place.radius >= LEAST_RADIUS);
  const apart = new Map(wide.map((place) => [[place.lat, place.lon, place.radius].join("/"), place]));
  return {
    type: "FeatureCollection",
    features: [...apart.values()].map((place) => ({
      type: "Feature",
      properties: {},
      geometry: { type: "Polygon", coordinates: [circle(place)] },
    })),
  };
}

function circle({ lat, lon, radius }) {
  const north = radius / 111_195;
  const east = north / Math.max(Math.cos((lat * Math.PI) / 180), 0.01);
  return Array.from({ length: 65 }, (_, step) => {
    const angle = (2 * Math.PI * step) / 64;
    return [lon + east * Math.cos(angle), lat + north * Math.sin(angle)];
  });
}

/** The box around nearly all claims: a name put on the wrong continent must not set the view. */
function usualBox(places) {
  const weighty = places.filter((place) => place.periods.length > 0);
  const used = weighty.length > 0 ? weighty : places;
  if (used.length === 0) return null;
  const bounds = (name) => {
    const order = [...used].sort((a, b) => a[name] - b[name]);
    const reach = (place) => place.precision !== "anchored" ? 0
      : place.radius / 111_195 / (name === "lon" ? Math.max(Math.cos((place.lat * Math.PI) / 180), 0.01) : 1);
    const total = order.reduce((sum, place) => sum + place.claims, 0);
    const at = (share) => {
      let sum = 0;
      for (const place of order) {
        sum += place.claims;
        if (sum >= share * total) return place[name];
      }
      return order.at(-1)[name];
    };
    const [low, high] = used.length < 8 ? [order[0][name], order.at(-1)[name]] : [at(0.04), at(0.96)];
    const inside = used.filter((place) => place[name] >= low && place[name] <= high);
    return [Math.min(...inside.map((place) => place[name] - reach(place))),
      Math.max(...inside.map((place) => place[name] + reach(place)))];
  };
  const [west, east] = bounds("lon");
  const [south, north] = bounds("lat");
  const least = 0.03; // degrees: one place alone still shows its surroundings
  return [[west - least, south - least], [east + least, north + least]];
}
