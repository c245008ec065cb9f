// The filter: which claims, events and places are shown. It lives in the address; the panel sets it.

/**
 * @import { ClaimShape, SideShape } from "whoholds-api"
 * @import { Happenings } from "./happenings.js"
 * @import { ViewState } from "./state.js"
 */

import { el, fill } from "./dom.js";
import { eventName } from "./words.js";

const MOST_NAMES = 300; // offered to choose from; others can be typed

/** What is let through; null and 0 let everything. `side` is an identifier, `actor` and `source` names. */
export const NAMES = /** @type {const} */ (["side", "event", "status", "actor", "source", "least"]);

/** @typedef {{ side: string | null, event: string | null, status: string | null, actor: string | null, source: string | null, least: number }} Filter */

/** @param {ViewState} view @returns {Filter} */
export function filterOf(view) {
  const least = Number(view.get("least") ?? 0);
  return {
    side: view.get("side"), event: view.get("event"), status: view.get("status"), actor: view.get("actor"),
    source: view.get("source"), least: least > 0 && least <= 1 ? least : 0,
  };
}

/**
 * Whether a claim passes.
 * @param {Filter} filter
 * @param {ClaimShape} claim
 */
export function letsThrough(filter, claim) {
  const { side, event, status, actor, source, least } = filter;
  const about = [...claim.actors, ...claim.targets];
  return (side === null || claim.actors.some((each) => each.side === side))
    && (event === null || claim.event === event)
    && (status === null || claim.status === status)
    && (actor === null || about.some((each) => each.name === actor || each.mention === actor))
    && (source === null || claim.source.publisher === source)
    && claim.confidence >= least;
}

/** The controls of the filter. */
export class FilterPanel {
  #view;
  #parts;
  #clear;
  #mark;
  #found;

  /** @param {HTMLElement} body @param {HTMLElement} mark where the number of conditions stands @param {ViewState} view */
  constructor(body, mark, view) {
    this.#view = view;
    this.#mark = mark;
    const set = (/** @type {typeof NAMES[number]} */ name) => (/** @type {Event} */ event) =>
      view.set({ [name]: /** @type {HTMLInputElement} */ (event.target).value.trim() || null });
    const select = (/** @type {typeof NAMES[number]} */ name) =>
      el("select", { id: `filter-${name}`, on: { change: set(name) } });
    const typed = (/** @type {"actor" | "source"} */ name) => el("input", { id: `filter-${name}`, type: "search",
      list: `filter-${name}s`, maxlength: 200, autocomplete: "off", on: { change: set(name) } });
    this.#parts = { side: select("side"), event: select("event"), status: select("status"),
      actor: typed("actor"), source: typed("source"), least: select("least") };
    this.#clear = el("button", { type: "button", on: { click: () => view.set(Object.fromEntries(NAMES.map((name) => [name, null]))) } },
      "Clear the filter");
    this.#found = el("p", { class: "quiet" });
    const titles = { side: "Side", event: "Event", status: "Status", actor: "Group", source: "Publisher", least: "Sureness" };
    fill(body, NAMES.map((name) => el("p", { class: "field" }, el("label", { for: `filter-${name}` }, titles[name]), this.#parts[name])),
      el("datalist", { id: "filter-actors" }), el("datalist", { id: "filter-sources" }),
      el("p", { class: "quiet" }, "Side and sureness hold for places and events, the rest for events and claims."),
      this.#found, this.#clear);
    this.setChoices([], null);
  }

  /**
   * Offer what there is to choose from.
   * @param {SideShape[]} sides
   * @param {Happenings | null} happenings
   */
  setChoices(sides, happenings) {
    const any = () => el("option", { value: "" }, "any");
    const { side, event, status, least } = this.#parts;
    const events = happenings?.shape.events ?? [];
    const statuses = happenings?.shape.statuses ?? [];
    fill(side, any(), sides.map((each) => el("option", { value: each.id }, each.name)));
    fill(event, any(), events.map((each) => el("option", { value: each }, eventName(each))));
    fill(status, any(), statuses.map((each) => el("option", { value: each }, each)));
    fill(least, any(), [["0.55", "likely or more"], ["0.8", "very likely or more"], ["0.95", "almost certain"]]
      .map(([value, words]) => el("option", { value }, words)));
    for (const [id, names] of /** @type {const} */ ([["filter-actors", happenings?.shape.actors], ["filter-sources", happenings?.shape.sources]])) {
      const list = document.getElementById(id);
      if (list !== null) fill(list, (names ?? []).slice(0, MOST_NAMES).map((name) => el("option", { value: name })));
    }
    this.show();
  }

  /** Show what the address says; `found` tells how many claims pass. @param {number | null} [found] */
  show(found = null) {
    let set = 0;
    for (const name of NAMES) {
      const value = this.#view.get(name) ?? "";
      const control = this.#parts[name];
      if (control instanceof HTMLSelectElement && value !== "" && ![...control.options].some((each) => each.value === value)) {
        control.append(el("option", { value }, value));
      }
      control.value = value;
      if (value !== "") set += 1;
    }
    this.#clear.disabled = set === 0;
    this.#mark.textContent = set === 0 ? "" : String(set);
    this.#found.textContent = set === 0 || found === null ? "" : `${found} events on record pass it.`;
  }
}
