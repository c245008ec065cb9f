// "As known": the newest record, or an earlier moment of it, at which a report had just been read.

import { getMoments } from "./api.js";
import { shortInstant } from "./days.js";
import { el, fill } from "./dom.js";

const LONGEST_TITLE = 60;

/** The choice of what was known; calls `onKnown` with a position, or null for the newest. */
export class KnownChoice {
  #select;
  #moments = [];

  constructor(select, onKnown) {
    this.#select = select;
    select.addEventListener("change", () => onKnown(select.value === "" ? null : select.value));
  }

  async load(known) {
    try {
      this.#moments = (await getMoments()).moments;
    } catch {
      this.#moments = []; // the newest record can still be looked at
    }
    this.setKnown(known);
  }

  setKnown(known) {
    const newest = this.#moments[0]?.position;
    const rows = this.#moments.filter((moment) => moment.position !== newest).map((moment) =>
      el("option", { value: moment.position }, `after entry ${moment.position}, ${shortInstant(moment.recorded)}: ${short(moment.title)}`));
    const given = known !== null && !this.#moments.some((moment) => String(moment.position) === known);
    fill(this.#select, el("option", { value: "" }, "now: everything on record"),
      given ? el("option", { value: known }, asGiven(known)) : null, rows);
    this.#select.value = known ?? "";
  }
}

function asGiven(known) {
  return /^\d+$/.test(known) ? `after entry ${known}` : `at ${known}`;
}

function short(title) {
  const text = title ?? "a report without a title";
  return text.length > LONGEST_TITLE ? `${text.slice(0, LONGEST_TITLE - 1)}…` : text;
}
