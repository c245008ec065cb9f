// The review desk: ties the queue, the report, the claim and its discussion together. Decisions show at
// once and are sent behind; one that is not taken is put back with the reason.

/** @import { ReviewClaimShape, MentionsShape, SessionShape } from "whoholds-api" */
/** @import { Item } from "./queue.js" */

import { shortInstant } from "../days.js";
import { byId, el, fill, said } from "../dom.js";
import { count, eventWords } from "../words.js";
import * as client from "./client.js";
import { askCorrections, askOther, askParts, askPlace, askReason, isOpen, showKeys, showText } from "./dialogs.js";
import { capital, effects, fieldList, standing } from "./fields.js";
import { CREDIT, PointMap } from "./pointmap.js";
import { decidedWords, Queue, shorten } from "./queue.js";
import { chosenText, drawReading } from "./reading.js";
import { Talk } from "./talk.js";

const PIECE = 50;
const AHEAD = 3; // claims fetched before they are looked at
const HOUR = 3_600_000;
const AT_ONCE = "Taken back by who decided, in the same sitting";

/** @type {[string, string][]} */
const KEYS = [["j / ↓", "next claim"], ["k / ↑", "claim before"], ["n", "next that waits"], ["a", "accept"], ["c", "correct (words chosen in the report may become the quote)"],
  ["x", "reject"], ["m", "merge: the same event as another claim"], ["s", "split into several claims"], ["p", "say where a place lies"],
  ["u", "undo"], ["t", "discuss"], ["h", "history"], ["/", "search the queue"], ["r", "fetch the queue anew"], ["?", "these keys"],
  ["1 … 6", "in an empty reason: one at hand"], ["Enter", "in a reason: decide"], ["Esc", "leave a dialog"]];

const queue = new Queue(byId("queue"), (index) => void select(index));
/** @type {Map<string, Promise<ReviewClaimShape>>} */
const fetched = new Map();
/** @type {{ entry: number, item: Item | null, what: string }[]} what was decided in this sitting, to be undone */
const decided = [];
/** @type {Map<string, number>} after which entry each claim was last seen */
const seen = new Map();
/** @type {ReviewClaimShape | null} */
let shown = null;
/** @type {SessionShape | null} */
let session = null;
/** @type {string[]} */
let people = [];
/** @type {number | null} the position that claims are looked at */
let known = null;
let total = 0;
let started = 0;
/** @type {Promise<unknown>} what was sent last; an undo waits for it */
let sending = Promise.resolve();
/** @type {PointMap | null} */
let map = null;
let mapFault = "";

const parts = {
  head: el("header", {}), standing: el("div", { class: "standing" }), fields: el("div", {}),
  map: el("div", { class: "point-map", id: "claim-map" }), last: el("div", { class: "last", role: "status" }),
  about: el("select", { id: "about", "aria-label": "Discussion of" }), talk: el("div", { class: "talk" }),
  history: el("details", { class: "history", id: "history" }, el("summary", {}, "History"), el("ol", {})),
};
const talk = new Talk(parts.talk, () => people, (about, posts) => {
  const item = queue.items.find((each) => each.queued.claim === about);
  if (item) item.queued = { ...item.queued, posts };
});

/** @param {any[]} words */
function notice(...words) {
  fill(byId("notice"), words);
  byId("notice").hidden = words.length === 0;
}

/** @param {string} words read out by a screen reader */
function announce(words) {
  byId("said").textContent = words;
}

/** @param {unknown} error */
function message(error) {
  return error instanceof Error ? error.message : String(error);
}

function drawTally() {
  const waiting = total - decided.filter((each) => each.item !== null).length;
  const hours = (Date.now() - started) / HOUR;
  const pace = decided.length >= 5 ? ` (${Math.round(decided.length / hours)} an hour)` : "";
  byId("tally").textContent = `${count(Math.max(0, waiting), "claim")} to review · ${decided.length} decided${pace}`;
}

