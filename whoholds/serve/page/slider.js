// The day slider: steps by day and by change, with a bar for every day that claims speak of.

import { axisDays, dayOf, isoOf, longDay, shortDay } from "./days.js";
import { el, fill, svg } from "./dom.js";

const MOST_BARS = 240;

/** The slider under the map; calls `onDay` with a day number. */
export class Slider {
  #onDay;
  #timeline = null;
  #usual = null;
  #day = null;
  #first = 0;
  #last = 0;
  #changes = [];
  #parts;

  constructor(container, onDay) {
    this.#onDay = onDay;
    const step = (label, mark, move) => el("button",
      { type: "button", "aria-label": label, title: label, on: { click: () => this.#go(move()) } }, mark);
    this.#parts = {
      before: step("Previous change", "«", () => this.#changeBefore()),
      back: step("Previous day", "‹", () => this.#day - 1),
      on: step("Next day", "›", () => this.#day + 1),
      after: step("Next change", "»", () => this.#changeAfter()),
      shown: el("output", { class: "time-day", for: "day" }),
      pick: el("input", { type: "date", class: "time-pick", "aria-label": "Go to a day",
        on: { change: (event) => this.#go(dayOf(event.target.value)) } }),
      range: el("input", { type: "range", id: "day", step: 1, "aria-label": "Day",
        on: { input: (event) => this.#go(Number(event.target.value)) } }),
      bars: svg("svg", { class: "time-bars", preserveAspectRatio: "none", "aria-hidden": "true" }),
      axis: el("div", { class: "time-axis", "aria-hidden": "true" }),
      span: el("select", { "aria-label": "Days shown", class: "time-span",
        on: { change: () => this.#chooseSpan(this.#parts.span.value === "all") } }),
    };
    const { before, back, on, after, shown, pick, range, bars, axis, span } = this.#parts;
    fill(container,
      el("div", { class: "time-steps" }, before, back, shown, on, after,
        el("span", { class: "time-more" }, pick, span)),
      el("div", { class: "time-track" }, bars, range, axis));
    new ResizeObserver(() => this.#drawAxis()).observe(axis);
  }

  /** Take over the days of a picture. */
  setTimeline(timeline) {
    this.#timeline = timeline;
    const { start } = timeline.control.periods;
    this.#changes = [...new Set(start.filter((day) => day !== null))].sort((a, b) => a - b);
    const usual = timeline.first === null ? null : timeline.usualSpan();
    const long = usual !== null && timeline.last - timeline.first > 3 * (usual.last - usual.first + 30);
    this.#usual = usual;
    const { span } = this.#parts;
    fill(span,
      el("option", { value: "usual" }, "days with most claims"),
      el("option", { value: "all" }, "all days"));
    span.hidden = !long;
    span.value = long ? "usual" : "all";
    this.#setSpan(!long);
  }

  /** The day to begin with: the last one that most claims speak of. */
  get lastDay() {
    return this.#usual.last;
  }

  /** Keep a day within the days of the picture. */
  within(day) {
    const { first, last } = this.#timeline;
    return Math.min(Math.max(day, first), last);
  }

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
    back.disabled = day <= this.#timeline.first;
    on.disabled = day >= this.#timeline.last;
    after.disabled = this.#changeAfter() === null;
  }

  #go(day) {
    if (day === null || Number.isNaN(day)) return;
    this.#onDay(this.within(day));
  }

  #changeBefore() {
    return this.#changes.findLast((day) => day < this.#day && day >= this.#timeline.first) ?? null;
  }

  #changeAfter() {
    return this.#changes.find((day) => day > this.#day && day <= this.#timeline.last) ?? null;
  }

  #chooseSpan(all) {
    this.#setSpan(all);
    this.#go(Math.min(Math.max(this.#day, this.#first), this.#last));
  }

  #setSpan(all) {
    const timeline = this.#timeline;
    const { range, pick } = this.#parts;
    if (timeline.first === null) {
      range.disabled = true;
      return;
    }
    range.disabled = false;
    this.#first = all ? timeline.first : this.#usual.first;
    this.#last = all ? timeline.last : this.#usual.last;
    range.min = String(this.#first);
    range.max = String(this.#last);
    pick.min = isoOf(timeline.first);
    pick.max = isoOf(timeline.last);
    if (this.#day !== null) range.value = String(this.#day);
    this.#drawBars();
    this.#drawAxis();
  }

  #drawBars() {
    const { day, claims } = this.#timeline.control.events;
    const days = this.#last - this.#first + 1;
    const width = Math.max(1, Math.ceil(days / MOST_BARS));
    const heights = new Map();
    day.forEach((each, row) => {
      if (each < this.#first || each > this.#last) return;
      const bar = Math.floor((each - this.#first) / width);
      heights.set(bar, (heights.get(bar) ?? 0) + claims[row]);
    });
    const most = Math.max(1, ...heights.values());
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
