// The report with the claim's words marked; a piece of text may be chosen in it for a correction.

/** @import { ReviewClaimShape } from "whoholds-api" */

import { shortIso } from "../days.js";
import { el, fill, safeLink, said } from "../dom.js";
import { pieces } from "../quote.js";

/** @typedef {{ start: number, end: number, kind: string, claim?: string }} Marked */

/**
 * Draw the report of a claim into `node` and bring the quote into view.
 * @param {HTMLElement} node
 * @param {ReviewClaimShape} shown
 * @param {(claim: string) => void} onOther
 */
export function drawReading(node, shown, onOther) {
  const { context, claim } = shown;
  const link = safeLink(context.url);
  fill(node,
    el("header", {},
      el("h2", { dir: "auto" }, context.title === null ? "Report without a title" : words(shown, true, onOther)),
      el("p", { class: "quiet" }, el("cite", {}, context.publisher ? said(context.publisher) : "Publisher not named"),
        ` · published ${shortIso(context.published, "on a day not known")}`,
        link !== null ? [" · ", el("a", { href: link, target: "_blank", rel: "noopener noreferrer nofollow" }, "source")] : null)),
    el("div", { class: "report-text", lang: context.language, dir: "auto", id: "report-text",
      data: { start: String(context.start) } },
    context.start > 0 ? el("p", { class: "quiet" }, `${context.start} characters before this are not shown.`) : null,
    words(shown, false, onOther),
    context.start + Array.from(context.text).length < context.length
      ? el("p", { class: "quiet" }, "More of the report follows that is not shown.") : null),
    context.captions.length === 0 ? null : el("section", { class: "captions" }, el("h3", {}, "Figures"),
      context.captions.map((caption) => el("p", {}, said(caption.text),
        caption.credit ? el("small", {}, " Credit: ", said(caption.credit)) : null))),
    el("footer", { class: "quiet" }, el("p", {}, "Archived page ", el("code", {}, context.page.slice(0, 16)), "…, claim ",
      el("code", {}, claim.id.slice(0, 22)), "…")));
  const mark = node.querySelector("mark");
  mark?.scrollIntoView({ block: "center" });
}

/** @param {ReviewClaimShape} shown @param {boolean} inTitle @param {(claim: string) => void} onOther */
function words({ context, claim }, inTitle, onOther) {
  const from = inTitle ? 0 : context.start;
  /** @type {Marked[]} */
  const spans = [];
  for (const { claim: other, quote } of context.others) {
    if (quote.in_title === inTitle) spans.push({ start: quote.start - from, end: quote.end - from, kind: "other", claim: other });
  }
  for (const [kind, quote] of /** @type {const} */ ([["quote", claim.quote], ["trigger", claim.trigger]])) {
    if (quote.in_title === inTitle) spans.push({ start: quote.start - from, end: quote.end - from, kind });
  }
  return pieces((inTitle ? context.title : context.text) ?? "", spans).map(({ text, spans: over }) => {
    const kinds = new Set(over.map((span) => span.kind));
    const inner = kinds.has("trigger") ? el("em", {}, text) : text;
    if (kinds.has("quote")) return el("mark", {}, inner);
    if (!kinds.has("other")) return text;
    const other = over.find((span) => span.kind === "other")?.claim ?? "";
    return el("span", { class: "other-claim", title: "Another claim: click to look at it",
      on: { click: () => onOther(other) } }, text);
  });
}

/**
 * The code points of the report's text that are chosen with the mouse, null for none.
 * @param {HTMLElement} node the element of `report-text`
 * @returns {{ start: number, end: number, text: string } | null}
 */
export function chosenText(node) {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const text = node.querySelector("#report-text");
  if (text === null || !text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const before = range.cloneRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  // What is noted beside the text is no part of it.
  const noted = [...text.querySelectorAll("p.quiet")].filter((each) => before.intersectsNode(each));
  const skip = noted.reduce((sum, each) => sum + Array.from(each.textContent ?? "").length, 0);
  const start = Number(/** @type {HTMLElement} */ (text).dataset.start) + Array.from(before.toString()).length - skip;
  const chosen = range.toString();
  return chosen.trim() === "" ? null : { start, end: start + Array.from(chosen).length, text: chosen };
}
