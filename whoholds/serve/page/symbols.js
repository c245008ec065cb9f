// One sign a side: a colour and a shape, so that no side is told by its colour alone.
// Which side has which, the server says. Held: filled. Contested: half filled with the likelier side.
// Unknown: a hollow grey ring.

import { svg } from "./dom.js";
import { CONTESTED, HELD } from "./timeline.js";

const SIZE = 24;

// Paths in a box of 24 by 24, about equal in weight to the eye.
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

/** The path of a side's shape; a circle where there is no side. */
function shapeOf(side) {
  return SHAPES[side?.shape] ?? SHAPES.circle;
}

/** An SVG sign for a state, for the legend, the panel and the table. */
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

/** A patch of an area's colour, for the legend; contested ground is hatched. */
export function patch({ state, colour }) {
  const box = svg("svg", { class: "sign", viewBox: `0 0 ${SIZE} ${SIZE}`, "aria-hidden": "true" });
  const edge = { x: 3, y: 5, width: 18, height: 14 };
  if (state === "contested") {
    box.append(svg("rect", { ...edge, fill: "none", stroke: GREY }),
      svg("path", { d: "M3 12L10 5M3 19L17 5M10 19L21 8M17 19L21 15", stroke: GREY, fill: "none" }));
  } else {
    box.append(svg("rect", { ...edge, fill: colour ?? GREY, "fill-opacity": 0.3, stroke: colour ?? GREY }));
  }
  return box;
}

/** The same sign as pixels for the map, twice as fine as the screen's units. `code` as in Timeline. */
export function image(code, sides, { paper, line, land, grey }) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE * 2;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
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

/** Slanted lines as pixels that repeat without a seam, for contested ground. */
export function hatch(colour) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 16;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  for (const shift of [-16, 0, 16]) {
    pen.moveTo(shift - 2, 18);
    pen.lineTo(shift + 18, -2);
  }
  pen.strokeStyle = colour;
  pen.lineWidth = 2.4;
  pen.stroke();
  return pen.getImageData(0, 0, 16, 16);
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
