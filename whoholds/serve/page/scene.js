// What is looked at and what of it has come: the address, one state of knowledge, its layer, its events.

/** @import { Happenings } from "./happenings.js" */
/** @import { Picture } from "./picture.js" */
/** @import { Timeline } from "./timeline.js" */

import { dayOf } from "./days.js";
import { byId, fill } from "./dom.js";
import { ViewState } from "./state.js";

export const view = new ViewState();

/**
 * `timeline` is that of the layer that is shown; all are null until they have come.
 * @type {{ picture: Picture | null, timeline: Timeline | null, happenings: Happenings | null, credits: string[] }}
 */
export const scene = { picture: null, timeline: null, happenings: null, credits: [] };

/** The day that is looked at, null where nothing on record has one. */
export function day() {
  const { timeline } = scene;
  if (timeline === null || timeline.first === null || timeline.last === null) return null;
  const asked = dayOf(view.get("day")) ?? timeline.usualSpan().last;
  return Math.min(Math.max(asked, timeline.first), timeline.last);
}

/** Say something over the page; nothing where `text` is empty. @param {string} text @param {import("./dom.js").Child[]} more */
export function notice(text, ...more) {
  fill(byId("notice"), text, more);
  byId("notice").hidden = text === "";
}

/** Say what is being waited for, over the map; nothing when it has come. @param {string} words */
export function waiting(words) {
  byId("waiting").textContent = words;
  byId("waiting").hidden = words === "";
}

/** The one line of a failure. @param {unknown} error */
export function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}
