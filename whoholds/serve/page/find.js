// Search over what is on record: places, groups, publishers and the words of quotes.

/**
 * @import { SearchShape } from "whoholds-api"
 * @import { Child } from "./dom.js"
 * @import { Happenings } from "./happenings.js"
 * @import { Timeline } from "./timeline.js"
 */

import { isAbort, PUBLISHED, search } from "./api.js";
import { el, fill, said } from "./dom.js";
import { pieces } from "./quote.js";
import { count, eventWords, KINDS } from "./words.js";

const WAIT = 150;
const MOST = 6; // of each kind, where the page itself searches
const LONGEST = 160; // code points of a quote
const SHORTEST_QUOTED = 3;

/**
 * What a choice does; `known` tells as known when is searched.
 * @typedef {object} Picks
 * @property {() => string | null} known
 * @property {(id: string) => void} onPlace
 * @property {(name: string) => void} onActor
 * @property {(name: string) => void} onSource
 * @property {(report: string, claim: string, place: string | null) => void} onQuote
 */

/** @typedef {{ line: Child, data: Record<string, string>, pick: () => void }} Found */

/** The search box. */
export class FindBox {
  #input;
  #list;
  #on;
  /** @type {AbortController | null} */
  #asked = null;
  #timer = 0;
  #at = -1;
  /** @type {Found[]} */
  #found = [];
  /** @type {{ timeline: Timeline, happenings: Happenings | null } | null} */
  #own = null;

  /** @param {HTMLInputElement} input @param {HTMLElement} list @param {Picks} on */
  constructor(input, list, on) {
    this.#input = input;
    this.#list = list;
    this.#on = on;
    input.addEventListener("input", () => this.#later());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => setTimeout(() => this.#hide(), 150));
  }

  /** What a published page, which has no server to ask, searches in. @param {Timeline} timeline @param {Happenings | null} happenings */
  setOwn(timeline, happenings) {
    this.#own = { timeline, happenings };
  }

  #later() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    const words = this.#input.value.trim();
    if (words === "") this.#hide();
    else this.#timer = window.setTimeout(() => this.#search(words), WAIT);
  }

  /** @param {string} words */
  async #search(words) {
    this.#asked = new AbortController();
    try {
      this.#draw(PUBLISHED ? this.#ownSearch(words) : await search(words, this.#on.known(), this.#asked.signal));
    } catch (error) {
      if (!isAbort(error)) this.#draw(null, error instanceof Error ? error.message : String(error));
    }
  }

  /** @param {string} words @returns {SearchShape} */
  #ownSearch(words) {
    const wanted = folded(words);
    const like = (/** @type {string} */ name) => folded(name).includes(wanted);
    const shape = this.#own?.happenings?.shape;
    const places = (this.#own?.timeline.places ?? []).filter((place) => like(place.name) || like(place.local ?? ""))
      .sort((a, b) => b.claims - a.claims).slice(0, MOST);
    return /** @type {any} */ ({ position: 0, places, quotes: [],
      actors: (shape?.actors ?? []).filter(like).slice(0, MOST).map((name) => ({ name })),
      sources: (shape?.sources ?? []).filter(like).slice(0, MOST).map((publisher) => ({ publisher })) });
  }

  /** @param {SearchShape | null} answer @param {string | null} failure */
  #draw(answer, failure = null) {
    this.#at = -1;
    this.#found = [];
    fill(this.#list, answer === null ? null : [
      this.#group("Places", answer.places.map((place) => ({
        line: [said(place.name), el("small", {}, ` ${KINDS[place.kind]}, ${count(place.claims, "claim")}`)],
        data: { place: place.id }, pick: () => this.#on.onPlace(place.id),
      }))),
      this.#group("Groups", (answer.actors ?? []).map((actor) => ({
        line: [said(actor.name), el("small", {}, actor.side_name ? [" ", said(actor.side_name)] : null, actor.claims ? ` ${count(actor.claims, "claim")}` : null)],
        data: { actor: actor.name }, pick: () => this.#on.onActor(actor.name),
      }))),
      this.#group("Publishers", (answer.sources ?? []).map((source) => ({
        line: [said(source.publisher), el("small", {}, source.claims ? ` ${count(source.claims, "claim")}` : null)],
        data: { source: source.publisher }, pick: () => this.#on.onSource(source.publisher),
      }))),
      this.#group("Quotes", this.#input.value.trim().length < SHORTEST_QUOTED ? [] : (answer.quotes ?? []).map((quote) => ({
        line: [marked(quote.quote, quote.marks), el("small", {}, " ", quote.places[0] ? said(quote.places[0].name) : null,
          ` ${eventWords(quote.event, quote.status)}`, quote.source.publisher ? [", ", said(quote.source.publisher)] : null)],
        data: { quote: quote.claim },
        pick: () => this.#on.onQuote(quote.source.report, quote.claim, quote.places[0]?.id ?? null),
      }))),
    ], this.#found.length === 0 ? el("li", { class: "quiet", role: "option", "aria-disabled": "true" },
      failure ?? "Nothing on record is spelled like it.") : null);
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
  }

  /** @param {string} title @param {Found[]} rows */
  #group(title, rows) {
    if (rows.length === 0) return null;
    return [el("li", { class: "found-kind", role: "presentation" }, title), rows.map((row) => {
      const index = this.#found.push(row) - 1;
      return el("li", { role: "option", id: `found-${index}`, data: row.data, "aria-selected": "false",
        on: { mousedown: (/** @type {Event} */ event) => { event.preventDefault(); this.#pick(row); } } }, row.line);
    })];
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const open = !this.#list.hidden;
    if (event.key === "Escape" && open) {
      this.#hide();
      event.stopPropagation();
    } else if (event.key === "Enter") {
      const chosen = this.#found[Math.max(this.#at, 0)];
      if (open && chosen) this.#pick(chosen);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && open && this.#found.length > 0) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#at = (this.#at + step + this.#found.length) % this.#found.length;
      const options = this.#list.querySelectorAll('[role="option"]');
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.#at)));
      options[this.#at].scrollIntoView({ block: "nearest" });
      this.#input.setAttribute("aria-activedescendant", options[this.#at].id);
    }
  }

  /** @param {Found} found */
  #pick(found) {
    this.#hide();
    this.#input.value = "";
    found.pick();
  }

  #hide() {
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }
}

/** Letters alone, small and without accents. @param {string} words */
function folded(words) {
  return words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The quote with the words searched for marked; around the first of them, where it is long. @param {string} quote @param {[number, number][]} marks */
function marked(quote, marks) {
  const letters = Array.from(quote);
  const from = letters.length <= LONGEST ? 0 : Math.max(0, Math.min((marks[0]?.[0] ?? 0) - 40, letters.length - LONGEST));
  const words = letters.slice(from, from + LONGEST).join("");
  const spans = marks.map(([start, end]) => ({ start: start - from, end: end - from })).filter(({ end }) => end > 0);
  return said(from > 0 ? "…" : null,
    pieces(words, spans).map((piece) => piece.spans.length > 0 ? el("mark", {}, piece.text) : piece.text),
    from + LONGEST < letters.length ? "…" : null);
}
