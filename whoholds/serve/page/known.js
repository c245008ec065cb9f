// "As known": the newest record, or an earlier moment of it, at which a report had just been read.

/** @import { MomentShape } from "whoholds-api" */

import { getMoments } from "./api.js";
import { shortInstant } from "./days.js";
import { el, fill } from "./dom.js";

const LONGEST_TITLE = 60;
const WAIT = 350; // milliseconds after the handle's last step before that record is asked for

/** The choice of what was known, as a list and as a handle; calls `onKnown` with a position, null for the newest. */
export class KnownChoice {
  #select;
  #track;
  #range;
  #told;
  #onKnown;
  #timer = 0;
  /** @type {MomentShape[]} newest first */
  #moments = [];

  /** @param {HTMLSelectElement} select @param {HTMLElement} track @param {(position: string | null) => void} onKnown */
  constructor(select, track, onKnown) {
    this.#select = select;
    this.#track = track;
    this.#onKnown = onKnown;
    select.addEventListener("change", () => onKnown(select.value === "" ? null : select.value));
    this.#range = el("input", { type: "range", id: "known-range", min: 0, step: 1, on: { input: () => this.#slide() } });
    this.#told = el("output", { for: "known-range" });
    fill(track, el("label", { for: "known-range" }, "As known"), this.#range, this.#told);
  }

  /** @param {string | null} known */
  async load(known) {
    try {
      this.#moments = (await getMoments()).moments;
    } catch {
      this.#moments = []; // the newest record can still be looked at
    }
    this.setKnown(known);
  }

  /** @param {string | null} known */
  setKnown(known) {
    fill(this.#select, this.options(known));
    this.#select.value = known ?? "";
    this.#range.max = String(Math.max(this.#moments.length - 1, 0));
    const at = known === null ? 0 : this.#moments.findIndex((moment) => String(moment.position) === known);
    this.#range.value = String(this.#moments.length - 1 - Math.max(at, 0));
    this.#track.hidden = this.#moments.length < 2;
    this.#tell(known !== null && at < 0 ? asGiven(known) : null);
  }

  /** The choices as options, the newest first. @param {string | null} known */
  options(known) {
    const newest = this.#moments[0]?.position;
    const rows = this.#moments.filter((moment) => moment.position !== newest).map((moment) =>
      el("option", { value: moment.position }, `after entry ${moment.position}, ${shortInstant(moment.recorded)}: ${short(moment.title)}`));
    const given = known !== null && !rows.some((row) => row.value === known);
    return [el("option", { value: "" }, "now: everything on record"),
      given ? el("option", { value: known }, asGiven(known)) : null, ...rows];
  }

  /** A state of knowledge in a few words. @param {string | null} known */
  words(known) {
    if (known === null) return "as known now";
    const moment = this.#moments.find((each) => String(each.position) === known);
    return `as known ${moment ? shortInstant(moment.recorded) : asGiven(known)}`;
  }

  get #chosen() {
    return this.#moments[this.#moments.length - 1 - Number(this.#range.value)];
  }

  #slide() {
    this.#tell(null);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      const chosen = this.#chosen;
      if (chosen !== undefined) this.#onKnown(chosen === this.#moments[0] ? null : String(chosen.position));
    }, WAIT);
  }

  /** @param {string | null} given what is known, where no moment of the list is it */
  #tell(given) {
    const chosen = this.#chosen;
    const words = given ?? (chosen === undefined || chosen === this.#moments[0] ? "now"
      : `${shortInstant(chosen.recorded)} (${this.#range.value} of ${this.#range.max} earlier readings)`);
    fill(this.#told, words);
    this.#range.setAttribute("aria-valuetext", words);
  }
}

/** @param {string} known */
function asGiven(known) {
  return /^\d+$/.test(known) ? `after entry ${known}` : `at ${known}`;
}

/** @param {string | null} title */
function short(title) {
  const text = title ?? "a report without a title";
  return text.length > LONGEST_TITLE ? `${text.slice(0, LONGEST_TITLE - 1)}…` : text;
}
