// Plan one container: its items in rows, wires in the gaps between them, ports on its frame.
//
// `along` runs along the rows and `across` from row to row, so that one plan serves both directions.

import { placed } from "./positions.js";
import { hopKey, isEnd, isLane, isNode } from "./ranks.js";
import { bentPath, tracks } from "./routing.js";
import { HEADER_GAP } from "./sizes.js";
import { ENTRY } from "./wiring.js";

const PLAIN = 20; // between rows without tracks
const TURN = 10; // before tracks
const ARROW = 14; // behind them
const TRACK = 8; // between them

/** Plan a container within its frame: its size, its items and wires at their places, the ports of its frame.
 *
 * `content` has the rows with their hops, the sizes along, the depths across, and the nodes that wires end at with an arrow.
 */
export function plan(content, frame) {
  const { rows, hops } = content.arranged;
  const [left, length] = alongRows(content, frame);
  const gaps = hops.map((gap) => gap.map((hop) => crossingOf(content.sizes, hop, left)));
  const laid = gaps.map(tracks);
  const depths = rows.map((row) => Math.max(0, ...row.map((item) => content.depths.get(item) ?? 0)));
  const [tops, breadth] = topsOf(rows, depths, laid.map(({ number }) => number), frame);
  const spans = spansOf(content, tops, depths);
  const wires = gaps.flatMap((gap, i) => gap.map((crossing) => wire(content, crossing, spans, laid[i], tops[i + 1])));
  const items = rows.flat().filter(isNode).map((item) => [item, left.get(item), spans.get(item)[0]]);
  return { length, breadth, items, wires, ports: portsOf(rows, left) };
}

/** Left ends of the items within the frame, and its length. */
function alongRows({ arranged, sizes }, frame) {
  const left = placed(arranged, sizes);
  let low = Infinity;
  let high = -Infinity;
  for (const [item, x] of left) {
    low = Math.min(low, x);
    high = Math.max(high, x + sizes.width(item));
  }
  if (!left.size) low = high = 0;
  const entries = [...left].filter(([item]) => isEnd(item) && item[0] === ENTRY).map(([, x]) => x - low);
  const middle = (high - low) / 2;
  const [first, last] = entries.length ? [Math.min(...entries), Math.max(...entries)] : [middle, middle];
  const before = Math.max(frame.sides[0], frame.header[0] - first);
  const least = frame.header[0] ? before : 0;
  const behind = Math.max(frame.sides[1], frame.header[1] - (high - low - last), least);
  for (const [item, x] of left) left.set(item, x - low + before);
  return [left, high - low + before + behind];
}

function crossingOf(sizes, hop, left) {
  const at = (item, end) => left.get(item) + sizes.port(item, hop.net, end);
  return { hop, start: at(hop.source, ">"), end: at(hop.target, "<") };
}

/** Where each row begins, and where the container ends; a gap is as deep as its tracks need. */
function topsOf(rows, depths, tracksIn, frame) {
  const [isEntered, isLeft] = [rows[0], rows.at(-1)].map((row) => row?.some(isEnd) ?? false);
  const gaps = tracksIn.map((number) => (number ? TURN + (number - 1) * TRACK + ARROW : PLAIN));
  if (isEntered && gaps.length) gaps[0] += frame.before - (tracksIn[0] ? TURN : PLAIN) + HEADER_GAP;
  const start = isEntered ? 0 : frame.before;
  const behind = isLeft ? 0 : frame.behind;
  const missing = Math.max(0, frame.least - start - sum(depths) - sum(gaps) - behind);
  if (gaps.length) {
    gaps[0] += missing / 2;
    gaps[gaps.length - 1] += missing / 2;
  }
  const tops = [];
  let top = start;
  depths.forEach((depth, i) => {
    tops.push(top);
    top += depth + (gaps[i] ?? behind);
  });
  return [tops, Math.max(top, frame.least)];
}

const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** Where each item begins and ends across its row: in the middle; a lane takes the whole row. */
function spansOf({ arranged, depths }, tops, rowDepths) {
  const spans = new Map();
  arranged.rows.forEach((row, i) => {
    for (const item of row) {
      const own = isLane(item) ? rowDepths[i] : (depths.get(item) ?? 0);
      spans.set(item, [tops[i] + (rowDepths[i] - own) / 2, tops[i] + (rowDepths[i] + own) / 2]);
    }
  });
  return spans;
}

/** The wire of a hop through a gap above `bottom`; one that leads to a lane goes on to the end of its row. */
function wire(content, crossing, spans, gap, bottom) {
  const { net, source, target } = crossing.hop;
  const [end, laneEnd] = spans.get(target);
  const key = hopKey(crossing.hop);
  const across = (track) => bottom - ARROW - (gap.number - 1 - track) * TRACK;
  const found = gap.turns.get(key);
  const turn = found ? [found.along, across(found.track)] : null;
  const stop = isLane(target) ? laneEnd : end;
  const points = bentPath(crossing, spans.get(source)[1], across(gap.trackOf.get(key) ?? 0), stop, turn);
  return { points, net, target: isNode(target) ? target : null, hasArrow: content.arrows.has(target) };
}

function portsOf(rows, left) {
  return new Map(rows.flat().filter(isEnd).map((item) => [item, left.get(item)]));
}
