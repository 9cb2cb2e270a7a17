// What was seen of layers at work, as marks on their boxes: the share of the time, and where something is wrong.

import { svg } from "./elements.js";
import { short } from "./shapes.js";

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
  if (layer.isFaulty) {
    const sign = svg("text", { y: 4.5, "text-anchor": "middle", "font-size": 13, "font-weight": 600 }, "!");
    marks.push(svg("g", { class: "fault" }, svg("circle", { r: RADIUS }), sign));
  }
  return marks;
}
