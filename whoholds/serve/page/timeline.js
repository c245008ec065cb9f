// Who holds what on any day, out of the columns of `control`: no request is needed to move the slider.

export const HELD = 0;
export const CONTESTED = 1;
export const UNKNOWN = 2;

const NOTHING = { state: UNKNOWN, side: -1, actor: null, confidence: null, told: null, start: null, end: null, known: false };

/** The timeline of all places. Days are numbers since 1970-01-01. */
export class Timeline {
  constructor(control) {
    this.control = control;
    this.sides = control.sides;
    this.places = control.places.id.map((id, index) => ({
      id,
      index,
      name: control.places.name[index],
      kind: control.places.kind[index],
      precision: control.places.precision[index],
      lat: control.places.lat[index],
      lon: control.places.lon[index],
      radius: control.places.radius_m[index],
      country: control.places.country[index],
      claims: control.places.claims[index],
      periods: [],
    }));
    control.periods.place.forEach((place, row) => this.places[place].periods.push(row));
    this.byId = new Map(this.places.map((place) => [place.id, place]));
    this.first = control.first_day;
    this.last = control.last_day;
  }

  /** The state of a place (by index) on a day; `known` is false where no period holds the day. */
  at(index, day) {
    const { start, end } = this.control.periods;
    for (const row of this.places[index].periods) {
      const begun = start[row] === null || start[row] <= day;
      if (begun && (end[row] === null || day < end[row])) return this.#period(row);
    }
    return NOTHING;
  }

  /** All periods of a place (by index), earliest first. */
  periodsOf(index) {
    return this.places[index].periods.map((row) => this.#period(row));
  }

  /** A small number for a state and its side: what the map's layers are told apart by. */
  static code({ state, side }) {
    if (state === HELD) return 2 * side + 1;
    if (state === CONTESTED) return side < 0 ? -1 : 2 * side + 2;
    return 0;
  }

  /** The days that the slider spans at first: without the few told as background, or misdated. */
  usualSpan() {
    const { day, claims } = this.control.events;
    const total = claims.reduce((sum, count) => sum + count, 0);
    const bound = (share) => {
      let sum = 0;
      for (let index = 0; index < day.length; index += 1) {
        sum += claims[index];
        if (sum >= share * total) return day[index];
      }
      return this.last;
    };
    return { first: bound(0.05), last: bound(0.99) };
  }

  #period(row) {
    const periods = this.control.periods;
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