/** @param {boolean} [again] keep looking at the same claim */
async function loadQueue(again = false) {
  const before = again ? queue.current?.queued.claim : undefined;
  const search = /** @type {HTMLInputElement} */ (byId("search")).value.trim();
  try {
    const found = await client.getQueue(search, null, 0, PIECE);
    known = found.position;
    total = found.total + decided.filter((each) => each.item !== null).length;
    fetched.clear();
    queue.set(found.claims);
    byId("more").hidden = found.claims.length >= found.total;
    notice();
    const index = before === undefined ? -1 : queue.find(before);
    if (queue.items.length > 0) await select(Math.max(0, index));
    else drawNothing();
  } catch (error) {
    notice(message(error));
  }
  drawTally();
}

async function loadMore() {
  const search = /** @type {HTMLInputElement} */ (byId("search")).value.trim();
  const found = await client.getQueue(search, known, queue.items.length, PIECE).catch((error) => {
    notice(message(error));
    return null;
  });
  if (found === null) return;
  queue.add(found.claims);
  byId("more").hidden = queue.items.length >= found.total;
}

/** @param {string} claim */
function fetchClaim(claim) {
  let found = fetched.get(claim);
  if (found === undefined) {
    found = client.getClaim(claim, known);
    // A failure is told where it is waited for; what was fetched ahead may fail in silence.
    found.catch(() => fetched.delete(claim));
    fetched.set(claim, found);
  }
  return found;
}

/** @param {number} index */
async function select(index) {
  const item = queue.items[index];
  if (item === undefined) return;
  queue.select(index);
  const claim = item.queued.claim;
  // Until it is fetched nothing is looked at: a key must never decide on the claim before.
  shown = null;
  drawActions();
  history.replaceState(null, "", `#${new URLSearchParams({ claim })}`);
  try {
    const found = await fetchClaim(claim);
    if (queue.current?.queued.claim !== claim) return;
    draw(found);
  } catch (error) {
    if (queue.current?.queued.claim === claim) {
      shown = null;
      fill(byId("reading"), el("p", { class: "failure", role: "alert" }, message(error)));
    }
  }
  for (const next of queue.items.slice(index + 1, index + 1 + AHEAD)) {
    if (next.state === "waiting") void fetchClaim(next.queued.claim).catch(() => {});
  }
  if (index >= queue.items.length - AHEAD && !byId("more").hidden) void loadMore();
}

function drawNothing() {
  shown = null;
  fill(byId("reading"), el("p", { class: "quiet" }, "Nothing to review. Read reports first: ", el("code", {}, "whoholds read FILE")));
  fill(byId("claim"));
  drawActions();
}

/** @param {ReviewClaimShape} found */
function draw(found) {
  shown = found;
  document.body.dataset.claim = found.claim.id;
  drawReading(byId("reading"), found, (claim) => void open(claim));
  fill(parts.head, el("h2", {}, capital(eventWords(found.claim.event, found.claim.status)), found.fields.places.length > 0
    ? [": ", said(shorten(found.fields.places.map((each) => each.name).join(", ")))] : null));
  fill(parts.standing, standing(found));
  fill(parts.fields, fieldList(found));
  drawAbout(found);
  parts.history.open = false;
  fill(byId("claim"), parts.head, parts.last, parts.standing, parts.fields, parts.map, mapFault === "" ? el("p", { class: "credit quiet" }, CREDIT) : null, parts.history,
    el("section", { class: "discussion", "aria-label": "Discussion" }, el("h3", {}, "Discussion of ", parts.about), parts.talk));
  void drawMap(found);
  drawActions();
  announce(`${capital(eventWords(found.claim.event, found.claim.status))}. ${found.claim.quote.text}`);
}

/** @param {ReviewClaimShape} found */
async function drawMap(found) {
  /** @type {import("./pointmap.js").Spot[]} */
  const spots = found.fields.places.flatMap((each) => each.lat === null || each.lon === null ? []
    : [{ lat: Number(each.lat), lon: Number(each.lon), name: each.found, kind: "here", radius: each.radius_m }]);
  parts.map.hidden = mapFault !== "";
  if (mapFault !== "") return;
  try {
    map ??= await PointMap.create(parts.map);
    map.resize();
    map.show(spots);
  } catch (error) {
    mapFault = message(error);
    parts.map.hidden = true;
  }
}

