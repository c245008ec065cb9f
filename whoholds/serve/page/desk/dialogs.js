// One dialog for all that is asked: a reason, another claim, parts, a place, the keys.

/** @import { ReviewClaimShape, OptionShape } from "whoholds-api" */

import { el, fill, said } from "../dom.js";
import { eventWords } from "../words.js";
import { getOptions } from "./client.js";
import { fieldForm } from "./fields.js";
import { CREDIT, PointMap } from "./pointmap.js";
import { shorten } from "./queue.js";
import { days, KINDS, REASONS } from "./vocabulary.js";

const LONGEST_ASKED = 200; // characters of a name that is looked up or placed

export const isOpen = () => document.querySelector("dialog[open]") !== null;

/**
 * Show a form in the dialog and return what `read` makes of it, null where it was left.
 * `read` throws an Error with a line to show where something is missing.
 * @template T
 * @param {string} title
 * @param {any} body
 * @param {() => T} read
 * @param {{ submit?: string, wide?: boolean, focus?: HTMLElement | null }} [how]
 * @returns {Promise<T | null>}
 */
function asked(title, body, read, { submit = "Save", wide = false, focus = null } = {}) {
  return new Promise((resolve) => {
    const fault = el("p", { class: "failure", role: "alert" });
    // A dialog of its own each time: one that was just left tells of its closing later.
    for (const left of document.querySelectorAll("#dialog")) left.remove();
    const dialog = el("dialog", { id: "dialog", class: `ask${wide ? " wide" : ""}`, "aria-labelledby": "dialog-title" });
    /** @type {T | null} */
    let found = null;
    const form = el("form", { method: "dialog", on: {
      submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        try {
          found = read();
          dialog.close();
        } catch (error) {
          fault.textContent = error instanceof Error ? error.message : String(error);
        }
      },
      keydown: (/** @type {KeyboardEvent} */ event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      },
    } },
    el("h2", { id: "dialog-title" }, title), body, fault,
    el("div", { class: "dialog-foot" },
      el("button", { type: "button", on: { click: () => dialog.close() } }, "Cancel"),
      el("button", { type: "submit", class: "primary" }, submit)));
    fill(dialog, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(found);
    }, { once: true });
    document.body.append(dialog);
    dialog.showModal();
    (focus ?? /** @type {HTMLElement | null} */ (form.querySelector("input, textarea, select, button")))?.focus();
  });
}

/** A field for a reason, with reasons at hand: Alt and a digit puts one in. @param {string} kind */
function reasonField(kind) {
  const at = REASONS[kind] ?? [];
  const area = el("textarea", { id: "why", rows: 2, maxlength: 2000, "aria-describedby": "why-keys" });
  const buttons = at.map((words, index) => el("button", { type: "button", class: "reason",
    on: { click: () => { area.value = words; area.focus(); } } }, el("kbd", {}, String(index + 1)), ` ${words}`));
  area.addEventListener("keydown", (event) => {
    const digit = Number(event.key);
    const bare = area.value === "" || event.altKey;
    if (bare && digit >= 1 && digit <= at.length) {
      event.preventDefault();
      area.value = at[digit - 1];
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      area.form?.requestSubmit();
    }
  });
  return {
    area,
    node: el("div", { class: "why" }, el("label", { for: "why" }, el("span", {}, "Reason"), area),
      el("div", { class: "reasons-at-hand", id: "why-keys" }, buttons)),
    read: () => {
      const why = area.value.trim();
      if (why === "") {
        area.focus();
        throw new Error("Say why: the reason goes on record.");
      }
      return why;
    },
  };
}

/**
 * Ask for a reason.
 * @param {string} title
 * @param {string} kind
 * @returns {Promise<string | null>}
 */
export function askReason(title, kind) {
  const reason = reasonField(kind);
  return asked(title, reason.node, reason.read, { focus: reason.area });
}

/**
 * Ask what is corrected, and why. `quote` is a new quote where the analyst has chosen words.
 * @param {ReviewClaimShape} shown
 * @param {{ start: number, end: number, text: string } | null} chosen
 * @returns {Promise<{ corrections: any, why: string } | null>}
 */
