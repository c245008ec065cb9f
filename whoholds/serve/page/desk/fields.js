// What a claim says, field by field: to be read, and to be corrected.

/** @import { ReviewClaimShape, FieldsShape } from "whoholds-api" */

import { shortInstant } from "../days.js";
import { el, said } from "../dom.js";
import { count, percent } from "../words.js";
import { shorten } from "./queue.js";
import { changeWords, days, EVENTS, KINDS, MARKS, MEANS, STATUSES, VERDICTS } from "./vocabulary.js";

/**
 * The fields as a list to read.
 * @param {ReviewClaimShape} shown
 */
export function fieldList(shown) {
  const { fields, claim } = shown;
  const people = [fields.killed && `${number(fields.killed)} killed`, fields.wounded && `${number(fields.wounded)} wounded`]
    .filter(Boolean).join(", ");
  return el("dl", { class: "fields" },
    row("Event", fields.event, fields.status === "happened" ? null : ` (${fields.status})`),
    row("By", names(fields.actors)),
    row("Against", names(fields.targets)),
    row("Where", fields.places.length === 0 ? el("span", { class: "quiet" }, "no place named") : fields.places.map((place) =>
      el("div", { class: "place-field" }, said(shorten(place.name, 200)), ` (${place.kind})`,
        place.within.length > 0 ? [", in ", said(place.within.join(", "))] : null,
        el("small", { class: "quiet" }, place.lat === null || place.lat === undefined ? "not located"
          : ["is ", said(shorten(place.found)), `, ${place.precision} `, el("span", { class: "numbers" }, `${place.lat.toFixed(3)}, ${Number(place.lon).toFixed(3)}`)])))),
    row("When", fields.first_day === null || fields.first_day === undefined ? el("span", { class: "quiet" }, "no day known")
      : days(fields.first_day, fields.last_day ?? null), claim.date_words ? [" (", said(claim.date_words), ")"] : null),
    row("Said by", names(fields.said_by)),
    fields.means ? row("Means", fields.means) : null,
    people ? row("People", people) : null,
    row("Reader", claim.reader, `, ${percent(claim.confidence)} sure`));
}

/** Why it waits, what was decided, and what a decision would change. @param {ReviewClaimShape} shown */
export function standing(shown) {
  const { decided, mark, reasons } = shown;
  return [
    mark ? el("p", { class: "mark-note" }, MARKS[mark]) : null,
    decided ? el("p", { class: "decided" }, `${capital(VERDICTS[decided.verdict])} by `, said(decided.by),
      ` on ${shortInstant(decided.recorded)}`, decided.why ? [": ", said(decided.why)] : null) : null,
    shown.same_as ? el("p", { class: "quiet" }, "Tells of the same event as ", el("code", {}, shown.same_as.slice(0, 22)), "…") : null,
    reasons.length === 0 ? null : el("ul", { class: "reasons", "aria-label": "Why it is here" },
      reasons.map((each) => el("li", {}, said(shorten(each.words)), el("span", { class: "points" }, ` ${Math.round(each.points)}`)))),
    effects("If rejected", shown.if_rejected),
    effects("If accepted", shown.if_accepted),
  ];
}

/** @param {string} lead @param {ReviewClaimShape["if_rejected"]} changes */
export function effects(lead, changes) {
  const told = changes.filter((each) => each.holder);
  const shown = told.length > 0 ? told : changes;
  if (shown.length === 0) return el("p", { class: "effect quiet" }, `${lead}: nothing changes on the map.`);
  return el("div", { class: "effect" }, el("h3", {}, lead),
    el("ul", {}, shown.slice(0, 6).map((each) => el("li", {}, said(shorten(each.name)), ", ", said(changeWords(each))))),
    shown.length > 6 ? el("p", { class: "quiet" }, `and ${count(shown.length - 6, "more change")}`) : null);
}

/**
 * The fields as a form. `values` gives what was changed, null where nothing was.
 * @param {FieldsShape} fields
 * @param {string} id of the inputs, so that several forms may stand side by side
 */