/** @param {ReviewClaimShape} found */
function drawAbout(found) {
  const places = found.fields.places.filter((each) => each.place !== null);
  fill(parts.about, el("option", { value: found.claim.id }, "this claim"),
    places.map((each) => el("option", { value: each.place }, shorten(each.found))),
    el("option", { value: found.context.id }, "this report"));
  parts.about.value = found.claim.id;
  void talk.show(found.claim.id);
}

parts.about.addEventListener("change", () => void talk.show(parts.about.value));
parts.history.addEventListener("toggle", async () => {
  if (!parts.history.open || shown === null) return;
  const list = /** @type {HTMLElement} */ (parts.history.querySelector("ol"));
  fill(list, el("li", { class: "quiet" }, "Fetching…"));
  try {
    const { entries } = await client.getHistory(shown.decided?.claim ?? shown.claim.id);
    fill(list, entries.map((each) => el("li", { class: each.undone ? "undone" : null }, el("span", { class: "numbers quiet" }, `${each.entry} `),
      said(each.by), " ", said(each.what), each.why ? [": ", said(each.why)] : null, el("small", { class: "quiet" }, ` ${shortInstant(each.recorded)}`),
      each.undone ? el("small", {}, " (taken back)") : null)));
  } catch (error) {
    fill(list, el("li", { class: "failure" }, message(error)));
  }
});

/** Look at a claim that may stand outside the queue. @param {string} claim */
async function open(claim) {
  const index = queue.find(claim);
  if (index !== -1) {
    await select(index);
    return;
  }
  try {
    const found = await fetchClaim(claim);
    queue.items.splice(Math.max(0, queue.at), 0, { state: found.decided === null ? "waiting" : found.decided.verdict, entry: found.decided?.entry ?? null,
      told: found.decided === null ? "" : `${decidedWords(found.decided.verdict)} by ${found.decided.by}`,
      queued: { claim, score: 0, reasons: found.reasons, event: found.claim.event, status: found.claim.status, quote: found.claim.quote.text,
        places: found.claim.places.map((each) => each.name), publisher: found.context.publisher, published: found.context.published, mark: found.mark, posts: found.posts } });
    await select(queue.find(claim));
  } catch (error) {
    notice(message(error));
  }
}

/**
 * Send a decision on the claim looked at and go on to the next.
 * @param {string} verdict
 * @param {object} more
 */
function decide(verdict, more) {
  const item = queue.current;
  if (item === null || shown === null || item.state === "saving") return;
  const { queued } = item;
  const at = Math.max(shown.at, seen.get(queued.claim) ?? 0);
  const claim = shown.claim.id; // what stands in its place, where somebody corrected it meanwhile
  const before = { state: item.state, told: item.told };
  [item.state, item.told] = ["saving", `${decidedWords(verdict)}, saving…`];
  announce(`${capital(decidedWords(verdict))}.`);
  const next = queue.next();
  queue.draw();
  if (next !== -1) void select(next);
  else drawActions();
  const index = queue.items.indexOf(item);
  sending = sending.then(async () => {
    try {
      const done = await client.postReview({ claim, verdict, at, ...more });
      [item.state, item.told, item.entry] = [verdict, decidedWords(verdict), done.position];
      seen.set(queued.claim, done.position);
      fetched.delete(queued.claim);
      decided.push({ entry: done.position, item, what: decidedWords(verdict) });
      void showEffect(done.position, capital(decidedWords(verdict)));
    } catch (error) {
      if (error instanceof client.Overtaken) {
        const who = error.newer;
        [item.state, item.told] = ["overtaken", who ? `${who.by} ${who.what} first` : "decided by somebody else first"];
        fetched.delete(queued.claim);
        notice("Not taken: ", said(item.told), who?.why ? [" (", said(who.why), ")"] : null, ". ", backTo(index));
      } else {
        [item.state, item.told] = [before.state, before.told];
        notice(`Not taken, nothing was written: ${message(error)} `, backTo(index));
      }
    }
    queue.draw();
    drawTally();
    if (shown !== null) drawActions();
  });
}