export function askCorrections(shown, chosen) {
  const form = fieldForm(shown.fields, "c");
  const reason = reasonField("correct");
  const trigger = chosen === null ? null : el("input", { type: "radio", name: "chosen", value: "trigger" });
  const quote = chosen === null ? null : el("input", { type: "radio", name: "chosen", value: "quote" });
  const chosenField = chosen === null ? null : el("fieldset", {}, el("legend", {}, "The words chosen in the report"),
    el("p", {}, "“", said(chosen.text.slice(0, 200)), "”"),
    el("label", { class: "inline" }, quote, " are the quote"), el("label", { class: "inline" }, trigger, " are the words for the event"));
  const read = () => {
    const corrections = form.values() ?? {};
    if (chosen !== null && quote?.checked) corrections.quote = { start: chosen.start, end: chosen.end };
    if (chosen !== null && trigger?.checked) corrections.trigger = { start: chosen.start, end: chosen.end };
    if (Object.keys(corrections).length === 0) throw new Error("Nothing is changed yet: change a field, or accept the claim.");
    return { corrections, why: reason.read() };
  };
  return asked("Correct the claim", [el("blockquote", { class: "asked-quote" }, said(shown.claim.quote.text)), form.node, chosenField, reason.node],
    read, { wide: true, focus: form.first });
}

/**
 * Ask for the parts of a claim, and why.
 * @param {ReviewClaimShape} shown
 * @returns {Promise<{ parts: any[], why: string } | null>}
 */
export function askParts(shown) {
  /** @type {ReturnType<typeof fieldForm>[]} */
  const forms = [];
  const list = el("div", { class: "parts" });
  const add = () => {
    const form = fieldForm(shown.fields, `p${forms.length}`);
    forms.push(form);
    list.append(el("fieldset", {}, el("legend", {}, `Part ${forms.length}`), form.node));
  };
  add();
  add();
  const reason = reasonField("split");
  const read = () => {
    const parts = forms.map((form) => form.values());
    const told = parts.map((part) => JSON.stringify(part));
    if (told.includes("null") || new Set(told).size !== told.length) {
      throw new Error("Each part must differ from the claim and from the other parts: change a field in each.");
    }
    return { parts, why: reason.read() };
  };
  const more = el("button", { type: "button", class: "plain", on: { click: add } }, "Another part");
  return asked("Split the claim", [el("blockquote", { class: "asked-quote" }, said(shown.claim.quote.text)), list, more, reason.node],
    read, { wide: true, focus: forms[0].first });
}

/**
 * Ask which other claim tells of the same event, and why.
 * @param {ReviewClaimShape} shown
 * @returns {Promise<{ into: string, why: string } | null>}
 */
export function askOther(shown) {
  const reason = reasonField("merge");
  reason.area.value = REASONS.merge[0];
  const rows = shown.similar.map((each, index) => el("label", { class: "similar" },
    el("input", { type: "radio", name: "into", value: each.claim, checked: index === 0 }),
    el("span", {}, el("strong", {}, eventWords(each.event, each.status)), ` · ${days(each.first_day, each.last_day)} · `,
      said(each.publisher ?? "no publisher"), each.same_report ? " · the same report" : null,
      el("q", {}, said(each.quote)))));
  const other = el("input", { type: "text", id: "into-other", placeholder: "claim:…", maxlength: 200 });
  const read = () => {
    const chosen = /** @type {HTMLInputElement | null} */ (document.querySelector("#dialog input[name=into]:checked"))?.value;
    const into = other.value.trim() || chosen || "";
    if (into === "") throw new Error("Choose the claim that tells of the same event.");
    return { into, why: reason.read() };
  };
  return asked("Tells of the same event as…", [
    rows.length === 0 ? el("p", { class: "quiet" }, "No other claim about this place lies within three days.") : el("div", { class: "similars", role: "radiogroup", "aria-label": "Claims" }, rows),
    el("label", { for: "into-other" }, el("span", {}, "Or another claim, by identifier"), other), reason.node],
  read, { wide: true });
}

/**
 * Ask where a place of the claim lies, and why.
 * @param {ReviewClaimShape} shown
 * @returns {Promise<Record<string, any> | null>}
 */
