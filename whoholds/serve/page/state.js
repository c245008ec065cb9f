// What is being looked at. It lives whole in the address after the `#`, so that a link shows the same view.

/**
 * The names, in the order of the address:
 * `day` and `place` (identifier); `known` (position, day or instant); `with` and `withknown`, the day and the
 * knowledge compared with, and `swipe`, where the two meet in hundredths; `view` (`table`); `report` and
 * `claim`, what is open; `layer` (`claimed`, `confirmed`); `show` and `hide`, layers switched from how they
 * are at first; `events`, days of events shown; `areas`, a mapmaker; `side`, `event`, `status`, `actor`,
 * `source`, `least`, the filter; `map`, the camera (zoom/latitude/longitude); `names` (`local`, `both`);
 * `scheme` (`light`, `dark`); `embed`.
 */
const NAMES = /** @type {const} */ (["day", "place", "known", "with", "withknown", "swipe", "view", "report",
  "claim", "layer", "show", "hide", "events", "areas", "side", "event", "status", "actor", "source", "least",
  "map", "names", "scheme", "embed"]);

/** @typedef {typeof NAMES[number]} Name */

/** Changes of these make a step that "back" goes back over. */
const STEPS = /** @type {Name[]} */ (["place", "report", "with", "withknown"]);
const LONGEST = 500;
const PAUSE = 300; // milliseconds between two writings of the address: browsers refuse many

/** The view state: `get`, `set` (several at once), `watch` (called with the names that changed). */
export class ViewState {
  /** @type {Partial<Record<Name, string>>} */
  #values = {};
  /** @type {((changed: Set<Name>) => void)[]} */
  #watchers = [];
  #written = 0;
  #timer = 0;

  constructor() {
    this.#values = this.#read();
    window.addEventListener("popstate", () => this.#replace(this.#read()));
    window.addEventListener("hashchange", () => this.#replace(this.#read()));
  }

  /** @param {Name} name @returns {string | null} */
  get(name) {
    return this.#values[name] ?? null;
  }

  /**
   * Set some values; null forgets one.
   * @param {Partial<Record<Name, string | number | null>>} changes
   */
  set(changes) {
    const next = { ...this.#values };
    for (const name of NAMES) {
      if (!(name in changes)) continue;
      const value = changes[name];
      if (value === null || value === undefined || value === "") delete next[name];
      else next[name] = String(value);
    }
    const changed = this.#changed(next);
    if (changed.size === 0) return;
    this.#values = next;
    clearTimeout(this.#timer);
    // While a slider is dragged it waits till the end: Chromium asks for the icon at every other address.
    const wait = this.#written + PAUSE - performance.now();
    this.#written = performance.now();
    if (STEPS.some((name) => changed.has(name))) this.#write("pushState");
    else if (wait <= 0) this.#write("replaceState");
    else this.#timer = window.setTimeout(() => this.#write("replaceState"), PAUSE);
    this.#tell(changed);
  }

  /** @param {"pushState" | "replaceState"} how */
  #write(how) {
    this.#written = performance.now();
    history[how](null, "", `#${addressOf(this.#values)}`);
  }

  /**
   * The address of this view with some values set otherwise; null leaves one out.
   * @param {Partial<Record<Name, string | null>>} [changes]
   */
  link(changes = {}) {
    const url = new URL(location.href);
    url.hash = addressOf({ ...this.#values, ...changes });
    return url.href;
  }

  /** @param {(changed: Set<Name>) => void} watcher */
  watch(watcher) {
    this.#watchers.push(watcher);
  }

  #read() {
    const given = new URLSearchParams(location.hash.slice(1));
    /** @type {Partial<Record<Name, string>>} */
    const found = {};
    for (const name of NAMES) {
      const value = given.get(name);
      if (value) found[name] = value.slice(0, LONGEST);
    }
    return found;
  }

  /** @param {Partial<Record<Name, string>>} next */
  #replace(next) {
    clearTimeout(this.#timer);
    const changed = this.#changed(next);
    this.#values = next;
    if (changed.size > 0) this.#tell(changed);
  }

  /** @param {Partial<Record<Name, string>>} next @returns {Set<Name>} */
  #changed(next) {
    return new Set(NAMES.filter((name) => (next[name] ?? null) !== this.get(name)));
  }

  /** @param {Set<Name>} changed */
  #tell(changed) {
    for (const watcher of this.#watchers) watcher(changed);
  }
}

/** @param {Partial<Record<Name, string | null>>} values */
function addressOf(values) {
  const asked = new URLSearchParams();
  for (const name of NAMES) {
    const value = values[name];
    if (value) asked.set(name, value);
  }
  return asked.toString().replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%2C", ",");
}