/** @param {number} index */
function backTo(index) {
  return el("button", { type: "button", class: "link", on: { click: () => { notice(); void select(index); } } }, "Look at it again");
}

/** Show what an entry changed in the picture. @param {number} entry @param {string} what */
async function showEffect(entry, what) {
  document.body.dataset.entry = String(entry);
  const button = el("button", { type: "button", class: "link", on: { click: () => void undo() } }, "Undo (u)");
  fill(parts.last, el("p", {}, `${what}: entry ${entry}. `, button));
  try {
    const { changes } = await client.getEffect(entry, known);
    if (document.body.dataset.entry !== String(entry)) return;
    fill(parts.last, el("p", {}, `${what}: entry ${entry}. `, button), effects("On the map", changes));
  } catch {
    // The decision stands; what it changed may be looked up later.
  }
}

async function undo() {
  await sending;
  const last = decided.at(-1);
  const standingNow = shown?.decided ?? null;
  const own = last !== undefined;
  if (!own && standingNow === null) {
    notice("Nothing was decided in this sitting.");
    return;
  }
  const entry = own ? last.entry : Number(standingNow?.entry);
  const why = own ? AT_ONCE : await askReason("Take the decision back", "undo");
  if (why === null) return;
  try {
    const done = await client.postUndo(entry, why);
    const item = own ? last.item : queue.current;
    if (own) decided.pop();
    if (item === null) fetched.clear();
    else fetched.delete(item.queued.claim);
    if (item !== null) {
      seen.set(item.queued.claim, done.position);
      [item.state, item.told, item.entry] = ["waiting", "", null];
      await select(queue.items.indexOf(item));
    }
    announce("Taken back.");
    await showEffect(done.position, own ? `Taken back (${last.what})` : "Taken back");
  } catch (error) {
    notice(`Not taken back: ${message(error)}`);
  }
  drawTally();
}

const acts = {
  accept: () => decide("accept", {}),
  reject: async () => {
    const why = await askReason("Reject the claim", "reject");
    if (why !== null) decide("reject", { why });
  },
  correct: async () => {
    if (shown === null) return;
    const given = await askCorrections(shown, chosenText(byId("reading")));
    if (given !== null) decide("correct", given);
  },
  merge: async () => {
    if (shown === null) return;
    const given = await askOther(shown);
    if (given !== null) decide("merge", given);
  },
  split: async () => {
    if (shown === null) return;
    const given = await askParts(shown);
    if (given !== null) decide("split", given);
  },
  place: async () => {
    if (shown === null) return;
    if (shown.fields.places.length === 0) {
      notice("The claim names no place: correct it first.");
      return;
    }
    const given = await askPlace(shown);
    if (given === null) return;
    try {
      const done = await client.postPlace(given);
      decided.push({ entry: done.entry, item: null, what: `${done.name} placed` });
      fetched.clear();
      await select(queue.at);
      announce(`${done.name} placed.`);
      await showEffect(done.entry, `${done.name} put at ${done.lat.toFixed(4)}, ${done.lon.toFixed(4)} for ${count(done.claims, "claim")}`);
    } catch (error) {
      notice(`Not placed: ${message(error)}`);
    }
    drawTally();
  },
};

function mayDecide() {
  return session !== null && session.role !== null && session.role !== "reader";
}

