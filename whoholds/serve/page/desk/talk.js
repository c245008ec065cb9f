// The discussion of a claim, its places and its report: threads, mentions, resolve, edit, delete.

/** @import { PostShape, TalkShape } from "whoholds-api" */

import { shortInstant } from "../days.js";
import { el, fill, said } from "../dom.js";
import { getTalk, postTalk } from "./client.js";

/** One discussion, drawn into `node`. */
export class Talk {
  #node;
  #about = "";
  /** @type {() => string[]} */
  #people;
  #onChange;
  /** @type {PostShape[]} */
  #posts = [];
  #serial = 0;

  /** @param {HTMLElement} node @param {() => string[]} people @param {(about: string, posts: number) => void} onChange */
  constructor(node, people, onChange) {
    this.#node = node;
    this.#people = people;
    this.#onChange = onChange;
  }

  /** @param {string} about */
  async show(about) {
    this.#about = about;
    const serial = ++this.#serial;
    fill(this.#node, el("p", { class: "quiet" }, "Fetching the discussion…"));
    try {
      const talk = await getTalk(about);
      if (serial === this.#serial) this.#take(talk);
    } catch (error) {
      fill(this.#node, el("p", { class: "failure", role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
  }

  /** @param {TalkShape} talk */
  #take(talk) {
    this.#posts = talk.posts;
    this.#onChange(talk.about, talk.posts.filter((each) => each.text !== null).length);
    this.#draw();
  }

  #draw() {
    const roots = this.#posts.filter((each) => this.#parent(each) === null);
    fill(this.#node, roots.map((each) => this.#thread(each)), this.#box("Say something; @name calls somebody", (text) => this.#send({ act: "post", text })));
  }

  /** @param {PostShape} post */
  #parent(post) {
    return this.#posts.find((each) => each.post === post.answers) ?? null;
  }

  /** @param {PostShape} root */
  #thread(root) {
    const resolved = root.resolved_by !== null;
    return el("section", { class: `thread${resolved ? " resolved" : ""}`, "aria-label": `Discussion begun by ${root.by}` },
      resolved ? el("p", { class: "quiet" }, "Resolved by ", said(root.resolved_by), `, ${shortInstant(root.resolved ?? "")}`) : null,
      this.#branch(root, 0),
      el("div", { class: "thread-foot" },
        el("button", { type: "button", class: "plain", on: { click: () => this.#send({ act: resolved ? "reopen" : "resolve", post: root.post }) } },
          resolved ? "Reopen" : "Resolve")));
  }

  /** @param {PostShape} post @param {number} depth @returns {HTMLElement} */
  #branch(post, depth) {
    const answers = this.#posts.filter((each) => each.answers === post.post && each.post !== post.post);
    return el("div", { class: "branch", data: { depth: String(Math.min(depth, 4)) } }, this.#post(post), answers.map((each) => this.#branch(each, depth + 1)));
  }

  /** @param {PostShape} post */
  #post(post) {
    const node = el("article", { class: "post", data: { post: String(post.post) } });
    this.#drawPost(node, post);
    return node;
  }

  /** @param {HTMLElement} node @param {PostShape} post */
  #drawPost(node, post) {
    const { text } = post;
    fill(node, el("header", {}, el("cite", {}, said(post.by)), el("small", { class: "quiet" }, ` ${shortInstant(post.recorded)}`,
      post.versions.length > 0 ? " · edited" : null)),
    text === null
      ? el("p", { class: "quiet tombstone" }, post.deleted_by ? ["Deleted by ", said(post.deleted_by), `, ${shortInstant(post.deleted ?? "")}`] : "Redacted")
      : el("p", { class: "post-text", dir: "auto" }, withMentions(text, post.mentions)),
    post.versions.length > 0 && text !== null ? el("details", {}, el("summary", {}, "Earlier texts"),
      post.versions.map((each) => el("p", { class: "quiet", dir: "auto" }, `${shortInstant(each.recorded)}: `, said(each.text)))) : null,
    text === null ? null : el("footer", {},
      el("button", { type: "button", class: "plain", on: { click: () => this.#open(node, "Answer", "", (said_) => this.#send({ act: "post", text: said_, post: post.post })) } }, "Answer"),
      post.mine ? el("button", { type: "button", class: "plain", on: { click: () => this.#open(node, "Edit", text, (said_) => this.#send({ act: "edit", text: said_, post: post.post })) } }, "Edit") : null,
      el("button", { type: "button", class: "plain", on: { click: () => this.#send({ act: "delete", post: post.post }) } }, "Delete")));
  }

  /** @param {HTMLElement} node @param {string} lead @param {string} text @param {(text: string) => unknown} send */
  #open(node, lead, text, send) {
    node.querySelector(".talk-box")?.remove();
    const box = this.#box(lead, send, text);
    node.append(box);
    box.querySelector("textarea")?.focus();
  }

  /** @param {string} lead @param {(text: string) => unknown} send @param {string} [text] */
  #box(lead, send, text = "") {
    const area = el("textarea", { rows: 2, maxlength: 10000, "aria-label": lead, placeholder: lead });
    area.value = text;
    const names = el("datalist", {});
    const calls = el("p", { class: "calls quiet", "aria-live": "polite" });
    area.addEventListener("input", () => {
      const begun = /(?:^|\s)@([^\s@]*)$/.exec(area.value.slice(0, area.selectionStart ?? 0))?.[1];
      const fitting = begun === undefined ? [] : this.#people().filter((name) => name.toLowerCase().startsWith(begun.toLowerCase())).slice(0, 5);
      fill(calls, fitting.map((name) => el("button", { type: "button", class: "plain", on: { click: () => {
        const at = area.selectionStart ?? area.value.length;
        const start = at - (begun?.length ?? 0);
        area.value = `${area.value.slice(0, start)}${name} ${area.value.slice(at)}`;
        fill(calls);
        area.focus();
      } } }, "@", said(name))));
    });
    const form = el("form", { class: "talk-box", on: { submit: (/** @type {Event} */ event) => {
      event.preventDefault();
      if (area.value.trim() !== "") void send(area.value.trim());
    } } }, area, names, calls, el("button", { type: "submit" }, lead.startsWith("Say") ? "Post" : lead));
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
    });
    return form;
  }

  /** @param {object} step */
  async #send(step) {
    try {
      this.#take(await postTalk(this.#about, step));
    } catch (error) {
      this.#node.prepend(el("p", { class: "failure", role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
  }
}

/** @param {string} text @param {string[]} mentions */
function withMentions(text, mentions) {
  const found = [];
  let rest = text;
  while (rest !== "") {
    const next = mentions.map((name) => ({ name, at: rest.toLowerCase().indexOf(`@${name.toLowerCase()}`) }))
      .filter((each) => each.at !== -1).sort((one, other) => one.at - other.at || other.name.length - one.name.length)[0];
    if (next === undefined) break;
    found.push(rest.slice(0, next.at), el("strong", { class: "mention" }, rest.slice(next.at, next.at + next.name.length + 1)));
    rest = rest.slice(next.at + next.name.length + 1);
  }
  return [...found, rest];
}
