// The same places as a table: for screen readers, and where the map cannot be drawn.

/** @import { Place, Timeline } from "./timeline.js" */

import { shortDay } from "./days.js";
import { el, fill, said } from "./dom.js";
import { sign } from "./symbols.js";
import { confidenceWords, KINDS, percent, stateWords } from "./words.js";

const MOST_ROWS = 500;
const collator = new Intl.Collator("en"); // localeCompare is slow over many names

/** The table of places; `onPick` is called with a place's identifier. */
export class PlacesTable {
  #container;
  #onPick;
  /** @type {Timeline | null} */
  #timeline = null;
  /** @type {number | null} */
  #day = null;
  #filter = "";
  /** @type {string | null} */
  #open = null;
  /** @type {(place: Place) => boolean} */
  #let = () => true;
  #parts;

  /** @param {HTMLElement} container @param {(place: string) => void} onPick */
  constructor(container, onPick) {
    this.#container = container;
    this.#onPick = onPick;
    const filter = el("input", { type: "search", placeholder: "Filter by name", "aria-label": "Filter by name",
      on: { input: (event) => { this.#filter = event.target.value; this.#draw(); } } });
    const caption = el("caption");
    const body = el("tbody");
    const more = el("p", { class: "table-more" });
    this.#parts = { caption, body, more };
    fill(container,
      el("div", { class: "table-filter" }, filter),
      el("table", {}, caption,
        el("thead", {}, el("tr", {}, ["Place", "Holder", "Confidence", "Since", "Claims"].map((name) =>
          el("th", { scope: "col" }, name)))),
        body),
      more);
  }

  /** @param {Timeline} timeline */
  setTimeline(timeline) {
    this.#timeline = timeline;
  }

  /** List only some places. @param {(place: Place) => boolean} let_ */
  setFilter(let_) {
    this.#let = let_;
    this.#draw();
  }

  /** Show a day, and mark the place that is open. @param {number | null} day @param {string | null} open */
  show(day, open) {
    this.#day = day;
    this.#container.dataset.day = String(day);
    this.#draw(open);
  }

  /** Put the keyboard's focus on a place's row. @param {string | null | undefined} id */
  focus(id) {
    const { body } = this.#parts;
    [...body.querySelectorAll("button")].find((button) => button.dataset.place === id)?.focus();
  }

  #draw(open = this.#open) {
    this.#open = open;
    const timeline = this.#timeline;
    const day = this.#day;
    if (timeline === null || this.#container.hidden) return;
    const wanted = this.#filter.trim().toLowerCase();
    const places = timeline.places
      .filter((place) => (place.name.toLowerCase().includes(wanted) || place.local?.includes(wanted)) && this.#let(place))
      .sort((a, b) => Number(b.rows.length > 0) - Number(a.rows.length > 0) || collator.compare(a.name, b.name));
    const { caption, body, more } = this.#parts;
    fill(caption, day === null ? "Places on record" : `Places on ${shortDay(day)}`);
    const active = document.activeElement;
    const focused = active instanceof HTMLElement && body.contains(active) ? active.dataset.place : null;
    fill(body, places.slice(0, MOST_ROWS).map((place) => this.#row(timeline, place, open)));
    if (focused) this.focus(focused);
    more.textContent = places.length > MOST_ROWS
      ? `${places.length - MOST_ROWS} more places; filter by name to see them.` : "";
  }

  /** @param {Timeline} timeline @param {Place} place @param {string | null} open */
  #row(timeline, place, open) {
    const { sides } = timeline;
    const state = timeline.at(place.index, this.#day);
    const { lead, holder } = stateWords(state, sides);
    const sure = state.known && holder !== null;
    return el("tr", { "aria-current": place.id === open ? "true" : null },
      el("th", { scope: "row" },
        el("button", { type: "button", data: { place: place.id }, on: { click: () => this.#onPick(place.id) } },
          said(place.name)),
        place.kind === "settlement" ? null : el("small", {}, ` ${KINDS[place.kind]}`)),
      el("td", { data: { label: "Holder" } }, el("span", { class: "signed" }, sign(state, sides),
        el("span", {}, lead === "Held by" ? said(holder) : holder ? [`${lead} `, said(holder)] : lead))),
      el("td", { data: { label: "Confidence" } },
        sure ? `${confidenceWords(state.confidence)}, ${percent(state.confidence)}` : "–"),
      el("td", { data: { label: "Since" } }, state.known && state.start !== null ? shortDay(state.start) : "–"),
      el("td", { data: { label: "Claims" } }, place.claims));
  }
}
