// What is said to have happened: columns sent once, filtered and cut out by day without a request.

/** @import { HappeningsShape } from "whoholds-api" */
/** @import { Filter } from "./filter.js" */

import { lowerBound } from "./timeline.js";

/** Most severe first: which of several events at one place gives the sign. */
const WEIGHT = ["take", "leave", "besiege", "strike", "attack", "clash", "abuse", "repel", "advance", "hold", "deploy", "agree"];

/**
 * Events at one place: how many, the weightiest kind, and whether a siege is among them.
 * @typedef {{ place: number, count: number, event: string, siege: boolean }} Spot
 */

/** All happenings of a picture, by first day. Rows are counted from 0. */
export class Happenings {
  /** @type {Uint8Array} which rows the filter lets through */
  #let;

  /** @param {HappeningsShape} shape */
  constructor(shape) {
    this.shape = shape;
    this.position = shape.position;
    this.#let = new Uint8Array(shape.rows.first.length).fill(1);
    this.#rank = shape.events.map((event) => {
      const at = WEIGHT.indexOf(event);
      return at < 0 ? WEIGHT.length : at;
    });
    this.#siege = shape.events.indexOf("besiege");
  }

  /** @type {number[]} */
  #rank;
  #siege;

  get length() {
    return this.shape.rows.first.length;
  }

  /**
   * Let through what a filter does; returns how many rows are.
   * @param {Filter} filter
   */
  filter(filter) {
    const { rows, events, statuses, actors, sources, sides } = this.shape;
    const wanted = {
      event: filter.event === null ? null : events.indexOf(filter.event),
      status: filter.status === null ? null : statuses.indexOf(filter.status),
      source: filter.source === null ? null : sources.indexOf(filter.source),
      side: filter.side === null ? null : sides.findIndex((side) => side.id === filter.side),
      actor: filter.actor === null ? null : actors.indexOf(filter.actor),
    };
    let count = 0;
    for (let row = 0; row < this.length; row += 1) {
      const through = (wanted.event === null || rows.event[row] === wanted.event)
        && (wanted.status === null || rows.status[row] === wanted.status)
        && (wanted.source === null || rows.source[row] === wanted.source)
        && (wanted.side === null || rows.side[row] === wanted.side)
        && (wanted.actor === null || rows.actor[row] === wanted.actor || rows.target[row] === wanted.actor)
        && rows.confidence[row] >= filter.least;
      this.#let[row] = through ? 1 : 0;
      count += this.#let[row];
    }
    return count;
  }

  /**
   * How many rows that the filter lets through begin on each day.
   * @returns {{ day: number[], claims: number[] }}
   */
  histogram() {
    const { first, seq } = this.shape.rows;
    /** @type {number[]} */
    const day = [];
    /** @type {number[]} */
    const claims = [];
    let before = -1;
    for (let row = 0; row < first.length; row += 1) {
      if (this.#let[row] === 0) continue;
      if (day.at(-1) !== first[row]) {
        day.push(first[row]);
        claims.push(0);
      } else if (seq[row] === before) continue; // one claim of several places
      before = seq[row];
      claims[claims.length - 1] += 1;
    }
    return { day, claims };
  }

  /**
   * The events of the days from `from` to `to` (both included), place by place.
   * @param {number} from
   * @param {number} to
   * @returns {Spot[]}
   */
  spots(from, to) {
    const { rows } = this.shape;
    /** @type {Map<number, { place: number, count: number, rank: number, event: number, siege: boolean }>} */
    const found = new Map();
    const end = lowerBound(rows.first, to + 1);
    for (let row = lowerBound(rows.first, from); row < end; row += 1) {
      const place = rows.place[row];
      if (this.#let[row] === 0 || place < 0) continue;
      const event = rows.event[row];
      const rank = this.#rank[event];
      const spot = found.get(place);
      if (spot === undefined) {
        found.set(place, { place, count: 1, rank, event, siege: event === this.#siege });
        continue;
      }
      spot.count += 1;
      spot.siege ||= event === this.#siege;
      if (rank < spot.rank) Object.assign(spot, { rank, event });
    }
    return [...found.values()].map(({ place, count, event, siege }) =>
      ({ place, count, event: this.shape.events[event], siege }));
  }

  /**
   * How often each event comes in the days from `from` to `to`, the most frequent first.
   * @param {number} from
   * @param {number} to
   * @returns {[string, number][]}
   */
  tally(from, to) {
    const { rows, events } = this.shape;
    const counts = events.map(() => 0);
    const end = lowerBound(rows.first, to + 1);
    for (let row = lowerBound(rows.first, from); row < end; row += 1) {
      if (this.#let[row] === 1 && rows.place[row] >= 0) counts[rows.event[row]] += 1;
    }
    return /** @type {[string, number][]} */ (counts.map((count, at) => [events[at], count]))
      .filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
  }
}
