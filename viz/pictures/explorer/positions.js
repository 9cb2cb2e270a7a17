// Places along the rows: straight main lines, lanes beside them, nothing closer than allowed.

import { isLane, push } from "./ranks.js";
import { SPACE } from "./sizes.js";

const ROUNDS = 7; // odd, so that the last one goes down
const LANE_WIDTH = 10;
const LANE_MASS = 0.001; // a lane gives way to an item

/** Widths of items and of branches that wait for their row, and where ways begin and end on open blocks. */
export class Sizes {
  constructor(widths, ports) {
    this.widths = widths;
    this.ports = ports;
  }

  /** Width of an item or lane. */
  width(item) {
    return this.widths.get(item) ?? (isLane(item) ? LANE_WIDTH : 0);
  }

  /** Offset of a way's end from the left of an item; the middle where nothing else is said. */
  port(item, net, end) {
    return this.ports.get(item)?.get(end + net) ?? this.width(item) / 2;
  }

  /** Whether it is a lane that gives way to items. */
  isThin(item) {
    return isLane(item) && !this.widths.has(item);
  }

  /** How heavily an item keeps its place. */
  mass(item) {
    return this.isThin(item) ? LANE_MASS : 1;
  }
}

/** Left end of every item and lane: near to its neighbours in the rows around, in order, without overlap. */
export function placed({ rows, hops }, sizes) {
  const left = new Map();
  for (const row of rows) pack(row, sizes, left);
  const [above, below] = pulls(hops, sizes);
  for (let round = 0; round < ROUNDS; round += 1) {
    const down = round % 2 === 0;
    for (const row of down ? rows : [...rows].reverse()) {
      const wanted = row.map((item) => wish((down ? above : below).get(item), left, left.get(item)));
      apart(row, wanted, sizes).forEach((x, i) => left.set(row[i], x));
    }
  }
  for (const side of [1, -1]) straighten(rows, sizes, left, side);
  return left;
}

function pack(row, sizes, left) {
  let x = -(row.reduce((sum, item) => sum + sizes.width(item), 0) + SPACE * (row.length - 1)) / 2;
  for (const item of row) {
    left.set(item, x);
    x += sizes.width(item) + SPACE;
  }
}

/** For every item its neighbours above and below: where they would like its left end, and how much. */
function pulls(hops, sizes) {
  const above = new Map();
  const below = new Map();
  for (const { net, source, target } of hops.flat()) {
    const shift = sizes.port(source, net, ">") - sizes.port(target, net, "<");
    push(above, target, [source, shift, sizes.mass(source)]);
    push(below, source, [target, -shift, sizes.mass(target)]);
  }
  return [above, below];
}

function wish(neighbours, left, otherwise) {
  if (!neighbours) return otherwise;
  let total = 0;
  let sum = 0;
  for (const [other, shift, force] of neighbours) {
    total += force;
    sum += (left.get(other) + shift) * force;
  }
  return sum / total;
}

/** Nearest places to those wanted that keep order and space: pool adjacent violators. */
function apart(row, wanted, sizes) {
  const offsets = [0];
  for (const item of row.slice(0, -1)) offsets.push(offsets.at(-1) + sizes.width(item) + SPACE);
  const pools = [];
  row.forEach((item, i) => {
    pools.push({ mean: wanted[i] - offsets[i], mass: sizes.mass(item), number: 1 });
    while (pools.length > 1 && pools.at(-2).mean > pools.at(-1).mean) merge(pools);
  });
  const means = pools.flatMap(({ mean, number }) => new Array(number).fill(mean));
  return means.map((mean, i) => mean + offsets[i]);
}

function merge(pools) {
  const { mean, mass, number } = pools.pop();
  const before = pools.at(-1);
  before.mean = (before.mean * before.mass + mean * mass) / (before.mass + mass);
  before.mass += mass;
  before.number += number;
}

/** Put every run of lanes that stands outside of all items on one `side` into one line. */
function straighten(rows, sizes, left, side) {
  const outside = new Map(); // run -> its lanes, each with its inner neighbour
  for (const row of rows) {
    const ordered = side > 0 ? row : [...row].reverse();
    const thin = ordered.length - 1 - ordered.findLastIndex((item) => !sizes.isThin(item));
    for (let i = Math.max(1, ordered.length - thin); i < ordered.length; i += 1) {
      const lane = ordered[i];
      push(outside, lane.slice(0, lane.lastIndexOf("|")), [lane, ordered[i - 1]]);
    }
  }
  for (const run of [...outside.values()].sort((a, b) => a.length - b.length)) {
    const edges = run.map(([, i]) => left.get(i) + (side > 0 ? sizes.width(i) + SPACE : -SPACE - LANE_WIDTH));
    const line = side > 0 ? Math.max(...edges) : Math.min(...edges);
    for (const [lane] of run) left.set(lane, line);
  }
}
