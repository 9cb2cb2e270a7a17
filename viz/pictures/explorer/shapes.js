// The shapes of one box, as the static pictures have them, around the box's own left upper corner.

import { below } from "./boxes.js";
import { svg } from "./elements.js";
import { BAR, BEHIND, BEND, CORNER, FRAME_CORNER, GAP, LINE, NOTE, PAD, PILL, SMALL, TITLE } from "./sizes.js";

const SIGN = 4; // half of the length of a plus
const BESIDE_WIRES = 12; // below the top of a box that wires enter from the left

/** A number with two decimals at most. */
export const short = (value) => String(Math.round(value * 100) / 100);

/** The shapes of a box: of a frame, a closed block, a small round one, or a layer. */
export function shapesOf(node, box) {
  if (box.isFrame) return frame(node.block, box);
  if (box.inset) return lines(node, box);
  if (node.block) return block(node.block, box);
  return box.isPill ? pill(node.leaf, box) : layer(node, box);
}

function layer({ leaf, sum }, box) {
  const inset = BAR + PAD - 2;
  const shapes = [...sheets({ count: sum ? 2 : 1 }, box, CORNER, "f-box s-line"), bar(box.height, leaf.role)];
  if (box.isTight) return [...shapes, text(inset, 19, leaf.tightTitle), muted(inset, 36, leaf.shape, SMALL)];
  const middle = box.height / 2 + 4.5;
  return [...shapes, text(inset, middle, leaf.title), muted(box.width - PAD, middle, leaf.shape, SMALL, true)];
}

/** A narrow box of short lines, in pictures from left to right. */
function lines({ block: said, leaf, sum }, box) {
  const outline = said
    ? sheets(said, box, CORNER + 2)
    : [...sheets({ count: sum ? 2 : 1 }, box, CORNER, "f-box s-line"), bar(box.height, leaf.role)];
  const all = (said ?? leaf).lines;
  const top = (box.height - LINE * all.length) / 2 + 12;
  const texts = all.map(([content, length, style], i) => text(box.inset, top + i * LINE, [content, length], style));
  return [...outline, ...texts, ...(said ? sign(BESIDE_WIRES, true) : [])];
}

function pill(leaf, box) {
  const x = (box.width - leaf.title[1]) / 2;
  return [rect(box, `f-${leaf.role} s-line`, PILL / 2), text(x, box.height / 2 + 4.5, leaf.title)];
}

function block(said, box) {
  const right = box.width - PAD;
  const beside = right - (said.count > 1 ? said.times[1] + 10 : 0);
  return [
    ...sheets(said, box, CORNER + 2),
    ...named(said, PAD, 19, box.width),
    muted(PAD, 36, said.detail, NOTE),
    muted(PAD, 52, below(said), NOTE),
    muted(beside, 19, said.shape, SMALL, true),
    text(right, 19, said.times, { bold: true, atEnd: true }),
    muted(right, 36, said.params, NOTE, true),
    ...sign(box.height / 2, true),
  ];
}

function frame(said, box) {
  const right = box.width - PAD;
  const beside = right - (said.count > 1 ? said.times[1] + 10 : 0);
  return [
    ...sheets(said, box, FRAME_CORNER),
    ...named(said, PAD + 2, 20, beside - said.figure[1] - GAP - PAD),
    muted(PAD + 2, 36, cut(said.note, box.width - 2 * PAD), NOTE),
    text(right, 20, said.times, { bold: true, atEnd: true }),
    muted(beside, 20, said.figure, SMALL, true),
    ...sign(20, false),
  ];
}

function sheets({ count }, box, corner, style = "f-frame s-border") {
  const own = rect(box, style, corner);
  if (count < 2) return [own];
  const { width, height } = box;
  const place = { x: BEHIND, y: BEHIND, width: short(width), height: short(height), rx: corner };
  return [svg("rect", { class: style.replace(/f-\w+/, "f-back"), ...place }), own];
}

function named({ name, title }, x, y, room) {
  const said = cut(name, room);
  const used = said[1] + 8;
  return [text(x, y, said, { bold: true }), room > used ? muted(x + used, y, cut(title, room - used), TITLE) : ""];
}

/** The round sign at the left of a block: plus where it is closed, minus where it is open. */
function sign(y, isClosed) {
  const upright = isClosed ? `M0 ${y - SIGN}V${y + SIGN}` : "";
  return [
    svg("circle", { class: "f-box s-border sign", cy: short(y), r: 8 }),
    svg("path", { class: "w sign", d: `M${-SIGN} ${y}H${SIGN}${upright}` }),
  ];
}

function rect({ width, height }, style, corner) {
  return svg("rect", { class: `edge ${style}`, width: short(width), height: short(height), rx: corner });
}

function bar(height, role) {
  const [bend, flat] = [CORNER, BAR - CORNER];
  const d = `M${bend} 0h${flat}v${short(height)}h-${flat}a${bend} ${bend} 0 0 1-${bend}-${bend}`
    + `v-${short(height - 2 * bend)}a${bend} ${bend} 0 0 1 ${bend}-${bend}z`;
  return svg("path", { class: `role f-${role} s-line`, d });
}

function muted(x, y, said, size, atEnd = false) {
  return text(x, y, said, { size, atEnd, tone: "muted" });
}

function text(x, y, [content, length], { size = TITLE, bold = false, atEnd = false, tone = "text" } = {}) {
  if (!content) return "";
  const style = [`f-${tone}`, size === TITLE ? "" : `z${size}`, bold ? "b" : ""].filter(Boolean).join(" ");
  const place = { x: short(x), y: short(y), class: style, "text-anchor": atEnd ? "end" : null };
  return svg("text", { ...place, textLength: length, lengthAdjust: "spacingAndGlyphs" }, content);
}

/** A text with its width, cut in proportion where it is wider than the room. */
function cut([content, length], room) {
  if (length <= room) return [content, length];
  const letters = Array.from(content);
  const kept = Math.max(0, Math.floor((letters.length * room) / length) - 1);
  return [`${letters.slice(0, kept).join("")}…`, (length * (kept + 1)) / letters.length];
}

/** Path data for a way with round corners. */
export function rounded(points) {
  const path = [`M${points[0].map(short).join(" ")}`];
  for (let i = 1; i + 1 < points.length; i += 1) {
    const [before, corner, after] = points.slice(i - 1, i + 2);
    const bend = Math.min(BEND, distance(before, corner) / 2, distance(corner, after) / 2);
    const [start, end] = [towards(corner, before, bend), towards(corner, after, bend)];
    path.push(`L${start.join(" ")}Q${corner.map(short).join(" ")} ${end.join(" ")}`);
  }
  return `${path.join("")}L${points.at(-1).map(short).join(" ")}`;
}

const distance = ([x, y], [u, v]) => Math.hypot(x - u, y - v);

function towards([x, y], [u, v], by) {
  const share = by / (distance([x, y], [u, v]) || 1);
  return [short(x + (u - x) * share), short(y + (v - y) * share)];
}
