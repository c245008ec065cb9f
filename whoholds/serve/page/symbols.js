// One sign a side: a colour and a shape, so that no side is told by its colour alone.
// Which side has which, the server says. Held: filled. Contested: half filled with the likelier side.
// Unknown: a hollow grey ring.

/** @import { SideShape } from "whoholds-api" */
/** @import { Colours } from "./map/style.js" */

import { svg } from "./dom.js";
import { CONTESTED, HELD } from "./timeline.js";

const SIZE = 24;

// Paths in a box of 24 by 24, about equal in weight to the eye.
/** @type {Record<string, string>} */
const SHAPES = {
  circle: polygon(40, 7.2, -90), // near enough
  square: "M5.6 5.6h12.8v12.8h-12.8z",
  triangle: polygon(3, 9.4, -90, 1.6),
  diamond: polygon(4, 9.2, -90),
  down: polygon(3, 9.4, 90, -1.6),
  pentagon: polygon(5, 8.6, -90, 0.5),
  star: star(5, 9.9, 4.3),
  plus: "M9 4.2h6v4.8h4.8v6h-4.8v4.8h-6v-4.8h-4.8v-6h4.8z",
  hexagon: polygon(6, 8.2, 0),
  cross: "M6.9 3.7L12 8.8L17.1 3.7L20.3 6.9L15.2 12L20.3 17.1L17.1 20.3L12 15.2L6.9 20.3L3.7 17.1L8.8 12L3.7 6.9Z",
  left: "M4 12L17.6 3.9V20.1Z",
  right: "M20 12L6.4 3.9V20.1Z",
};
const RING = polygon(40, 7.4, -90);
const GREY = "#6f797e";

let clips = 0;

/**
 * The path of a side's shape; a circle where there is no side.
 * @param {SideShape | undefined} side
 */
function shapeOf(side) {
  return SHAPES[side?.shape ?? ""] ?? SHAPES.circle;
}

/**
 * An SVG sign for a state, for the legend, the panel and the table.
 * @param {{ state: number, side: number }} state
 * @param {SideShape[]} sides
 */
