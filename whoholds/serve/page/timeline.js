// Who holds what on any day, out of the columns of `control`: no request is needed to move the slider.

/** @import { ControlShape, PeriodsColumns, PlaceKind, GeoPrecision } from "whoholds-api" */

export const HELD = 0;
export const CONTESTED = 1;
export const UNKNOWN = 2;

/**
 * A place of the picture; `rows` are those of its periods, earliest first.
 * @typedef {object} Place
 * @property {string} id
 * @property {number} index
 * @property {string} name
 * @property {string | null} local its name in a script of the country, where the server knows one
 * @property {PlaceKind} kind
 * @property {GeoPrecision} precision
 * @property {number | null} lat
 * @property {number | null} lon
 * @property {number | null} radius in metres
 * @property {string | null} country
 * @property {number} claims
 * @property {number[]} rows
 */

/**
 * Who holds a place in a period: `start` and `end` (excluded) are days, null where open; `told` is the last
 * day that a claim for it tells of; `known` is false where no period holds the day.
 * @typedef {object} State
 * @property {number} state
 * @property {number} side
 * @property {string | null} actor
 * @property {number} confidence
 * @property {number | null} told
 * @property {number | null} start
 * @property {number | null} end
 * @property {boolean} known
 */

/** @type {State} */
const NOTHING = { state: UNKNOWN, side: -1, actor: null, confidence: 0, told: null, start: null, end: null, known: false };

/** The timeline of all places. Days are numbers since 1970-01-01. */
export class Timeline {
  /** @type {PeriodsColumns} */
  #periods;
  /** When something may change: the day and the place, by day. */
  #days;
  #touched;

  /**
   * @param {ControlShape} control
   * @param {Place[]} [places] those of another timeline of the same control
   * @param {PeriodsColumns} [periods] those of another layer
   */
  constructor(control, places = placesOf(control), periods = control.periods) {
    this.control = control;
    this.sides = control.sides;
    this.#periods = periods;
    this.places = places.map((place) => ({ ...place, rows: /** @type {number[]} */ ([]) }));
    periods.place.forEach((place, row) => this.places[place].rows.push(row));
    this.byId = new Map(this.places.map((place) => [place.id, place]));
    this.first = control.first_day;
    this.last = control.last_day;
    /** @type {[number, number][]} */
    const changes = [];
    periods.place.forEach((place, row) => {
      for (const day of [periods.start[row], periods.end[row]]) if (day !== null) changes.push([day, place]);
    });
    changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    this.#days = Int32Array.from(changes, ([day]) => day);
    this.#touched = Int32Array.from(changes, ([, place]) => place);
  }

  /**
   * The same places by another layer's periods.
   * @param {PeriodsColumns} periods
   */
  withPeriods(periods) {
    return new Timeline(this.control, this.places, periods);
  }

  /** Whether anything in it has a day. */
  get dated() {
    return this.first !== null && this.last !== null;
  }

  /** The days on which periods begin, earliest first. */
  get changeDays() {
    return [...new Set(this.#periods.start.filter((day) => day !== null))].sort((a, b) => a - b);
  }

  /**
   * The state of a place (by index) on a day.
   * @param {number} index
   * @param {number | null} day
   * @returns {State}
   */
  at(index, day) {
    const row = day === null ? -1 : this.#row(index, day);
    return row < 0 ? NOTHING : this.#period(row);
  }

  /**
   * The small number that the state of a place on a day has (`codeOf`); nothing is made for it.
   * @param {number} index
   * @param {number} day
   * @param {number} [least] below this confidence it counts as unknown
   */
  codeAt(index, day, least = 0) {
    const row = this.#row(index, day);
    const { state, side, confidence } = this.#periods;
    if (row < 0 || confidence[row] < least) return 0;
    return codeOf(state[row], side[row]);
  }

  /**
   * The places (by index) whose state may differ between two days.
   * @param {number} from
   * @param {number} to
   */
  touchedBetween(from, to) {
    const [low, high] = [lowerBound(this.#days, Math.min(from, to) + 1), lowerBound(this.#days, Math.max(from, to) + 1)];
    return this.#touched.subarray(low, high);
  }

  /**
   * All periods of a place (by index), earliest first.
   * @param {number} index
   */
  periodsOf(index) {
    return this.places[index].rows.map((row) => this.#period(row));
  }

  /**
   * The codes that a place (by index) has on some day.
   * @param {number} index
   */
  codesOf(index) {
    const { state, side } = this.#periods;
    return new Set([0, ...this.places[index].rows.map((row) => codeOf(state[row], side[row]))]);
  }

  /** The days that the slider spans at first: without the few told as background, or misdated. */
  usualSpan() {
    const { day, claims } = this.control.events;
    const total = claims.reduce((sum, count) => sum + count, 0);
    const bound = (/** @type {number} */ share) => {
      let sum = 0;
      for (let index = 0; index < day.length; index += 1) {
        sum += claims[index];
        if (sum >= share * total) return day[index];
      }
      return this.last ?? 0;
    };
    return { first: bound(0.05), last: bound(0.99) };
  }

  /** @param {number} index @param {number} day */
  #row(index, day) {
    const { start, end } = this.#periods;
    for (const row of this.places[index].rows) {
      const begun = start[row];
      const over = end[row];
      if ((begun === null || begun <= day) && (over === null || day < over)) return row;
    }
    return -1;
  }

  /** @param {number} row @returns {State} */
  #period(row) {
    const periods = this.#periods;
    return {
      state: periods.state[row],
      side: periods.side[row],
      actor: periods.actor[row],
      confidence: periods.confidence[row],
      told: periods.last_told[row],
      start: periods.start[row],
      end: periods.end[row],
      known: true,
    };
  }
}

/**
 * A small number for a state and its side: what the map's layers are told apart by.
 * @param {number} state
 * @param {number} side
 */
export function codeOf(state, side) {
  if (state === HELD) return 2 * side + 1;
  if (state === CONTESTED) return side < 0 ? -1 : 2 * side + 2;
  return 0;
}

/** @param {ControlShape} control @returns {Place[]} */
function placesOf(control) {
  const { places } = control;
  const local = "local" in places ? /** @type {(string | null)[]} */ (places.local) : [];
  return places.id.map((id, index) => ({
    id,
    index,
    name: places.name[index],
    local: local[index] ?? null,
    kind: places.kind[index],
    precision: places.precision[index],
    lat: places.lat[index],
    lon: places.lon[index],
    radius: places.radius_m[index],
    country: places.country[index],
    claims: places.claims[index],
    rows: [],
  }));
}

/**
 * The first index of an ascending list whose value is not below `wanted`.
 * @param {ArrayLike<number>} list
 * @param {number} wanted
 */
export function lowerBound(list, wanted) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
