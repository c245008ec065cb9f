// The words of the desk: what may be chosen, reasons at hand, and how a change in the picture is told.

/** @import { EffectChangeShape, HeldShape } from "whoholds-api" */

import { shortIso } from "../days.js";
import { percent } from "../words.js";

export const EVENTS = ["take", "leave", "hold", "advance", "attack", "repel", "clash", "strike", "besiege", "abuse", "deploy", "agree"];
export const STATUSES = ["happened", "attempted", "denied", "expected"];
export const KINDS = ["site", "settlement", "area", "province", "country"];
export const MEANS = ["airstrike", "shelling", "missile", "rocket", "drone", "guided missile", "mine", "ied",
  "car bomb", "suicide bomb", "sniper", "gunfire", "chemical", "naval"];

/** Reasons at hand, by what is decided; a digit puts one in. @type {Record<string, string[]>} */
export const REASONS = {
  reject: ["The words tell of no such event", "It did not happen, by these words", "Another place is meant",
    "Another actor is meant", "Told as history, not as news", "No news text (caption, comment, advertisement)"],
  correct: ["Read wrongly", "Another place is meant", "Another actor is meant", "Another day is meant",
    "Attempted, not done", "Another event"],
  merge: ["The same event"],
  split: ["Several events in one claim"],
  place: ["Seen on a map", "Named in another report", "Geolocated footage"],
  undo: ["Decided by mistake", "The source says otherwise"],
};

/** @type {Record<string, string>} */
export const VERDICTS = { accept: "accepted", correct: "corrected", reject: "rejected", merge: "merged", split: "split" };

/** @type {Record<string, string>} */
export const MARKS = {
  text_changed: "The text changed since the review",
  read_otherwise: "Read otherwise since it was rejected",
};

/**
 * `16 – 18 Jan 2020`, open ends in words.
 * @param {string | null} first
 * @param {string | null} last
 */
export function days(first, last) {
  if (first === null && last === null) return "always";
  if (first === null) return `until ${shortIso(last)}`;
  if (last === null) return `from ${shortIso(first)}`;
  return first === last ? shortIso(first) : `${shortIso(first)} to ${shortIso(last)}`;
}

/** @param {HeldShape} held */
export function holder(held) {
  if (held.state === "unknown") return "unknown";
  const who = held.actor ?? held.side_name ?? "somebody";
  return `${held.state === "contested" ? "contested, likelier " : ""}${who} (${percent(held.confidence)})`;
}

/** @param {EffectChangeShape} change */
export function changeWords(change) {
  return `${days(change.first_day, change.last_day)}: ${holder(change.before)} → ${holder(change.after)}`;
}
