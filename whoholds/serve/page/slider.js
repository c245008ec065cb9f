// The day slider: steps by day and by change, plays, with a bar for every day that claims speak of.

/** @import { Timeline } from "./timeline.js" */

import { axisDays, dayOf, isoOf, longDay, shortDay } from "./days.js";
import { el, fill, svg } from "./dom.js";

const MOST_BARS = 240;
const SPEEDS = /** @type {const} */ ([[700, "slowly"], [250, "steadily"], [80, "fast"]]); // milliseconds a day

/** The slider under the map; calls `onDay` with a day number. */
export class Slider {
  #onDay;
  /** @type {Timeline | null} */
  #timeline = null;
  #usual = { first: 0, last: 0 };
  /** @type {{ day: number[], claims: number[] } | null} */
  #bars = null;
  #day = 0;
  #first = 0;
  #last = 0;
  /** @type {number[]} */
  #changes = [];
  #playing = 0;
  #parts;

  /** @param {HTMLElement} container @param {(day: number) => void} onDay */
  constructor(container, onDay) {
    this.#onDay = onDay;
    const step = (/** @type {string} */ label, /** @type {string} */ mark, /** @type {() => number | null} */ move) => el("button",
      { type: "button", "aria-label": label, title: label, on: { click: () => this.#step(move()) } }, mark);
    this.#parts = {
      before: step("Previous change", "«", () => this.#changeBefore()),
      back: step("Previous day", "‹", () => this.#day - 1),
      on: step("Next day", "›", () => this.#day + 1),
      after: step("Next change", "»", () => this.#changeAfter()),
      play: el("button", { type: "button", class: "time-play", "aria-label": "Play the days", "aria-pressed": "false",
        title: "Play the days", on: { click: () => this.play() } }, "▶"),
      speed: el("select", { "aria-label": "How fast the days are played", class: "time-speed" },
        SPEEDS.map(([pause, words]) => el("option", { value: pause, selected: pause === 250 }, words))),
      shown: el("output", { class: "time-day", for: "day" }),
      pick: el("input", { type: "date", class: "time-pick", "aria-label": "Go to a day",
        on: { change: () => { this.#step(dayOf(this.#parts.pick.value)); } } }),
      range: el("input", { type: "range", id: "day", step: 1, "aria-label": "Day",
        on: { input: () => { this.#step(Number(this.#parts.range.value)); } } }),
      bars: svg("svg", { class: "time-bars", preserveAspectRatio: "none", "aria-hidden": "true" }),
      axis: el("div", { class: "time-axis", "aria-hidden": "true" }),
      span: el("select", { "aria-label": "Days shown", class: "time-span",
        on: { change: () => { this.#chooseSpan(this.#parts.span.value === "all"); } } }),
    };
    const { before, back, on, after, play, speed, shown, pick, range, bars, axis, span } = this.#parts;
    fill(container,
      el("div", { class: "time-steps" }, el("span", { class: "time-run" }, play, speed), before, back, shown, on, after,
        el("span", { class: "time-more" }, pick, span)),
      el("div", { class: "time-track" }, bars, range, axis));
    new ResizeObserver(() => this.#drawAxis()).observe(axis);
  }

  /** Take over the days of a picture. @param {Timeline} timeline */
  setTimeline(timeline) {
    this.#timeline = timeline;
    this.#bars = null;
    this.#changes = timeline.changeDays;
    const { first, last } = timeline;
    if (first !== null) this.#usual = timeline.usualSpan();
    const long = first !== null && last !== null && last - first > 3 * (this.#usual.last - this.#usual.first + 30);
    const { span } = this.#parts;
    fill(span,
      el("option", { value: "usual" }, "days with most claims"),
      el("option", { value: "all" }, "all days"));
    span.hidden = !long;
    span.value = long ? "usual" : "all";
    this.#setSpan(!long);
  }

  /** Draw other bars than those of all claims; null for all again. @param {{ day: number[], claims: number[] } | null} bars */
  setBars(bars) {
    this.#bars = bars;
    this.#drawBars();
  }

  /** Begin to go on day by day, or stop. */
  play(wanted = this.#playing === 0) {
    clearTimeout(this.#playing);
    this.#playing = 0;
    const { play, speed } = this.#parts;
    play.setAttribute("aria-pressed", String(wanted));
    play.setAttribute("aria-label", wanted ? "Stop playing" : "Play the days");
    play.textContent = wanted ? "❚❚" : "▶";
    if (!wanted || this.#timeline === null) return;
    // From the end it begins anew.
    if (this.#day >= this.#last) this.#go(this.#first);
    const next = () => {
      if (this.#day >= this.#last) {
        this.play(false);
        return;
      }
      this.#go(this.#day + 1);
      this.#playing = window.setTimeout(next, Number(speed.value));
    };
    this.#playing = window.setTimeout(next, Number(speed.value));
  }

  get playing() {
    return this.#playing !== 0;
  }

  /** Take a step, as its buttons do. @param {"back" | "on" | "before" | "after"} name */
  press(name) {
    this.#parts[name].click();
  }

  /** The day to begin with: the last one that most claims speak of. */
  get lastDay() {
    return this.#usual.last;
  }

  /** Keep a day within the days of the picture. @param {number} day */
  within(day) {
    return Math.min(Math.max(day, this.#timeline?.first ?? day), this.#timeline?.last ?? day);
  }

  /** @param {number} day */
  setDay(day) {
    this.#day = day;
    const { range, shown, pick, before, back, on, after, span } = this.#parts;
    if (day < this.#first || day > this.#last) {
      span.value = "all";
      this.#setSpan(true);
    }
    range.value = String(day);
    range.setAttribute("aria-valuetext", longDay(day));
    pick.value = isoOf(day);
    const [weekday, ...rest] = longDay(day).split(" ");
    fill(shown, el("span", { class: "time-weekday" }, `${weekday} `), rest.join(" "));
    before.disabled = this.#changeBefore() === null;
    back.disabled = day <= (this.#timeline?.first ?? day);
    on.disabled = day >= (this.#timeline?.last ?? day);
    after.disabled = this.#changeAfter() === null;
  }

  /** A step by hand: it stops the playing. @param {number | null} day */
  #step(day) {
    this.play(false);
    this.#go(day);
  }

  /** @param {number | null} day */
  #go(day) {
    if (day === null || Number.isNaN(day)) return;
    this.#onDay(this.within(day));
  }

  #changeBefore() {
    return this.#changes.findLast((day) => day < this.#day && day === this.within(day)) ?? null;
  }

  #changeAfter() {
    return this.#changes.find((day) => day > this.#day && day === this.within(day)) ?? null;
  }

  /** @param {boolean} all */
  #chooseSpan(all) {
    this.#setSpan(all);
    this.#step(Math.min(Math.max(this.#day, this.#first), this.#last));
  }

  /** @param {boolean} all */
  #setSpan(all) {
    const { range, pick, play } = this.#parts;
    const [first, last] = [this.#timeline?.first ?? null, this.#timeline?.last ?? null];
    range.disabled = play.disabled = first === null;
    if (first === null || last === null) return;
    this.#first = all ? first : this.#usual.first;
    this.#last = all ? last : this.#usual.last;
    range.min = String(this.#first);
    range.max = String(this.#last);
    pick.min = isoOf(first);
    pick.max = isoOf(last);
    range.value = String(this.#day);
    this.#drawBars();
    this.#drawAxis();
  }

  #drawBars() {
    if (this.#timeline === null) return;
    const { day, claims } = this.#bars ?? this.#timeline.control.events;
    const days = this.#last - this.#first + 1;
    const width = Math.max(1, Math.ceil(days / MOST_BARS));
    /** @type {Map<number, number>} */
    const heights = new Map();
    day.forEach((each, row) => {
      if (each < this.#first || each > this.#last) return;
      const bar = Math.floor((each - this.#first) / width);
      heights.set(bar, (heights.get(bar) ?? 0) + claims[row]);
    });
    const most = [...heights.values()].reduce((most, each) => Math.max(most, each), 1);
    const { bars } = this.#parts;
    // A bar's middle lies over the thumb's middle: the thumb travels over days - 1 steps.
    const steps = Math.max(days - 1, 1);
    bars.setAttribute("viewBox", `0 0 ${steps} 100`);
    fill(bars, [...heights].map(([bar, count]) => {
      const height = 14 + 86 * Math.sqrt(count / most);
      const thick = width === 1 ? Math.min(0.6, steps / 60) : width * 0.8;
      const middle = bar * width + (width - 1) / 2;
      return svg("rect", { x: middle - thick / 2, y: 100 - height, width: thick, height });
    }));
  }

  #drawAxis() {
    const { axis } = this.#parts;
    if (this.#timeline === null || this.#timeline.first === null) return;
    const most = Math.max(2, Math.floor(axis.clientWidth / 74));
    const span = Math.max(this.#last - this.#first, 1);
    fill(axis, axisDays(this.#first, this.#last, most).map(({ day, label }) => {
      const tick = el("span", { title: shortDay(day) }, label);
      tick.style.left = `${(100 * (day - this.#first)) / span}%`;
      return tick;
    }));
  }
}
