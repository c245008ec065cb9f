// What a screen reader is told: one line, once what is looked at has settled.

import { byId, fill } from "./dom.js";

const WAIT = 900; // milliseconds; while the slider moves nothing is said

let timer = 0;

/** Say a line, unless another comes soon. @param {() => string} words */
export function say(words) {
  clearTimeout(timer);
  timer = window.setTimeout(() => fill(byId("said"), words()), WAIT);
}
