// Two days beside each other, or two states of knowledge of one day: a second map under a handle that is
// swiped, and the list of what differs.

/**
 * @import { Difference, Moment } from "./differences.js"
 * @import { KnownChoice } from "./known.js"
 * @import { PlacesMap } from "./map/map.js"
 * @import { ViewState } from "./state.js"
 */

import { dayOf, isoOf, shortDay } from "./days.js";
import { differences } from "./differences.js";
import { byId, el, fill, said } from "./dom.js";
import { sign } from "./symbols.js";
import { UNKNOWN } from "./timeline.js";
import { count, stateWords } from "./words.js";

const MOST = 300; // rows of the list
const STEP = 5; // hundredths that a key moves the handle

/** A moment with its knowledge: null for the newest. @typedef {Moment & { known: string | null }} Known */

/** What is compared with: the controls, the handle and the list. */
export class CompareView {
  #view;
  #known;
  #onPick;
  #swipe = byId("swipe");
  #list = byId("changes");
  #day;
  #select;
  #labels;
  /** @type {PlacesMap | null} */
  #map = null;
  /** @type {(() => void) | null} */
  #unlead = null;
  /** @type {Moment["timeline"] | null} what the second map shows */
  #drawn = null;

  /** @param {ViewState} view @param {KnownChoice} known @param {(place: string) => void} onPick */
  constructor(view, known, onPick) {
    this.#view = view;
    this.#known = known;
    this.#onPick = onPick;
    this.#day = el("input", { type: "date", id: "with-day", on: { change: () => {
      const day = dayOf(this.#day.value);
      if (day !== null) view.set({ with: isoOf(day) });
    } } });
    this.#select = el("select", { id: "with-known", on: { change: () => { view.set({ withknown: this.#select.value || null }); } } });
    this.#labels = { left: el("p", { class: "swipe-label swipe-left", hidden: true }),
      right: el("p", { class: "swipe-label swipe-right", hidden: true }) };
    fill(byId("compare-bar"),
      el("label", { for: "with-day" }, "Compare with"), this.#day,
      el("label", { for: "with-known", class: "visually-hidden" }, "As known, for the other"), this.#select,
      el("button", { type: "button", on: { click: () => this.#turn() } }, "Swap"),
      el("button", { type: "button", on: { click: () => this.close() } }, "End"));
    this.#swipe.before(this.#labels.left, this.#labels.right);
    this.#swipe.addEventListener("pointerdown", (event) => this.#drag(event));
    this.#swipe.addEventListener("keydown", (event) => this.#key(event));
  }

  get open() {
    return this.#view.get("with") !== null || this.#view.get("withknown") !== null;
  }

  /** End the comparison. */
  close() {
    this.#view.set({ with: null, withknown: null, swipe: null });
  }

  /** Show the comparison of the view's moment with another. @param {Known} main @param {Known} other */
  show(main, other) {
    this.#show(true);
    this.#day.value = isoOf(other.day);
    // A choice of "the same" is meant where both are known alike.
    fill(this.#select, el("option", { value: "" }, "known alike"),
      this.#known.options(other.known).flatMap((option) => {
        if (option?.value === "") option.value = "now";
        return option ?? [];
      }));
    this.#select.value = this.#view.get("withknown") ?? "";
    fill(this.#labels.left, shortDay(other.day), el("small", {}, this.#known.words(other.known)));
    fill(this.#labels.right, shortDay(main.day), el("small", {}, this.#known.words(main.known)));
    this.#place();
    const found = differences(other, main);
    this.#draw(found, main, other);
    if (this.#map !== null) {
      if (this.#drawn !== other.timeline) this.#map.setTimeline(other.timeline);
      this.#drawn = other.timeline;
      this.#map.setDay(other.day);
    }
    return found.length;
  }

  /** Put the comparison away. */
  hide() {
    this.#show(false);
    this.#unlead?.();
    this.#map?.remove();
    this.#unlead = this.#map = this.#drawn = null;
  }

  /** The second map, null where there is none yet. */
  get map() {
    return this.#map;
  }

  /** Take a second map, that goes where the first goes. @param {PlacesMap} map @param {PlacesMap} leader */
  setMap(map, leader) {
    this.#map = map;
    this.#unlead = leader.lead(map);
  }

  /** @param {boolean} shown */
  #show(shown) {
    for (const node of [byId("compare-bar"), byId("map-other"), this.#swipe, this.#list, ...Object.values(this.#labels)]) node.hidden = !shown;
    document.body.dataset.compare = shown ? "open" : "shut";
    byId("compare").setAttribute("aria-pressed", String(shown));
  }

  #turn() {
    const [day, known] = [this.#view.get("day"), this.#view.get("known")];
    const withKnown = this.#view.get("withknown");
    this.#view.set({
      day: this.#day.value, with: day,
      known: withKnown === null ? known : withKnown === "now" ? null : withKnown,
      withknown: withKnown === null ? null : known ?? "now",
    });
  }

  /** Where the handle stands, in hundredths from the left. */
  get #at() {
    const asked = Number(this.#view.get("swipe") ?? 50);
    return asked >= 0 && asked <= 100 ? asked : 50;
  }

  #place(at = this.#at) {
    byId("stage").style.setProperty("--swipe", `${at}%`);
    this.#swipe.setAttribute("aria-valuenow", String(Math.round(at)));
  }

  /** @param {PointerEvent} event */
  #drag(event) {
    event.preventDefault();
    this.#swipe.focus();
    const { left, width } = byId("stage").getBoundingClientRect();
    let at = this.#at;
    const move = (/** @type {PointerEvent} */ moved) => {
      at = Math.min(100, Math.max(0, (100 * (moved.clientX - left)) / width));
      this.#place(at);
    };
    const end = () => {
      window.removeEventListener("pointermove", move);
      this.#view.set({ swipe: Math.round(at) });
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end, { once: true });
    window.addEventListener("pointercancel", end, { once: true });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -100, End: 100 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = Math.min(100, Math.max(0, this.#at + step));
    this.#view.set({ swipe: at });
    this.#place(at);
  }

  /** @param {Difference[]} found @param {Known} main @param {Known} other */
  #draw(found, main, other) {
    const learned = main.known !== other.known;
    const title = main.day === other.day && learned ? `What is told otherwise of ${shortDay(main.day)}`
      : `What differs, ${shortDay(other.day)} to ${shortDay(main.day)}`;
    const words = (/** @type {Difference["before"]} */ state, /** @type {Known} */ { timeline }) => {
      if (state === null) return el("span", { class: "signed" }, "not on record");
      const { lead, holder } = stateWords({ ...state, actor: null }, timeline.sides);
      return el("span", { class: "signed" }, sign(state, timeline.sides),
        el("span", {}, lead === "Held by" ? said(holder) : holder ? [`${lead} `, said(holder)] : lead));
    };
    const unknown = found.filter(({ before, after }) => [before, after].some((each) => each === null || each.state === UNKNOWN)).length;
    fill(this.#list, el("div", { class: "panel-scroll" },
      el("h2", {}, title),
      el("p", { class: "quiet", role: "status" }, found.length === 0 ? "No place differs."
        : `${count(found.length, "place differs", "places differ")}; of ${unknown} nothing was known on one side.`),
      learned ? el("p", { class: "quiet" }, `Left: ${this.#known.words(other.known)}. Right: ${this.#known.words(main.known)}.`) : null,
      el("ol", { class: "differences" }, found.slice(0, MOST).map((each) => el("li", {},
        el("button", { type: "button", class: "link", data: { place: each.place.id },
          on: { click: () => this.#onPick(each.place.id) } }, said(each.place.name)),
        el("p", {}, words(each.before, other), el("span", { class: "arrow", "aria-label": "then" }, "→"), words(each.after, main))))),
      found.length > MOST ? el("p", { class: "quiet" }, `${found.length - MOST} more are not listed.`) : null));
  }
}
