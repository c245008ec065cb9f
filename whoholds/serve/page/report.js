// A report with the quoted words marked, and where it comes from.

/** @import { ClaimShape, ReportShape } from "whoholds-api" */
/** @import { Child } from "./dom.js" */

import { getReport } from "./api.js";
import { shortIso } from "./days.js";
import { el, fill, safeLink, said } from "./dom.js";
import { pieces } from "./quote.js";

const SHOWN = 60_000; // of a longer text, so many code points to either side of the quote

/** The dialog that shows a claim in its report. */
export class ReportDialog {
  #dialog;
  #asked = 0;

  /** @param {HTMLDialogElement} dialog @param {() => void} onClose */
  constructor(dialog, onClose) {
    this.#dialog = dialog;
    dialog.addEventListener("close", onClose);
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  get isOpen() {
    return this.#dialog.open;
  }

  close() {
    this.#dialog.close();
  }

  /**
   * Show a report with one of its claims marked (by identifier), or with none.
   * @param {string} id
   * @param {string | null} claim
   * @param {string | null} known
   */
  async show(id, claim, known) {
    const dialog = this.#dialog;
    this.#asked += 1;
    const asked = this.#asked;
    fill(dialog, this.#close(), el("p", { class: "quiet" }, "Fetching the report…"));
    delete dialog.dataset.claim;
    if (!dialog.open) dialog.showModal();
    try {
      const report = await getReport(id, known);
      if (asked === this.#asked) this.#draw(report, report.claims.find((each) => each.id === claim) ?? null);
    } catch (error) {
      if (asked !== this.#asked) return;
      fill(dialog, this.#close(), el("p", { class: "failure", role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
  }

  /** @param {ReportShape} report @param {ClaimShape | null} claim */
  #draw(report, claim) {
    const link = safeLink(report.url);
    fill(this.#dialog, this.#close(),
      el("article", {},
        el("header", {},
          el("h2", {}, report.title === null ? "Report without a title"
            : said(marked(report.title, report, claim, true))),
          el("p", {}, el("cite", {}, report.publisher ? said(report.publisher) : "Publisher not named"),
            ` · published ${shortIso(report.published, "on a day not known")}`),
          link !== null ? el("p", {}, el("a", { href: link, target: "_blank",
            rel: "noopener noreferrer nofollow" }, said(link)))
            : report.url ? el("p", { class: "quiet" }, "Address as given, not a link: ", said(report.url)) : null),
        el("div", { class: "report-text", lang: report.language, dir: "auto" },
          text(report, claim, claim === null || claim.quote.in_title ? 0 : claim.quote.start)),
        report.captions.length === 0 ? null : el("section", { class: "captions" },
          el("h3", {}, "Figures"),
          report.captions.map((caption) => el("p", {}, said(caption.text),
            caption.credit && !caption.text.includes(caption.credit) ? el("small", {}, " Credit: ", said(caption.credit)) : null))),
        el("footer", {},
          el("dl", {},
            el("dt", {}, "Archived page, SHA-256"), el("dd", {}, el("code", {}, report.page)),
            el("dt", {}, "Report"), el("dd", {}, el("code", {}, report.id)),
            claim === null ? null : aboutClaim(claim)))));
    this.#dialog.dataset.claim = claim?.id ?? "";
    this.#dialog.querySelector("mark")?.scrollIntoView({ block: "center" });
  }

  #close() {
    return el("button", { type: "button", class: "close", "aria-label": "Close the report",
      on: { click: () => this.#dialog.close() } }, "×");
  }
}

/** @param {ClaimShape} claim @returns {Child[]} */
function aboutClaim({ id, quote, trigger, seq, reader }) {
  return [el("dt", {}, "Claim"), el("dd", {}, el("code", {}, id)),
    el("dt", {}, "Characters"), el("dd", {}, `${quote.start} to ${quote.end} of the ${quote.in_title ? "title" : "text"}`),
    el("dt", {}, "Trigger"), el("dd", {}, said(trigger.text)),
    el("dt", {}, "On record"), el("dd", {}, `entry ${seq}, by ${reader}`)];
}

/**
 * The text around the quote, all of it where it is not very long.
 * @param {ReportShape} report
 * @param {ClaimShape | null} claim
 * @param {number} at
 * @returns {Child}
 */
function text(report, claim, at) {
  const points = report.text.length > 2 * SHOWN ? Array.from(report.text) : null;
  if (points === null || points.length <= 2 * SHOWN) return marked(report.text, report, claim, false, 0);
  const from = Math.max(0, at - SHOWN);
  const cut = points.slice(from, at + SHOWN).join("");
  return [
    from > 0 ? el("p", { class: "quiet" }, `${from} characters before this are not shown.`) : null,
    marked(cut, report, claim, false, from),
    at + SHOWN < points.length
      ? el("p", { class: "quiet" }, `${points.length - at - SHOWN} characters after this are not shown.`) : null,
  ];
}

/** @param {string} words @param {ReportShape} report @param {ClaimShape | null} claim @param {boolean} inTitle */
function marked(words, report, claim, inTitle, from = 0) {
  /** @type {{ start: number, end: number, kind: string }[]} */
  const spans = [];
  for (const each of report.claims) {
    const { quote } = each;
    if (quote.in_title !== inTitle || each.id === claim?.id) continue;
    spans.push({ start: quote.start - from, end: quote.end - from, kind: "other" });
  }
  if (claim?.quote.in_title === inTitle) {
    spans.push({ start: claim.quote.start - from, end: claim.quote.end - from, kind: "quote" });
  }
  if (claim?.trigger.in_title === inTitle) {
    spans.push({ start: claim.trigger.start - from, end: claim.trigger.end - from, kind: "trigger" });
  }
  return pieces(words, spans).map(({ text: piece, spans: over }) => {
    const kinds = new Set(over.map((span) => span.kind));
    const inner = kinds.has("trigger") ? el("em", {}, piece) : piece;
    if (kinds.has("quote")) return el("mark", {}, inner);
    if (kinds.has("other")) return el("span", { class: "other-claim", title: "Another claim" }, piece);
    return piece;
  });
}