export function fieldForm(fields, id) {
  const event = select(`${id}-event`, EVENTS, fields.event);
  const status = select(`${id}-status`, STATUSES, fields.status);
  const actors = lines(`${id}-actors`, fields.actors);
  const targets = lines(`${id}-targets`, fields.targets);
  const saidBy = lines(`${id}-said`, fields.said_by);
  const places = placesInput(id, fields.places);
  const first = input(`${id}-first`, "date", fields.first_day ?? "");
  const last = input(`${id}-last`, "date", fields.last_day ?? "");
  const means = select(`${id}-means`, ["", ...MEANS], fields.means ?? "");
  const killed = input(`${id}-killed`, "text", fields.killed ? number(fields.killed) : "");
  const wounded = input(`${id}-wounded`, "text", fields.wounded ? number(fields.wounded) : "");
  for (const each of [killed, wounded]) {
    each.pattern = "\\d{1,9}( ?[\\-–] ?\\d{1,9})?";
    each.placeholder = "20 or 20-30";
  }
  const node = el("div", { class: "form-fields" },
    pair(label("Event", event), label("Status", status)),
    label("By (one a line)", actors), label("Against (one a line)", targets),
    el("fieldset", {}, el("legend", {}, "Where"), places.node),
    pair(label("First day", first), label("Last day", last)),
    label("Said by (one a line)", saidBy),
    el("details", { open: Boolean(fields.means || fields.killed || fields.wounded) },
      el("summary", {}, "Means and people"), label("Means", means),
      pair(label("Killed", killed), label("Wounded", wounded))));
  const values = () => {
    /** @type {Record<string, any>} */
    const found = {};
    /** @type {string[]} */
    const cleared = [];
    if (event.value !== fields.event) found.event = event.value;
    if (status.value !== fields.status) found.status = status.value;
    for (const [name, area, before] of /** @type {const} */ ([["actors", actors, fields.actors],
      ["targets", targets, fields.targets], ["said_by", saidBy, fields.said_by]])) {
      const now = linesOf(area);
      if (!same(now, before)) found[name] = now;
    }
    const where = places.values();
    if (where !== null) found.places = where;
    if (first.value !== (fields.first_day ?? "") || last.value !== (fields.last_day ?? "")) {
      if (first.value === "" && last.value === "") cleared.push("days");
      else [found.first_day, found.last_day] = [first.value || last.value, last.value || first.value];
    }
    if (means.value !== (fields.means ?? "")) {
      if (means.value === "") cleared.push("means");
      else found.means = means.value;
    }
    for (const [name, box, before] of /** @type {const} */ ([["killed", killed, fields.killed], ["wounded", wounded, fields.wounded]])) {
      if (box.value.trim() === (before ? number(before) : "")) continue;
      const told = box.value.match(/\d+/g);
      if (told === null) cleared.push(name);
      else found[name] = { low: Number(told[0]), high: Number(told[1] ?? told[0]) };
    }
    if (cleared.length > 0) found.cleared = cleared;
    return Object.keys(found).length === 0 ? null : found;
  };
  return { node, values, first: event };
}

/** @param {string} id @param {FieldsShape["places"]} places */
function placesInput(id, places) {
  /** @type {{ name: HTMLInputElement, kind: HTMLSelectElement, choice: HTMLSelectElement | null, within: string[] }[]} */
  const rows = [];
  const node = el("div", {});
  /** @param {FieldsShape["places"][number] | null} place */
  const add = (place) => {
    const at = rows.length;
    const name = input(`${id}-place-${at}`, "text", place?.name ?? "");
    name.maxLength = 200;
    name.setAttribute("aria-label", `Place ${at + 1}`);
    const kind = select(`${id}-kind-${at}`, KINDS, place?.kind ?? "settlement");
    kind.setAttribute("aria-label", `Kind of place ${at + 1}`);
    const options = place?.options ?? [];
    const choice = options.length === 0 ? null : el("select", { "aria-label": `Which ${place?.name ?? "place"}` },
      el("option", { value: "" }, "as it stands"),
      options.map((each) => el("option", { value: each.place },
        `${each.name}, ${each.country} ${each.feature_code} (${each.lat.toFixed(2)}, ${each.lon.toFixed(2)})`)));
    rows.push({ name, kind, choice, within: place?.within ?? [] });
    node.append(el("div", { class: "place-row" }, name, kind, choice));
  };
  for (const place of places) add(place);
  const more = el("button", { type: "button", class: "plain", on: { click: () => { add(null); node.append(more); rows.at(-1)?.name.focus(); } } }, "Add a place");
  node.append(more);
  return {
    node,
    values: () => {
      const now = rows.filter((each) => each.name.value.trim() !== "").map((each) => ({
        name: each.name.value.trim(), kind: each.kind.value, within: each.within,
        ...(each.choice !== null && each.choice.value !== "" ? { place: each.choice.value } : {}),
      }));
      const before = places.map(({ name, kind, within }) => ({ name, kind, within }));
      return JSON.stringify(now) === JSON.stringify(before) ? null : now;
    },
  };
}

/** @param {string} name @param {...any} what */
function row(name, ...what) {
  return [el("dt", {}, name), el("dd", {}, ...what)];
}

/** @param {string[]} given */
function names(given) {
  if (given.length === 0) return el("span", { class: "quiet" }, "nobody named");
  return given.map((name, index) => [index > 0 ? ", " : "", said(shorten(name, 200))]);
}

/** @param {{ low: number, high: number }} range */
function number({ low, high }) {
  return low === high ? String(low) : `${low}-${high}`;
}

/** @param {string} text */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {string} id @param {string[]} options @param {string} value */
function select(id, options, value) {
  const node = el("select", { id }, options.map((each) => el("option", { value: each, selected: each === value }, each || "none")));
  node.value = value;
  return node;
}

/** @param {string} id @param {string} type @param {string} value */
function input(id, type, value) {
  const node = el("input", { id, type });
  node.value = value;
  return node;
}

/** @param {string} id @param {string[]} values */
function lines(id, values) {
  const node = el("textarea", { id, rows: Math.max(1, values.length), maxlength: 8000 });
  node.value = values.join("\n");
  return node;
}

/** @param {HTMLTextAreaElement} area */
function linesOf(area) {
  return area.value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

/** @param {string} words @param {HTMLElement} control */
function label(words, control) {
  return el("label", { for: control.id }, el("span", {}, words), control);
}

/** @param {...HTMLElement} controls */
function pair(...controls) {
  return el("div", { class: "pair" }, controls);
}

/** @param {string[]} one @param {string[]} other */
function same(one, other) {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
