// The desk's requests to the API. Every failure is an Error with the server's one line; `newer` on it is
// what somebody else decided meanwhile.

/**
 * @import { QueueShape, ReviewClaimShape, ReviewedShape, UndoneShape, EffectShape, OptionsShape, TalkShape,
 *   MentionsShape, HistoryShape, PlaceDecidedShape, HistoryRowShape, SessionShape } from "whoholds-api"
 */

const ROOT = "../api/v1/";

/** Somebody else decided first. */
export class Overtaken extends Error {
  /** @param {string} message @param {HistoryRowShape | null} newer */
  constructor(message, newer) {
    super(message);
    this.newer = newer;
  }
}

let token = "";

/**
 * @param {string} path
 * @param {Record<string, string | number | null | undefined>} [query]
 * @param {unknown} [body] sent, where there is one
 * @returns {Promise<any>}
 */
async function ask(path, query = {}, body = undefined) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") asked.set(name, String(value));
  }
  const tail = asked.toString();
  /** @type {RequestInit} */
  const how = { credentials: "same-origin" };
  if (body !== undefined) {
    how.method = "POST";
    how.body = JSON.stringify(body);
    how.headers = { "Content-Type": "application/json", ...(token ? { "X-Whoholds-Token": token } : {}) };
  }
  let response;
  try {
    response = await fetch(ROOT + path + (tail ? `?${tail}` : ""), how);
  } catch {
    throw new Error("The server does not answer; is `whoholds serve` still running?");
  }
  const found = await response.json().catch(() => null);
  if (response.status === 409) throw new Overtaken(found?.error ?? "Somebody decided first.", found?.newer ?? null);
  if (!response.ok) throw new Error(found?.error ?? `The server answered ${response.status}.`);
  return found;
}

/** @param {string} id */
const part = (id) => encodeURIComponent(id);

/** Who asks; the token of the session is kept for what is written. @returns {Promise<SessionShape>} */
export async function getSession() {
  const session = await ask("session");
  token = session.token;
  return session;
}

/** @param {string} q @param {number | null} known @param {number} offset @param {number} limit @returns {Promise<QueueShape>} */
export const getQueue = (q, known, offset, limit) => ask("review/queue", { q, known, offset, limit });

/** @param {string} id @param {number | null} known @returns {Promise<ReviewClaimShape>} */
export const getClaim = (id, known) => ask(`review/claims/${part(id)}`, { known });

/** @param {object} review @returns {Promise<ReviewedShape>} */
export const postReview = (review) => ask("reviews", {}, review);

/** @param {number} entry @param {string} why @returns {Promise<UndoneShape>} */
export const postUndo = (entry, why) => ask("reviews/undo", {}, { entry, why });

/** @param {number} entry @param {number | null} known @returns {Promise<EffectShape>} */
export const getEffect = (entry, known) => ask("review/effect", { entry, known });

/** @param {string} q @param {string | null} country @returns {Promise<OptionsShape>} */
export const getOptions = (q, country) => ask("review/places", { q, country });

/** @param {object} decision @returns {Promise<PlaceDecidedShape>} */
export const postPlace = (decision) => ask("places/decisions", {}, decision);

/** @param {string} about @returns {Promise<TalkShape>} */
export const getTalk = (about) => ask(`talk/${part(about)}`);

/** @param {string} about @param {object} step @returns {Promise<TalkShape>} */
export const postTalk = (about, step) => ask(`talk/${part(about)}`, {}, step);

/** @returns {Promise<MentionsShape>} */
export const getMentions = () => ask("mentions");

/** @param {string} subject @returns {Promise<HistoryShape>} */
export const getHistory = (subject) => ask(`history/${part(subject)}`);

/** @param {{ west: number, south: number, east: number, north: number }} box @returns {Promise<any>} */
export const getTowns = (box) => ask("towns", { ...box, limit: 60 });