export function sign(state, sides) {
  const box = svg("svg", { class: "sign", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" });
  if (state.state !== HELD && state.state !== CONTESTED) {
    box.append(svg("path", { d: RING, class: "sign-ring" }));
    return box;
  }
  const path = shapeOf(sides[state.side]);
  const colour = sides[state.side]?.colour ?? GREY;
  if (state.state === HELD) {
    box.append(svg("path", { d: path, fill: colour, class: "sign-line" }));
    return box;
  }
  clips += 1;
  const clip = `half-${clips}`;
  box.append(
    svg("clipPath", { id: clip }, svg("rect", { x: 0, y: 0, width: SIZE / 2, height: SIZE })),
    svg("path", { d: path, class: "sign-paper" }),
    svg("path", { d: path, fill: colour, "clip-path": `url(#${clip})` }),
    svg("path", { d: path, fill: "none", class: "sign-line" }),
  );
  return box;
}

/**
 * A patch of an area's colour, for the legend; contested ground is hatched.
 * @param {{ state?: string | null, colour?: string | null }} area
 */
export function patch({ state, colour }) {
  const box = svg("svg", { class: "sign", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" });
  const edge = { x: 3, y: 5, width: 18, height: 14 };
  if (state === "unknown") {
    box.append(svg("rect", { ...edge, fill: GREY, "fill-opacity": 0.25, stroke: GREY, "stroke-dasharray": "3 2" }));
  } else if (state === "contested") {
    box.append(svg("rect", { ...edge, fill: "none", stroke: GREY }),
      svg("path", { d: "M3 12L10 5M3 19L17 5M10 19L21 8M17 19L21 15", stroke: GREY, fill: "none" }));
  } else {
    box.append(svg("rect", { ...edge, fill: colour ?? GREY, "fill-opacity": 0.3, stroke: colour ?? GREY }));
  }
  return box;
}

/** The front line with its band, for the legend. */
export function frontKey() {
  return svg("svg", { class: "sign", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" },
    svg("path", { d: "M1 6L8 9L15 6L23 9V19L15 16L8 19L1 16Z", class: "front-band" }),
    svg("path", { d: "M1 11L8 14L15 11L23 14", class: "front-line" }));
}

/**
 * The same sign as pixels for the map, twice as fine as the screen's units. `code` as in Timeline.
 * @param {number} code
 * @param {SideShape[]} sides
 * @param {Pick<Colours, "paper" | "line" | "land" | "grey">} colours
 */
export function image(code, sides, { paper, line, land, grey }) {
  const pen = penOf(SIZE * 2);
  pen.scale(2, 2);
  pen.lineJoin = "round";
  if (code === 0) {
    stroke(pen, RING, land, 4.5);
    pen.fillStyle = land;
    pen.globalAlpha = 0.5; // a place held below it still shows
    pen.fill(new Path2D(RING));
    pen.globalAlpha = 1;
    stroke(pen, RING, grey, 2.4);
  } else {
    const held = code > 0 && code % 2 === 1;
    const side = code < 0 ? -1 : (code - (held ? 1 : 2)) / 2;
    const path = shapeOf(sides[side]);
    stroke(pen, path, paper, 4);
    pen.fillStyle = held ? sides[side].colour : paper;
    pen.fill(new Path2D(path));
    if (!held) {
      pen.save();
      pen.beginPath();
      pen.rect(0, 0, SIZE / 2, SIZE);
      pen.clip();
      pen.fillStyle = sides[side]?.colour ?? grey;
      pen.fill(new Path2D(path));
      pen.restore();
    }
    stroke(pen, path, line, 1.2);
  }
  return pixelsOf(pen);
}

/**
 * A small dot as pixels, for towns that nothing is claimed of.
 * @param {string} colour
 */
export function dot(colour) {
  const pen = penOf(8);
  pen.fillStyle = colour;
  pen.arc(4, 4, 2.6, 0, 2 * Math.PI);
  pen.fill();
  return pixelsOf(pen);
}

/**
 * Slanted lines as pixels that repeat without a seam, for contested ground.
 * @param {string} colour
 */
export function hatch(colour) {
  const pen = penOf(16);
  for (const shift of [-16, 0, 16]) {
    pen.moveTo(shift - 2, 18);
    pen.lineTo(shift + 18, -2);
  }
  pen.strokeStyle = colour;
  pen.lineWidth = 2.4;
  pen.stroke();
  return pixelsOf(pen);
}

/** The events' marks, to be stroked in a box of 24 by 24 on a round badge. */
/** @type {Record<string, string>} */
const MARKS = {
  take: "M8.5 18.5V5.5M8.5 6.5h8l-2.2 2.8l2.2 2.7h-8",
  leave: "M6 6v12M18 12H9.5M12.5 8.8L9.3 12l3.2 3.2",
  hold: "M6.5 17.5V10l5.5-4.5l5.5 4.5v7.5z",
  advance: "M7 6.5l5 5.5l-5 5.5M12.5 6.5l5 5.5l-5 5.5",
  attack: "M6.5 17.5L17 7M10 6.8h7.2V14",
  repel: "M12 5l5.5 2v4.5c0 3.6-2.5 6-5.5 7.5c-3-1.5-5.5-3.9-5.5-7.5V7z",
  clash: "M7 7l10 10M17 7L7 17",
  strike: "M12 5.5v4M12 14.5v4M5.5 12h4M14.5 12h4M7.6 7.6l2.4 2.4M14 14l2.4 2.4M16.4 7.6L14 10M10 14l-2.4 2.4",
  besiege: "M12 6a6 6 0 1 1-.01 0M12 11a1 1 0 1 1-.01 0",
  abuse: "M12 5.5v8M12 17.4v.6",
  deploy: "M7 17h10l-5-10z",
  agree: "M6.5 12.5l3.8 3.8L17.5 8",
};
const OTHER = "M8 12h8";
const DISC = polygon(32, 10.6, -90);

/** The events that have a mark. */
export const EVENTS = Object.keys(MARKS);

/**
 * An event's badge as an SVG, for the legend.
 * @param {string} event
 */
export function badge(event) {
  return svg("svg", { class: "sign badge", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" },
    svg("path", { d: DISC, class: "sign-line sign-paper" }), svg("path", { d: MARKS[event] ?? OTHER, class: "badge-mark" }));
}

/**
 * An event's badge as pixels for the map.
 * @param {string} event
 * @param {Pick<Colours, "paper" | "line">} colours
 */
export function badgeImage(event, { paper, line }) {
  const pen = penOf(SIZE * 2);
  pen.scale(2, 2);
  pen.lineJoin = pen.lineCap = "round";
  pen.fillStyle = paper;
  pen.fill(new Path2D(DISC));
  stroke(pen, DISC, line, 1.2);
  stroke(pen, MARKS[event] ?? OTHER, line, 2);
  return pixelsOf(pen);
}

/** A pen over a square of so many pixels. @param {number} size */
function penOf(size) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  if (pen === null) throw new Error("This browser cannot draw.");
  return pen;
}

/** @param {CanvasRenderingContext2D} pen */
function pixelsOf(pen) {
  return pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
}

/** @param {CanvasRenderingContext2D} pen @param {string} path @param {string} colour @param {number} width */
function stroke(pen, path, colour, width) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(new Path2D(path));
}

/** @param {number} corners @param {number} radius @param {number} turn */
function polygon(corners, radius, turn, down = 0) {
  const points = Array.from({ length: corners }, (_, corner) =>
    at(radius, turn + (360 * corner) / corners, down));
  return `M${points.join("L")}Z`;
}

/** @param {number} points @param {number} outer @param {number} inner */
function star(points, outer, inner) {
  const corners = Array.from({ length: points * 2 }, (_, corner) =>
    at(corner % 2 === 0 ? outer : inner, -90 + (180 * corner) / points, 0.6));
  return `M${corners.join("L")}Z`;
}

/** @param {number} radius @param {number} degrees @param {number} down */
function at(radius, degrees, down) {
  const angle = (degrees * Math.PI) / 180;
  const x = SIZE / 2 + radius * Math.cos(angle);
  const y = SIZE / 2 + radius * Math.sin(angle) + down;
  return `${x.toFixed(2)} ${y.toFixed(2)}`;
}