export async function askPlace(shown) {
  const { places } = shown.fields;
  const reason = reasonField("place");
  const which = el("select", { id: "which" }, places.map((each, index) => el("option", { value: String(index) }, shorten(each.name))));
  const lat = el("input", { id: "lat", type: "number", step: "any", min: -90, max: 90 });
  const lon = el("input", { id: "lon", type: "number", step: "any", min: -180, max: 180 });
  const near = el("input", { id: "near", type: "text", maxlength: 200, placeholder: "only in reports that name this too" });
  const kind = el("select", { id: "kind" }, el("option", { value: "" }, "any kind"), KINDS.map((each) => el("option", { value: each }, each)));
  const search = el("input", { id: "place-search", type: "search", maxlength: 200, "aria-label": "Look a name up in the gazetteers" });
  const found = el("ul", { class: "options", "aria-label": "Places of the gazetteers" });
  const node = el("div", { class: "point-map", id: "place-map" });
  /** @type {string | null} */
  let chosen = null;
  /** @type {OptionShape[]} */
  let options = [];
  /** @type {PointMap | null} */
  let map = null;
  const current = () => places[Number(which.value)];
  const drawMap = (stay = false) => {
    const here = current();
    /** @type {import("./pointmap.js").Spot[]} */
    const spots = options.map((each) => ({ lat: each.lat, lon: each.lon, name: each.name, kind: "option" }));
    if (here.lat !== null && here.lon !== null) spots.push({ lat: here.lat, lon: here.lon, name: here.found, kind: "here", radius: here.radius_m });
    if (lat.value !== "" && lon.value !== "") spots.push({ lat: Number(lat.value), lon: Number(lon.value), name: here.name, kind: "chosen" });
    map?.show(spots, { stay });
  };
  const put = (/** @type {number} */ atLat, /** @type {number} */ atLon, /** @type {string | null} */ place) => {
    [lat.value, lon.value, chosen] = [atLat.toFixed(5), atLon.toFixed(5), place];
    for (const row of found.querySelectorAll("button")) row.setAttribute("aria-pressed", String(row.dataset.place === place));
    drawMap(true);
  };
  const drawOptions = () => fill(found, options.map((each) => el("li", {}, el("button", { type: "button", data: { place: each.place },
    "aria-pressed": "false", on: { click: () => put(each.lat, each.lon, each.place) } }, said(each.name), ` ${each.country} ${each.feature_code}`,
    each.population ? ` · ${each.population.toLocaleString("en-GB")} people` : null))));
  const look = async () => {
    const name = search.value.trim();
    if (name === "") return;
    const answer = await getOptions(name, null).catch(() => ({ options: [] }));
    options = answer.options;
    drawOptions();
    drawMap();
  };
  const choose = () => {
    const here = current();
    options = here.options;
    [lat.value, lon.value, search.value, chosen] = ["", "", here.name.slice(0, LONGEST_ASKED), null];
    drawOptions();
    drawMap();
    if (options.length === 0) void look();
  };
  which.addEventListener("change", choose);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void look();
  });
  for (const box of [lat, lon]) box.addEventListener("input", () => { chosen = null; drawMap(true); });
  const read = () => {
    const here = current();
    if (chosen === null && (lat.value === "" || lon.value === "")) throw new Error("Click on the map, choose a place, or write latitude and longitude.");
    return {
      name: here.name.slice(0, LONGEST_ASKED), why: reason.read(), near: near.value.trim() === "" ? [] : [near.value.trim()],
      ...(kind.value === "" ? {} : { kind: kind.value }),
      ...(chosen === null ? { lat: Number(lat.value), lon: Number(lon.value) } : { place: chosen }),
    };
  };
  const answer = asked("Where does it lie?", [
    el("p", { class: "quiet" }, "All claims that name it are put there, earlier ones too."),
    el("div", { class: "place-grid" }, el("div", {}, node, el("p", { class: "credit quiet" }, CREDIT)), el("div", {},
      el("label", { for: "which" }, el("span", {}, "Place"), which),
      el("label", { for: "place-search" }, el("span", {}, "In the gazetteers"), search), found,
      el("div", { class: "pair" }, el("label", { for: "lat" }, el("span", {}, "Latitude"), lat), el("label", { for: "lon" }, el("span", {}, "Longitude"), lon)),
      el("label", { for: "near" }, el("span", {}, "Near"), near), el("label", { for: "kind" }, el("span", {}, "Used for"), kind))),
    reason.node], read, { wide: true });
  PointMap.create(node, (atLat, atLon) => put(atLat, atLon, null)).then((made) => {
    if (!node.isConnected) {
      made.remove();
      return;
    }
    map = made;
    drawMap();
  }).catch((error) => fill(node, el("p", { class: "quiet" }, `The map cannot be drawn here (${error.message}). Write latitude and longitude.`)));
  choose();
  const given = await answer;
  /** @type {PointMap | null} */ (map)?.remove();
  return given;
}

/** Show the keys. @param {[string, string][]} keys */
export function showKeys(keys) {
  return asked("Keys", el("dl", { class: "keys" }, keys.map(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)])),
    () => true, { submit: "Close" });
}

/** Show something to read. @param {string} title @param {any} body */
export function showText(title, body) {
  return asked(title, body, () => true, { submit: "Close", wide: true });
}
