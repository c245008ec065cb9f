// The panel of a place: who holds it on the day, its history, and the claims for and against.

/**
 * @import { BearingShape, ClaimShape, PlaceAnswerShape, PlaceShape } from "whoholds-api"
 * @import { Child } from "./dom.js"
 * @import { Filter } from "./filter.js"
 * @import { Place, State, Timeline } from "./timeline.js"
 */

import { getPlace, isAbort, PUBLISHED } from "./api.js";
import { dayOf, dayRange, isoOf, longDay, shortDay, shortIso } from "./days.js";
import { el, fill, said } from "./dom.js";
import { letsThrough } from "./filter.js";
import { pieces } from "./quote.js";
import { sign } from "./symbols.js";
import { CONTESTED } from "./timeline.js";
import { confidenceWords, count, distance, eventWords, KINDS, percent, stateWords } from "./words.js";

const WAIT = 90; // milliseconds without a further step of the slider before the evidence is asked for

// Longer ones scroll in their box, which the keyboard must be able to reach.
const [LONG_NAME, LONG_QUOTE] = [90, 400];
const SURE = 0.8; // a contested place above this is contested by a counter-claim, not by doubt

/** @type {[string, string][]} */
const GROUPS = [
  ["for", "Claims for this"],
  ["against", "Claims against it"],
  ["silent", "Not counted, and why"],
  ["other time", "Of other days"],
];

/**
 * What clicks do: `onDay` gets a day number.
 * @typedef {{ onClose: () => void, onDay: (day: number) => void, onClaim: (claim: ClaimShape) => void }} Clicks
 */

/** The panel of a place. */
export class EvidencePanel {
  #node;
  #on;
  /** @type {Timeline | null} */
  #timeline = null;
  /** @type {AbortController | null} */
  #asked = null;
  #timer = 0;
  #open = new Map([["silent", false], ["other time", false]]);
  #parts;
  /** @type {PlaceAnswerShape | null} */
  #answer = null;
  /** @type {Filter | null} */
  #filter = null;
  /** @type {number | null} */
  #day = null;

