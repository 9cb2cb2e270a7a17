// Marks on boxes: a layer's share of the time, where something is wrong, what came or changed while one watches.

import { svg } from "./elements.js";
import { short } from "./shapes.js";

const SIGNS = { added: "+", changed: "~", moved: "›" };
const HIGH = 4; // of the bar of time
const RADIUS = 9; // of the sign of a fault

/** The marks of a box; none of what was only traced. */
export function marksOf(layer, box) {
  const marks = [];
  const width = Math.min(1, layer.seen?.share ?? 0) * (box.width - 2 * HIGH);
  if (width >= 1) {
    const place = { x: HIGH, y: short(box.height - HIGH / 2), width: short(width), height: HIGH, rx: HIGH / 2 };
    marks.push(svg("rect", { class: "heat", ...place }));
  }
  if (layer.isFaulty) marks.push(badge("fault", "!"));
  if (layer.change) marks.push(badge(layer.change, SIGNS[layer.change] ?? "~"));
  return marks;
}

function badge(style, sign) {
  const text = svg("text", { y: 4.5, "text-anchor": "middle", "font-size": 13, "font-weight": 600 }, sign);
  return svg("g", { class: `badge ${style}` }, svg("circle", { r: RADIUS }), text);
}