function drawActions() {
  const off = shown === null || !mayDecide() || queue.current?.state === "saving";
  /** @param {string} key @param {string} words @param {() => unknown} act @param {boolean} [disabled] @param {string} [kind] */
  const button = (key, words, act, disabled = off, kind = "") => el("button", { type: "button", class: kind, disabled, "aria-keyshortcuts": key,
    on: { click: act } }, words, " ", el("kbd", {}, key));
  fill(byId("actions"),
    button("a", "Accept", acts.accept, off, "accept"), button("c", "Correct", () => void acts.correct()), button("x", "Reject", () => void acts.reject(), off, "reject"),
    button("m", "Merge", () => void acts.merge()), button("s", "Split", () => void acts.split()), button("p", "Place", () => void acts.place()),
    button("u", "Undo", () => void undo(), !mayDecide() || (decided.length === 0 && (shown?.decided ?? null) === null)));
}

/** @param {number} by */
function step(by) {
  const index = Math.min(queue.items.length - 1, Math.max(0, queue.at + by));
  if (index !== queue.at) void select(index);
}

function focusTalk() {
  const boxes = parts.talk.querySelectorAll("textarea");
  /** @type {HTMLElement | undefined} */ (boxes[boxes.length - 1])?.focus();
}

/** @type {Record<string, () => unknown>} */
const ON_KEY = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
  n: () => { const next = queue.next(); if (next !== -1) void select(next); },
  a: () => mayDecide() && acts.accept(), c: () => mayDecide() && acts.correct(), x: () => mayDecide() && acts.reject(),
  m: () => mayDecide() && acts.merge(), s: () => mayDecide() && acts.split(), p: () => mayDecide() && acts.place(),
  u: () => mayDecide() && undo(), r: () => loadQueue(true),
  t: focusTalk,
  h: () => { parts.history.open = !parts.history.open; parts.history.scrollIntoView({ block: "nearest" }); },
  "/": () => byId("search").focus(), "?": () => showKeys(KEYS),
};

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (isOpen() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.matches("input, textarea, select")) {
    if (event.key === "Escape") target.blur();
    return;
  }
  const act = ON_KEY[event.key];
  if (act === undefined || (event.key.startsWith("Arrow") && target.closest(".maplibregl-map") !== null)) return;
  event.preventDefault();
  if (!(event.repeat && !"jk".includes(event.key))) void act();
});

byId("search").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  byId("search").blur();
  void loadQueue();
});
byId("search").addEventListener("search", () => void loadQueue());
byId("refresh").addEventListener("click", () => void loadQueue(true));
byId("more").addEventListener("click", () => void loadMore());
byId("help-open").addEventListener("click", () => void showKeys(KEYS));
byId("mentions").addEventListener("click", async () => {
  const found = await client.getMentions();
  await showText("Who calls you", el("ul", { class: "mentions" }, found.mentions.map((each) => el("li", { class: each.open ? null : "quiet" },
    el("cite", {}, said(each.post.by)), ` ${shortInstant(each.post.recorded)}${each.open ? "" : " (resolved)"}`, el("p", { dir: "auto" }, said(each.post.text ?? "")),
    each.about.startsWith("claim:") ? el("button", { type: "button", class: "link", on: { click: () => {
      /** @type {HTMLDialogElement} */ (byId("dialog")).close();
      void open(each.about);
    } } }, "Open the claim") : el("small", { class: "quiet" }, said(each.about))))));
});

/** @param {MentionsShape} found */
function drawMentions(found) {
  people = found.people;
  const unread = found.mentions.filter((each) => each.open).length;
  byId("mentions").hidden = found.mentions.length === 0;
  byId("mentions").textContent = `@ ${count(unread, "open call")}`;
}

async function start() {
  started = Date.now();
  try {
    session = await client.getSession();
    fill(byId("who"), session.name === null ? "not signed in" : [said(session.name), ` · ${session.role}`]);
    if (!mayDecide()) notice("You may look; to decide takes the role analyst.");
    client.getMentions().then(drawMentions).catch(() => {});
    const asked = new URLSearchParams(location.hash.slice(1)).get("claim");
    await loadQueue();
    if (asked !== null && asked !== "" && queue.current?.queued.claim !== asked) await open(asked.slice(0, 200));
  } catch (error) {
    notice(message(error));
  }
  document.body.dataset.ready = "true";
}

void start();
