// Right-angled ways through the gap between two rows.

import { hopKey, push } from "./ranks.js";

const STRAIGHT = 0.75; // a shift below this many pixels is none
const CLEAR = 4; // pixels from a turn to other ways at least
const SHIFT = 6; // between places that are tried for it

const isStraight = ({ start, end }) => Math.abs(start - end) < STRAIGHT;

/** The track of every hop that is not straight, the first at the top, the number of tracks, and hops that turn.
 *
 * Hops of one net share a track, and hops that do nothing but meet in one target; others on one track never touch.
 * Where one hop starts above the end of another, its track is above, so that the two never run on one line; where two
 * change places, one of them turns into a second track.
 */
export function tracks(crossings) {
  const groups = ordered(grouped(crossings.filter((crossing) => !isStraight(crossing))));
  const above = aboveOf(groups);
  const taken = []; // track -> spans on it
  const trackOf = new Map();
  const done = new Map();
  const late = [];
  for (const i of fromAbove(above)) {
    const { span, group } = groups[i];
    late.push([group, [...above[i]].filter((j) => !done.has(j))]);
    const least = Math.max(0, ...[...above[i]].filter((j) => done.has(j)).map((j) => done.get(j) + 1));
    done.set(i, free(taken, span, least));
    for (const { hop } of group) trackOf.set(hopKey(hop), done.get(i));
  }
  const turns = new Map();
  for (const [group, others] of late) {
    for (const crossing of group) {
      const under = others.filter((j) => groups[j].group.some(({ start }) => areNear(crossing.end, start)));
      if (!under.length) continue;
      const along = turnOf(crossing, crossings);
      const span = [Math.min(along, crossing.end), Math.max(along, crossing.end)];
      const track = free(taken, span, Math.max(...under.map((j) => done.get(j))) + 1);
      turns.set(hopKey(crossing.hop), { track, along });
    }
  }
  return { trackOf, number: taken.length, turns };
}

/** The first track from some on in which a span touches no other; it is taken then. */
function free(taken, span, least) {
  let track = least;
  while (taken[track]?.some((other) => touches(span, other))) track += 1;
  while (taken.length <= track) taken.push([]);
  taken[track].push(span);
  return track;
}

const areNear = (end, start) => Math.abs(evenly(end) - evenly(start)) <= 1;

/** A place between the ends of a hop, or near it, that keeps clear of all that begins or ends in the gap. */
function turnOf({ start, end }, crossings) {
  const isClear = (place) => crossings.every((c) => Math.abs(place - c.start) >= CLEAR && Math.abs(place - c.end) >= CLEAR);
  const middle = (start + end) / 2;
  for (let number = 0; ; number += 1) {
    const found = [middle + SHIFT * number, middle - SHIFT * number].find(isClear);
    if (found !== undefined) return found;
  }
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

/** Corners of a hop as [along, across]: down, over at `middle`, down; with a `turn` down there, and over once more. */
export function bentPath(crossing, top, middle, bottom, turn = null) {
  const { start, end } = crossing;
  if (isStraight(crossing)) return [[start, top], [start, bottom]];
  const [along, lower] = turn ?? [end, middle];
  const further = turn ? [[along, lower], [end, lower]] : [];
  return [[start, top], [start, middle], [along, middle], ...further, [end, bottom]];
}
