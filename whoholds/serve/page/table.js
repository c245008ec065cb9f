// The same places as a table: for screen readers, and where the map cannot be drawn.

import { shortDay } from "./days.js";
import { el, fill, said } from "./dom.js";
import { sign } from "./symbols.js";
import { confidenceWords, KINDS, percent, stateWords } from "./words.js";

const MOST_ROWS = 500;

/** The table of places; `onPick` is called with a place's identifier. */
export class PlacesTable {
  #container;
  #onPick;
  #timeline = null;
  #day = null;
  #filter = "";
  #open = null;
  #parts;

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

  setTimeline(timeline) {
    this.#timeline = timeline;
  }

  /** Show a day, and mark the place that is open. */
  show(day, open) {
    this.#day = day;
    this.#container.dataset.day = String(day);
    this.#draw(open);
  }

  /** Put the keyboard's focus on a place's row. */
  focus(id) {
    const { body } = this.#parts;
    [...body.querySelectorAll("button")].find((button) => button.dataset.place === id)?.focus();
  }

  #draw(open = this.#open) {
    this.#open = open;
    const { timeline, day } = { timeline: this.#timeline, day: this.#day };
    if (timeline === null || this.#container.hidden) return;
    const wanted = this.#filter.trim().toLowerCase();
    const places = timeline.places
      .filter((place) => place.name.toLowerCase().includes(wanted))
      .sort((a, b) => (b.periods.length > 0) - (a.periods.length > 0) || a.name.localeCompare(b.name));
    const { caption, body, more } = this.#parts;
    fill(caption, day === null ? "Places on record" : `Places on ${shortDay(day)}`);
    const focused = body.contains(document.activeElement) ? document.activeElement.dataset.place : null;
    fill(body, places.slice(0, MOST_ROWS).map((place) => this.#row(place, open)));
    if (focused) this.focus(focused);
    more.textContent = places.length > MOST_ROWS
      ? `${places.length - MOST_ROWS} more places; filter by name to see them.` : "";
  }

  #row(place, open) {
    const { sides } = this.#timeline;
    const state = this.#timeline.at(place.index, this.#day);
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