  /** @param {HTMLElement} node @param {Clicks} on */
  constructor(node, on) {
    this.#node = node;
    this.#on = on;
    this.#parts = {
      head: el("header", { class: "panel-head" }),
      holder: el("div", { class: "panel-holder", "aria-live": "polite" }),
      history: el("section", { class: "panel-history" }),
      claims: el("div", { class: "panel-claims" }),
    };
    const { head, holder, history, claims } = this.#parts;
    fill(node, el("div", { class: "panel-scroll" }, head, holder, history, claims));
  }

  /** @param {Timeline} timeline */
  setTimeline(timeline) {
    this.#timeline = timeline;
  }

  /** List only the claims that a filter lets through. @param {Filter} filter */
  setFilter(filter) {
    this.#filter = filter;
    if (this.#answer !== null) this.#drawClaims(this.#answer);
  }

  hide() {
    this.#asked?.abort();
    clearTimeout(this.#timer);
    this.#node.hidden = true;
    delete this.#node.dataset.place;
    delete this.#node.dataset.day;
  }

  /**
   * Show a place (of the timeline) on a day: the holder at once, the evidence when it has come.
   * @param {Place} place
   * @param {number | null} day
   * @param {string | null} known
   */
  show(place, day, known) {
    const another = this.#node.dataset.place !== place.id;
    this.#node.hidden = false;
    this.#node.dataset.place = place.id;
    if (another) {
      this.#drawHead(place, null);
      fill(this.#parts.claims, el("p", { class: "quiet" }, "Fetching the evidence…"));
      this.#answer = null;
      this.#node.querySelector(".panel-scroll")?.scrollTo(0, 0);
    }
    this.#day = day;
    this.#drawHolder(place, day);
    this.#drawHistory(place, day);
    this.#asked?.abort();
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#fetch(place, day, known), another ? 0 : WAIT);
  }

  /** @param {Place} place @param {number | null} day @param {string | null} known */
  async #fetch(place, day, known) {
    const asked = new AbortController();
    this.#asked = asked;
    try {
      const answer = await getPlace(place.id, day === null ? null : isoOf(day), known, asked.signal);
      if (asked.signal.aborted) return;
      this.#drawHead(place, answer.place);
      this.#answer = answer;
      this.#drawClaims(answer);
      this.#node.dataset.day = answer.on ?? "";
    } catch (error) {
      if (isAbort(error)) return;
      fill(this.#parts.claims, el("p", { class: "failure", role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
  }

  /** @param {Place} place @param {PlaceShape | null} detail */
  #drawHead(place, detail) {
    const facts = [KINDS[place.kind]];
    if (place.country) facts.push(place.country);
    const other = (detail?.spellings ?? []).filter((name) => name !== place.name);
    fill(this.#parts.head,
      el("button", { type: "button", class: "close", "aria-label": "Close", title: "Close (Escape)",
        on: { click: () => this.#on.onClose() } }, "×"),
      el("h2", { tabindex: place.name.length > LONG_NAME ? 0 : null }, said(place.name), place.local !== null && place.local !== place.name
        ? el("small", { class: "local-name" }, " ", said(place.local)) : null),
      el("p", { class: "quiet" }, facts.join(" · "), " · ", locatedWords(place, detail)),
      other.length === 0 ? null : el("p", { class: "quiet" }, "Also written ",
        other.slice(0, 8).map((name, index) => [index > 0 ? ", " : "", said(name)])));
  }

  /** @param {Place} place @param {number | null} day */
  #drawHolder(place, day) {
    const timeline = this.#timeline;
    if (timeline === null) return;
    const { sides } = timeline;
    const { holder } = this.#parts;
    if (day === null) {
      fill(holder, el("p", { class: "holder-name" }, "No claim on record has a date"));
      return;
    }
    const state = timeline.at(place.index, day);
    const words = stateWords(state, sides);
    const side = sides[state.side]?.name ?? null;
    holder.dataset.state = ["held", "contested", "unknown"][state.state];
    fill(holder,
      el("p", { class: "holder-day" }, "On ", longDay(day)),
      el("p", { class: "holder-name" }, sign(state, sides),
        el("span", {}, words.holder ? el("small", {}, `${words.lead} `) : null,
          words.holder ? said(words.holder) : words.lead)),
      side !== null && words.holder !== side ? el("p", { class: "quiet" }, "Side: ", said(side)) : null,
      state.known && words.holder !== null
        ? el("div", { class: "sure" },
          meter(state.confidence),
          el("span", {}, `${confidenceWords(state.confidence)}, ${percent(state.confidence)}`),
          el("span", { class: "quiet" }, state.state === CONTESTED && state.confidence > SURE
            ? " by the claims on record, yet a live claim speaks against it"
            : " by the claims on record"))
        : el("p", { class: "quiet" }, place.rows.length === 0
          ? "No claim with a day and a side says who holds it. What names it, and why that does not count, is below."
          : state.start === null || state.known === false
            ? "No claim with a day and a side says who held it on this day."
            : "What was said of it earlier is too old, or too evenly weighed, to say who held it on this day."),
      state.known && state.told !== null
        ? el("p", { class: "quiet told" }, `Last told of ${shortDay(state.told)}`, ago(state.told, day)) : null);
  }

  /** @param {Place} place @param {number | null} day */
  #drawHistory(place, day) {
    const timeline = this.#timeline;
    const periods = timeline?.periodsOf(place.index) ?? [];
    if (timeline === null || timeline.first === null || timeline.last === null || periods.length === 0 || day === null) {
      fill(this.#parts.history);
      return;
    }
    const { first, last, sides } = timeline;
    const strip = el("div", { class: "strip", "aria-hidden": "true" });
    const firstStart = periods.find((period) => period.start !== null)?.start ?? first;
    const from = Math.max(first, Math.min(firstStart, day) - Math.max(3, (last - firstStart) * 0.1));
    const span = Math.max(last + 1 - from, 1);
    const place100 = (/** @type {number} */ at) => Math.min(100, Math.max(0, (100 * (at - from)) / span));
    for (const period of periods) {
      const left = place100(period.start ?? from);
      const right = place100(period.end ?? last + 1);
      if (right <= left) continue;
      const piece = el("span", { class: `strip-${["held", "contested", "unknown"][period.state]}` });
      piece.style.left = `${left}%`;
      piece.style.width = `${right - left}%`;
      if (period.side >= 0) piece.style.setProperty("--side", sides[period.side].colour);
      strip.append(piece);
    }
    const now = el("span", { class: "strip-now" });
    now.style.left = `${place100(day + 0.5)}%`;
    strip.append(now);
    const rows = periods.map((period) => {
      const { lead, holder } = stateWords(period, sides);
      const inside = (period.start === null || period.start <= day) && (period.end === null || day < period.end);
      const to = Math.max(first, Math.min(last, period.start ?? (period.end ?? first) - 1));
      return el("li", {}, el("button", { type: "button", "aria-current": inside ? "date" : null,
        on: { click: () => this.#on.onDay(to) } },
        sign(period, sides), el("span", { class: "when" }, periodDays(period)),
        el("span", {}, lead === "Held by" ? said(holder) : holder ? [`${lead} `, said(holder)] : lead)));
    });
    fill(this.#parts.history, el("h3", {}, "History"), strip, el("ol", { class: "periods" }, rows));
  }

  /** @param {PlaceAnswerShape} answer */
  #drawClaims(answer) {
    const filter = this.#filter;
    const through = answer.claims.filter(({ claim }) => filter === null || letsThrough(filter, claim));
    const of = (/** @type {string} */ name) => through.filter(({ bearing }) => bearing === name);
    const left = answer.claims.length - through.length;
    const other = PUBLISHED && answer.on !== null && this.#day !== null && dayOf(answer.on) !== this.#day;
    fill(this.#parts.claims, other ? el("p", { class: "filtered" }, `Weighed for ${shortIso(answer.on)}, the last day of this site.`) : null,
      left === 0 ? null
      : el("p", { class: "filtered" }, `${count(left, "claim")} left out by the filter.`), GROUPS.map(([name, title]) => {
      const rows = of(name);
      if (rows.length === 0) return null;
      const bare = name === "silent" && of("for").length + of("against").length === 0;
      const details = el("details", { class: `group group-${name.split(" ")[0]}`,
        open: bare || (this.#open.get(name) ?? true) },
        el("summary", {}, title, el("span", { class: "number" }, rows.length)),
        el("ol", {}, rows.map((row) => this.#card(row))));
      // Opened for want of any other, it is no wish to see it everywhere.
      if (!bare) details.addEventListener("toggle", () => this.#open.set(name, details.open));
      return details;
    }), answer.claims.length === 0 ? el("p", { class: "quiet" }, "No claims.") : null);
  }

  /** @param {BearingShape} bearing */
  #card({ claim, evidence, sentence }) {
    const moving = evidence.filter((row) => row.effect !== "pressure").map((row) => row.ratio);
    const strongest = moving.length === 0 ? null : Math.max(...moving);
    const { source } = claim;
    const speakers = claim.said_by.map((each) => each.name);
    return el("li", { class: "claim", data: { claim: claim.id } },
      el("blockquote", { tabindex: claim.quote.text.length > LONG_QUOTE ? 0 : null }, quoted(claim)),
      el("p", { class: "claim-what" }, who(claim), eventWords(claim.event, claim.status),
        el("span", { class: "quiet" }, " · ", when(claim))),
      el("p", { class: "claim-source" },
        speakers.length > 0 ? ["Said by ", names(speakers), ", in "] : "In ",
        el("cite", {}, source.publisher ? said(source.publisher) : "a report that names no publisher"),
        `, ${shortIso(source.published, "undated")}`),
      claim.verdict === null ? null : el("p", { class: "verdict" }, `Reviewed: ${claim.verdict}`),
      el("p", { class: "reason" }, strongest === null ? null
        : el("span", { class: "weight", title: "Likelihood ratio: how many times likelier these words are if it is so" },
          weight(strongest)), el("span", {}, said(sentence))),
      el("button", { type: "button", class: "link read", on: { click: () => this.#on.onClaim(claim) } },
        "Read it in the report"));
  }
}

/** @param {Place} place @param {PlaceShape | null} detail @returns {Child} */
function locatedWords(place, detail) {
  if (place.lat === null || place.lon === null) return "not located";
  const at = `${Math.abs(place.lat).toFixed(3)}° ${place.lat < 0 ? "S" : "N"}, ${Math.abs(place.lon).toFixed(3)}° ${place.lon < 0 ? "W" : "E"}`;
  if (place.precision === "anchored") {
    const near = detail?.anchor_name ? [" of ", said(detail.anchor_name)] : "";
    return ["somewhere within ", distance(place.radius ?? 0), near.length ? near : ` of ${at}`];
  }
  return at;
}

/** @param {ClaimShape} claim */
function quoted(claim) {
  const { quote, trigger } = claim;
  const inside = trigger.in_title === quote.in_title && trigger.start >= quote.start && trigger.end <= quote.end;
  if (!inside) return said(quote.text);
  const span = { start: trigger.start - quote.start, end: trigger.end - quote.start };
  return said(pieces(quote.text, [span]).map((piece) =>
    piece.spans.length > 0 ? el("em", {}, piece.text) : piece.text));
}

/** @param {ClaimShape} claim @returns {Child[]} */
function who(claim) {
  const actors = claim.actors.map((each) => each.name);
  return actors.length === 0 ? ["Someone (not named) "] : [names(actors), " "];
}

/** @param {string[]} list @returns {Child[]} */
function names(list) {
  return list.map((name, index) => [index === 0 ? "" : index + 1 === list.length ? " and " : ", ", said(name)]);
}

/** @param {ClaimShape} claim */
function when(claim) {
  const [first, last] = [dayOf(claim.first_day), dayOf(claim.last_day)];
  if (first === null || last === null) return "no date";
  const days = dayRange(first, last);
  if (claim.date_basis === "published") return `${days} (by the day of publication)`;
  return days;
}

/** @param {State} period */
function periodDays({ start, end }) {
  if (start === null && end === null) return "all along";
  if (start === null) return `until ${shortDay((end ?? 0) - 1)}`;
  if (end === null) return `from ${shortDay(start)}`;
  if (end - start === 1) return shortDay(start);
  return dayRange(start, end - 1);
}

/** @param {number} told @param {number} day */
function ago(told, day) {
  if (told > day) return ""; // the period goes on beyond the day that is looked at
  return told === day ? ", this day" : `, ${count(day - told, "day")} before this day`;
}

/** @param {number} ratio */
function weight(ratio) {
  if (ratio >= 10) return `× ${Math.round(ratio)}`;
  return `× ${ratio.toFixed(1).replace(".0", "")}`;
}

/** @param {number} confidence */
function meter(confidence) {
  const filled = el("span");
  filled.style.width = `${Math.round(confidence * 100)}%`;
  return el("span", { class: "meter", "aria-hidden": "true" }, filled);
}
