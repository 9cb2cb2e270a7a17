// Right-angled ways through the gap between two rows.

import { hopKey, push } from "./ranks.js";

const STRAIGHT = 0.75; // a shift below this many pixels is none

const isStraight = ({ start, end }) => Math.abs(start - end) < STRAIGHT;

/** A track for every hop that is not straight, the first at the top, and the number of tracks.
 *
 * Hops of one net share a track, and hops that do nothing but meet in one target; others on one track never touch.
 * Where one hop starts above the end of another, its track is above, so that the two never run on one line.
 */
export function tracks(crossings) {
  const groups = ordered(grouped(crossings.filter((crossing) => !isStraight(crossing))));
  const above = aboveOf(groups);
  const taken = []; // track -> spans on it
  const trackOf = new Map();
  const done = new Map();
  for (const i of fromAbove(above)) {
    const { span, group } = groups[i];
    let track = Math.max(0, ...[...above[i]].filter((j) => done.has(j)).map((j) => done.get(j) + 1));
    while (taken[track]?.some((other) => touches(span, other))) track += 1;
    while (taken.length <= track) taken.push([]);
    taken[track].push(span);
    done.set(i, track);
    for (const { hop } of group) trackOf.set(hopKey(hop), track);
  }
  return { trackOf, number: taken.length };
}

function ordered(groups) {
  const spanned = groups.map((group) => {
    const xs = group.flatMap(({ start, end }) => [start, end]);
    return { group, span: [Math.min(...xs), Math.max(...xs)] };
  });
  return spanned.sort((a, b) => a.span[0] - b.span[0] || a.span[1] - b.span[1]);
}

/** For every group of hops the groups that start above an end of it. */
function aboveOf(groups) {
  const starts = new Map();
  groups.forEach(({ group }, i) => group.forEach(({ start }) => push(starts, evenly(start), i)));
  return groups.map(({ group }, i) => {
    const near = group.flatMap(({ end }) => [-1, 0, 1].flatMap((by) => starts.get(evenly(end) + by) ?? []));
    return new Set(near.filter((j) => j !== i));
  });
}

/** The groups so that each comes after those above it; where that goes round in a circle, in their order. */
function fromAbove(above) {
  const waiting = new Set(above.keys());
  const order = [];
  while (waiting.size) {
    const [first] = waiting;
    const next = [...waiting].find((i) => ![...above[i]].some((j) => waiting.has(j))) ?? first;
    waiting.delete(next);
    order.push(next);
  }
  return order;
}

function touches([low, high], other) {
  return other[0] <= high + STRAIGHT && low <= other[1] + STRAIGHT;
}

/** The nearest whole number; of two the even one, as Python rounds. */
function evenly(value) {
  const near = Math.round(value);
  return Math.abs(value % 1) === 0.5 && near % 2 ? near - 1 : near;
}

function grouped(bent) {
  const nets = new Map();
  for (const crossing of bent) push(nets, `${crossing.hop.net} ${crossing.hop.source}`, crossing);
  const joined = new Map();
  for (const [key, net] of nets) {
    const meets = net.length === 1 ? `to ${net[0].hop.target} ${net[0].end.toFixed(1)}` : key;
    for (const crossing of net) push(joined, meets, crossing);
  }
  return [...joined.values()];
}

/** Corners of a hop as [along, across]: down, over at `middle`, down. */
export function bentPath(crossing, top, middle, bottom) {
  const { start, end } = crossing;
  if (isStraight(crossing)) return [[start, top], [start, bottom]];
  return [[start, top], [start, middle], [end, middle], [end, bottom]];
}
