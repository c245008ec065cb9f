// All that the page fetches: from the server's API, or, on a published site, from files of the same shapes.
// Every failure is an Error with one line to show.

/**
 * @import { AreasShape, ControlShape, CreditsShape, GroundShape, HappeningsShape, LayerShape, MapsShape,
 *   MomentsShape, PlaceAnswerShape, ReportShape, SearchShape, StateShape, TownsShape } from "whoholds-api"
 */

import { placeOn } from "./published.js";

/** @typedef {Record<string, string | number | null | undefined>} Query */

const ROOT = "api/v1/";
const LONGEST_KEY = 120;

/** Where the data come from: `<meta name="whoholds-data" content="api">`, or `files` with `data-base`. */
const meta = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="whoholds-data"]'));

/** Whether this is a published site, whose data are files: what only a server can answer is not there. */
export const PUBLISHED = meta?.content === "files";

const FILES = meta?.dataset.base ?? "data/";
const BASEMAP = meta?.dataset.basemap ?? (PUBLISHED ? `${FILES}basemap/` : "basemap/");

/**
 * Fetch JSON of an address.
 * @param {string} address
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
async function fetched(address, signal) {
  let response;
  try {
    response = await fetch(address, { signal, credentials: "same-origin" });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Error(PUBLISHED ? `The file ${address} cannot be read here.`
      : "The server does not answer; is `whoholds serve` still running?");
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.error ?? `The server answered ${response.status}.`);
  return body;
}

/** @param {unknown} error */
export function isAbort(error) {
  return error instanceof Error && error.name === "AbortError";
}

/**
 * @param {string} path
 * @param {Query} [query]
 * @param {AbortSignal} [signal]
 */
function get(path, query = {}, signal = undefined) {
  return fetched(addressOf(path, query), signal);
}

/**
 * The address of a route with what is asked for; null and empty values are left out.
 * @param {string} path
 * @param {Query} [query]
 */
export function addressOf(path, query = {}) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") asked.set(name, String(value));
  }
  const tail = asked.toString();
  return ROOT + path + (tail ? `?${tail}` : "");
}

/** @param {string} name @param {AbortSignal} [signal] */
function file(name, signal = undefined) {
  return fetched(FILES + name, signal);
}

/**
 * The name of a published file for an identifier: `publish/file_names.py` makes the same.
 * @param {string} identifier
 */
export async function fileKey(identifier) {
  const data = new TextEncoder().encode(identifier);
  let name = "";
  for (const byte of data) {
    const letter = String.fromCharCode(byte);
    name += /[a-z0-9]/.test(letter) ? letter : letter === ":" ? "-" : `_${hex(byte)}`;
  }
  if (name.length > 0 && name.length <= LONGEST_KEY) return name;
  if (globalThis.crypto?.subtle === undefined) {
    throw new Error("A name this long can be opened over https only.");
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return `${name.slice(0, LONGEST_KEY - 65)}~${[...digest].map(hex).join("")}`;
}

/** @param {number} byte */
function hex(byte) {
  return byte.toString(16).padStart(2, "0");
}

/** @typedef {string | null} Known a position, day or instant of the record; null for the newest */

/** @param {Known} known @returns {Promise<StateShape>} */
export const getState = (known) => PUBLISHED ? file("state.json") : get("state", { known });

/** @returns {Promise<MomentsShape>} */
export const getMoments = () => PUBLISHED ? file("moments.json") : get("moments");

/** @param {Known} known @param {AbortSignal} [signal] @returns {Promise<ControlShape>} */
export const getControl = (known, signal) => PUBLISHED ? file("control.json", signal) : get("control", { known }, signal);

/** @typedef {"claimed" | "confirmed"} Layer */

/** @param {Layer} layer @param {Known} known @returns {Promise<LayerShape>} */
export const getLayer = (layer, known) =>
  PUBLISHED ? file(`layers/${layer}.json`) : get(`layers/${layer}`, { known });

/** @param {Known} known @returns {Promise<HappeningsShape>} */
export const getHappenings = (known) => PUBLISHED ? file("happenings.json") : get("happenings", { known });

/** @param {unknown} error @returns {never} */
function onlyLastDay(error) {
  throw isAbort(error) ? error : new Error("On a published site the last day alone has areas, where any are known.");
}

/** @param {string} on @param {Known} known @param {AbortSignal} [signal] @returns {Promise<GroundShape>} */
export const getGround = (on, known, signal) =>
  PUBLISHED ? file(`ground/${on}.json`, signal).catch(onlyLastDay) : get("ground", { on, known }, signal);

/** @param {Known} known @returns {Promise<CreditsShape>} */
export const getCredits = (known) => PUBLISHED ? file("credits.json") : get("credits", { known });

/**
 * @param {string} id
 * @param {string | null} on
 * @param {Known} known
 * @param {AbortSignal} [signal]
 * @returns {Promise<PlaceAnswerShape>}
 */
export const getPlace = async (id, on, known, signal) => PUBLISHED
  ? placeOn(await file(`places/${await fileKey(id)}.json`, signal), on)
  : get(`places/${encodeURIComponent(id)}`, { on, known }, signal);

/** @param {Known} known @returns {Promise<MapsShape>} */
export const getMaps = (known) => PUBLISHED ? file("maps.json") : get("maps", { known });

/** @param {string} id @param {Known} known @param {AbortSignal} [signal] @returns {Promise<AreasShape>} */
export const getAreas = async (id, known, signal) => PUBLISHED
  ? file(`areas/${await fileKey(id)}.json`, signal)
  : get(`maps/${encodeURIComponent(id)}/areas`, { known }, signal);

/** @param {string} id @param {Known} known @returns {Promise<ReportShape>} */
export const getReport = async (id, known) => PUBLISHED
  ? file(`reports/${await fileKey(id)}.json`)
  : get(`reports/${encodeURIComponent(id)}`, { known });

/** @param {string} q @param {Known} known @param {AbortSignal} [signal] @returns {Promise<SearchShape>} */
export const search = (q, known, signal) => get("search", { q, known, limit: 6 }, signal);

/** @param {Query} box @param {AbortSignal} [signal] @returns {Promise<TownsShape>} */
export const getTowns = (box, signal) => get("towns", box, signal);

/** @param {"50m" | "10m"} scale @returns {Promise<any>} */
export const getBasemap = (scale) => fetched(`${BASEMAP}countries-${scale}.json`);
