// What is being looked at: day, place, known, view, areas, camera. It lives in the address after the `#`.

const NAMES = ["day", "place", "known", "view", "areas", "map"];

/** The view state: `get`, `set` (several at once), `watch` (called with the names that changed). */
export class ViewState {
  #values = {};
  #watchers = [];

  constructor() {
    this.#values = this.#read();
    window.addEventListener("popstate", () => this.#replace(this.#read()));
    window.addEventListener("hashchange", () => this.#replace(this.#read()));
  }

  get(name) {
    return this.#values[name] ?? null;
  }

  /** Set some values; null forgets one. A change of place makes a step that "back" goes back over. */
  set(changes) {
    const next = { ...this.#values };
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === "") delete next[name];
      else next[name] = String(value);
    }
    const changed = this.#changed(next);
    if (changed.size === 0) return;
    this.#values = next;
    const asked = new URLSearchParams();
    for (const name of NAMES) if (name in next) asked.set(name, next[name]);
    const address = `#${asked.toString().replaceAll("%2F", "/").replaceAll("%3A", ":")}`;
    if (changed.has("place")) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    this.#tell(changed);
  }

  watch(watcher) {
    this.#watchers.push(watcher);
  }

  #read() {
    const given = new URLSearchParams(location.hash.slice(1));
    const found = {};
    for (const name of NAMES) {
      const value = given.get(name);
      if (value) found[name] = value.slice(0, 500);
    }
    return found;
  }

  #replace(next) {
    const changed = this.#changed(next);
    this.#values = next;
    if (changed.size > 0) this.#tell(changed);
  }

  #changed(next) {
    return new Set(NAMES.filter((name) => (next[name] ?? null) !== this.get(name)));
  }

  #tell(changed) {
    for (const watcher of this.#watchers) watcher(changed);
  }
}
