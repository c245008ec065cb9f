// One sign a side: a colour and a shape, so that no side is told by its colour alone.
// Held: filled. Contested: half filled with the likelier side. Unknown: a small hollow ring.

import { svg } from "./dom.js";
import { CONTESTED, HELD } from "./timeline.js";

const SIZE = 24;

// Paths in a box of 24 by 24, about equal in weight to the eye.
const SHAPES = [
  polygon(40, 7.2, -90), // a circle near enough
  "M5.6 5.6h12.8v12.8h-12.8z",
  polygon(3, 9.4, -90, 1.6),
  polygon(4, 9.2, -90),
  polygon(6, 8.2, 0),
  star(5, 9.6, 4.2),
  polygon(5, 8.6, -90, 0.5),
  "M9 4.2h6v4.8h4.8v6h-4.8v4.8h-6v-4.8h-4.8v-6h4.8z",
];
const RING = polygon(40, 4.4, -90);
const GREY = "#7d878b";

let clips = 0;

/** The path of a side's shape (by the side's index). */
export function shapeOf(side) {
  return side < 0 ? SHAPES[0] : SHAPES[side % SHAPES.length];
}

/** An SVG sign for a state, for the legend, the panel and the table. */
export function sign(state, sides) {
  const box = svg("svg", { class: "sign", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" });
  if (state.state !== HELD && state.state !== CONTESTED) {
    box.append(svg("path", { d: RING, class: "sign-ring" }));
    return box;
  }
  const path = shapeOf(state.side);
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

/** The same sign as pixels for the map, twice as fine as the screen's units. `code` as in Timeline. */
export function image(code, sides, { paper, line }) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * 2;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.scale(2, 2);
  pen.lineJoin = "round";
  if (code === 0) {
    stroke(pen, RING, paper, 3.5);
    pen.fillStyle = paper;
    pen.fill(new Path2D(RING));
    stroke(pen, RING, GREY, 1.5);
  } else {
    const held = code > 0 && code % 2 === 1;
    const side = code < 0 ? -1 : (code - (held ? 1 : 2)) / 2;
    const path = shapeOf(side);
    stroke(pen, path, paper, 4);
    pen.fillStyle = held ? sides[side].colour : paper;
    pen.fill(new Path2D(path));
    if (!held) {
      pen.save();
      pen.beginPath();
      pen.rect(0, 0, SIZE / 2, SIZE);
      pen.clip();
      pen.fillStyle = sides[side]?.colour ?? GREY;
      pen.fill(new Path2D(path));
      pen.restore();
    }
    stroke(pen, path, line, 1.2);
  }
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/** A small dot as pixels, for towns that nothing is claimed of. */
export function dot(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.fillStyle = colour;
  pen.arc(4, 4, 2.6, 0, 2 * Math.PI);
  pen.fill();
  return pen.getImageData(0, 0, 8, 8);
}

function stroke(pen, path, colour, width) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke(new Path2D(path));
}

function polygon(corners, radius, turn, down = 0) {
  const points = Array.from({ length: corners }, (_, corner) =>
    at(radius, turn + (360 * corner) / corners, down));
  return `M${points.join("L")}Z`;
}

function star(points, outer, inner) {
  const corners = Array.from({ length: points * 2 }, (_, corner) =>
    at(corner % 2 === 0 ? outer : inner, -90 + (180 * corner) / points, 0.6));
  return `M${corners.join("L")}Z`;
}

function at(radius, degrees, down) {
  const angle = (degrees * Math.PI) / 180;
  const x = SIZE / 2 + radius * Math.cos(angle);
  const y = SIZE / 2 + radius * Math.sin(angle) + down;
  return `${x.toFixed(2)} ${y.toFixed(2)}`;
}
