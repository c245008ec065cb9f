// "Find a place": search by name over the places on record.

import { searchPlaces } from "./api.js";
import { el, fill, said } from "./dom.js";
import { count, KINDS } from "./words.js";

const WAIT = 150;

/** The search box; calls `onPick` with a place's identifier. */
export class FindBox {
  #input;
  #list;
  #onPick;
  #known = () => null;
  #asked = null;
  #timer = 0;
  #at = -1;

  constructor(input, list, { onPick, known }) {
    this.#input = input;
    this.#list = list;
    this.#onPick = onPick;
    this.#known = known;
    input.addEventListener("input", () => this.#later());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => setTimeout(() => this.#hide(), 150));
  }

  #later() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    const words = this.#input.value.trim();
    if (words === "") this.#hide();
    else this.#timer = setTimeout(() => this.#search(words), WAIT);
  }

  async #search(words) {
    this.#asked = new AbortController();
    try {
      const { places } = await searchPlaces(words, this.#known(), this.#asked.signal);
      this.#draw(places);
    } catch (error) {
      if (error.name !== "AbortError") this.#draw([], error.message);
    }
  }

  #draw(places, failure = null) {
    this.#at = -1;
    fill(this.#list, places.map((place, index) => el("li", {
      role: "option", id: `found-${index}`, data: { place: place.id },
      on: { mousedown: (event) => { event.preventDefault(); this.#pick(place.id); } } },
      said(place.name), el("small", {}, ` ${KINDS[place.kind]}, ${count(place.claims, "claim")}`))),
      places.length === 0 ? el("li", { class: "quiet", role: "option", "aria-disabled": "true" },
        failure ?? "No place on record is spelled like it.") : null);
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
  }

  #key(event) {
    const options = [...this.#list.querySelectorAll("[data-place]")];
    if (event.key === "Escape" && !this.#list.hidden) {
      this.#hide();
      event.stopPropagation();
    } else if (event.key === "Enter") {
      const chosen = options[Math.max(this.#at, 0)];
      if (!this.#list.hidden && chosen) this.#pick(chosen.dataset.place);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length > 0) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#at = (this.#at + step + options.length) % options.length;
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.#at)));
      this.#input.setAttribute("aria-activedescendant", options[this.#at].id);
    }
  }

  #pick(place) {
    this.#hide();
    this.#input.value = "";
    this.#onPick(place);
  }

  #hide() {
    this.#list.hidden = true;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }
}
