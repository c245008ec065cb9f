// The map as a picture: what is on the screen, with its title, its legend and its credits drawn in.

/** @import { SideShape } from "whoholds-api" */

import { visible } from "./dom.js";
import { colours } from "./map/style.js";
import { image } from "./symbols.js";

const MARGIN = 16;
const LINE = 20;
const SIGN = 22;

/**
 * What is drawn: the map, a second one left of `swipe` hundredths, what the legend says, the credits.
 * @typedef {object} Drawing
 * @property {HTMLCanvasElement} map
 * @property {HTMLCanvasElement | null} other
 * @property {number} swipe
 * @property {string} title
 * @property {string} told
 * @property {SideShape[]} sides
 * @property {{ code: number, words: string }[]} legend
 * @property {string[]} credits
 */

/** @param {Drawing} drawing @returns {Promise<Blob>} */
export async function draw({ map, other, swipe, title, told, sides, legend, credits }) {
  const fine = devicePixelRatio;
  const [width, height] = [map.width / fine, map.height / fine];
  const set = colours();
  const canvas = document.createElement("canvas");
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const text = (/** @type {string} */ font) => { pen.font = `${font} sans-serif`; };
  const rows = legendRows(pen, legend, width);
  text("12px");
  const lines = credits.flatMap((credit) => wrapped(pen, visible(credit), width - 2 * MARGIN));
  const head = 58;
  const foot = rows.length * (LINE + 6) + lines.length * 16 + 2 * MARGIN;
  [canvas.width, canvas.height] = [Math.round(width * fine), Math.round((head + height + foot) * fine)];
  pen.scale(fine, fine);
  pen.textBaseline = "middle";
  pen.fillStyle = set.panel;
  pen.fillRect(0, 0, width, head + height + foot);
  pen.fillStyle = set.ink;
  text("600 19px");
  pen.fillText(visible(title), MARGIN, 21, width - 2 * MARGIN);
  text("13px");
  pen.fillText(visible(told), MARGIN, 43, width - 2 * MARGIN);
  pen.drawImage(map, 0, head, width, height);
  if (other !== null) {
    const part = (other.width * swipe) / 100;
    pen.drawImage(other, 0, 0, part, other.height, 0, head, part / fine, height);
    pen.fillRect(part / fine - 1, head, 2, height);
  }
  let y = head + height + MARGIN + 4;
  for (const row of rows) {
    for (const { x, code, words } of row) {
      const mark = document.createElement("canvas");
      const pixels = image(code, sides, set);
      [mark.width, mark.height] = [pixels.width, pixels.height];
      mark.getContext("2d")?.putImageData(pixels, 0, 0);
      pen.drawImage(mark, x, y - SIGN / 2, SIGN, SIGN);
      text("13px");
      pen.fillStyle = set.ink;
      pen.fillText(words, x + SIGN + 4, y);
    }
    y += LINE + 6;
  }
  text("12px");
  for (const line of lines) {
    pen.fillText(line, MARGIN, y);
    y += 16;
  }
  return new Promise((resolve, reject) => canvas.toBlob((blob) =>
    blob === null ? reject(new Error("This browser cannot make the picture.")) : resolve(blob), "image/png"));
}

/** Set the legend's entries in rows of the picture's width. @param {CanvasRenderingContext2D} pen @param {Drawing["legend"]} legend @param {number} width */
function legendRows(pen, legend, width) {
  pen.font = "13px sans-serif";
  /** @type {{ x: number, code: number, words: string }[][]} */
  const rows = [];
  let x = Infinity;
  for (const { code, words } of legend) {
    const shown = visible(words);
    const wide = SIGN + 4 + pen.measureText(shown).width;
    if (x + wide > width - MARGIN) {
      rows.push([]);
      x = MARGIN;
    }
    rows[rows.length - 1].push({ x, code, words: shown });
    x += wide + 20;
  }
  return rows;
}

/** @param {CanvasRenderingContext2D} pen @param {string} words @param {number} width */
function wrapped(pen, words, width) {
  /** @type {string[]} */
  const lines = [];
  for (const word of words.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
