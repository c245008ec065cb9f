// The queue: what waits, what was decided in this sitting, and which claim is looked at.

/** @import { QueuedShape } from "whoholds-api" */

import { shortIso } from "../days.js";
import { el, fill, said } from "../dom.js";
import { eventWords } from "../words.js";
import { MARKS, VERDICTS } from "./vocabulary.js";

/**
 * A claim of the queue. `state` is `waiting`, `saving`, a verdict, or `overtaken`; `entry` the decision's.
 * @typedef {{ queued: QueuedShape, state: string, entry: number | null, told: string }} Item
 */

/** The list. `onPick` is called with the index of a claim that is clicked. */
export class Queue {
  /** @type {Item[]} */
  items = [];
  at = -1;
  #list;
  #onPick;

  /** @param {HTMLElement} list @param {(index: number) => void} onPick */
  constructor(list, onPick) {
    this.#list = list;
    this.#onPick = onPick;
    list.addEventListener("click", (event) => {
      const row = /** @type {HTMLElement} */ (event.target).closest("[data-index]");
      if (row !== null) this.#onPick(Number(/** @type {HTMLElement} */ (row).dataset.index));
    });
  }

  /** @param {QueuedShape[]} claims */
  set(claims) {
    this.items = claims.map(item);
    this.at = -1;
    this.draw();
  }

  /** @param {QueuedShape[]} claims */
  add(claims) {
    const known = new Set(this.items.map((each) => each.queued.claim));
    this.items.push(...claims.filter((each) => !known.has(each.claim)).map(item));
    this.draw();
  }

  get current() {
    return this.items[this.at] ?? null;
  }

  /** The index of the next claim that waits, after `from` and then from the start; -1 for none. */
  next(from = this.at) {
    const after = this.items.findIndex((each, index) => index > from && each.state === "waiting");
    return after !== -1 ? after : this.items.findIndex((each) => each.state === "waiting");
  }

  /** @param {string} claim */
  find(claim) {
    return this.items.findIndex((each) => each.queued.claim === claim);
  }

  /** @param {number} index */
  select(index) {
    this.at = index;
    this.draw();
    const row = this.#list.children[index];
    row?.scrollIntoView({ block: "nearest" });
    this.#list.setAttribute("aria-activedescendant", row?.id ?? "");
  }

  draw() {
    fill(this.#list, this.items.map((each, index) => this.#row(each, index)));
    if (this.items.length === 0) fill(this.#list, el("li", { class: "quiet nothing" }, "Nothing waits for review here."));
  }

  /** @param {Item} each @param {number} index */
  #row(each, index) {
    const { queued, state, told } = each;
    const top = queued.reasons[0];
    return el("li", { id: `queued-${index}`, role: "option", "aria-selected": String(index === this.at),
      class: `queued is-${state}`, data: { index: String(index), claim: queued.claim } },
    el("p", { class: "queued-head" },
      el("span", { class: "event" }, eventWords(queued.event, queued.status)),
      queued.places.length > 0 ? [": ", said(shorten(queued.places.join(", ")))] : null),
    el("p", { class: "queued-quote" }, said(queued.quote)),
    queued.mark ? el("p", { class: "mark-note" }, MARKS[queued.mark]) : null,
    el("p", { class: "queued-foot quiet" },
      state === "waiting" ? (top ? said(shorten(top.words)) : "nothing special") : el("strong", {}, told || state),
      " · ", said(shorten(queued.publisher ?? "no publisher")), ` · ${shortIso(queued.published)}`,
      queued.posts > 0 ? ` · ${queued.posts} ${queued.posts === 1 ? "post" : "posts"}` : null));
  }
}

const LONGEST = 90; // characters of a name in a list

/** Names from reports may be of any length. @param {string} text */
export function shorten(text, most = LONGEST) {
  const letters = Array.from(text);
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

/** @param {QueuedShape} queued @returns {Item} */
function item(queued) {
  return { queued, state: "waiting", entry: null, told: "" };
}

/** What is told of a decided item. @param {string} verdict */
export function decidedWords(verdict) {
  return VERDICTS[verdict] ?? verdict;
}
