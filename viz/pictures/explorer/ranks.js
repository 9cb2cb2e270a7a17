// Rows of a container: which row each item stands in, and in which order, so that few ways cross.
//
// An item is a node's id, or a text: an end of the frame ("<" or ">" and the net), or a lane ("|", net, source, row).

const SWEEPS = 6;

export const isNode = (item) => typeof item === "number";
export const isLane = (item) => !isNode(item) && item[0] === "|";
export const isEnd = (item) => !isNode(item) && item[0] !== "|";
export const hopKey = (hop) => `${hop.net} ${hop.source} ${hop.target}`;

/** Add a value to the list that a map keeps for a key. */
export function push(map, key, value) {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** Row of every item: below all it depends on, and as low as what depends on it allows. */
export function rowNumbers(items, hops, first, last) {
  const after = new Map();
  for (const hop of hops) push(after, hop.source, hop.target);
  const row = new Map(items.map((item) => [item, first.has(item) || !first.size ? 0 : 1]));
  for (const item of items) {
    for (const target of after.get(item) ?? []) row.set(target, Math.max(row.get(target), row.get(item) + 1));
  }
  let bottom = 0;
  for (const item of items) if (!last.has(item)) bottom = Math.max(bottom, row.get(item));
  for (const item of last) row.set(item, bottom + 1);
  for (const item of [...items].reverse()) {
    const targets = after.get(item);
    if (targets && !first.has(item)) row.set(item, Math.min(...targets.map((target) => row.get(target))) - 1);
  }
  return row;
}

/** Rows of the items, with lanes for ways that pass a row, and the hops from each row to the next. */
export function arranged(items, ways, first, last) {
  const number = rowNumbers(items, ways, new Set(first), new Set(last));
  const rows = Array.from({ length: Math.max(-1, ...number.values()) + 1 }, () => []);
  for (const item of items) rows[number.get(item)].push(item);
  const hops = rows.slice(1).map(() => new Map());
  for (const way of ways) addHops(way, number, rows, hops);
  return uncrossed(rows, hops.map((gap) => [...gap.values()]));
}

function addHops({ net, source, target }, number, rows, hops) {
  let at = source;
  const end = number.get(target);
  for (let row = number.get(source) + 1; row < end; row += 1) {
    const hop = { net, source: at, target: `|${net}|${source}|${row}` };
    if (!hops[row - 1].has(hopKey(hop))) {
      rows[row].push(hop.target);
      hops[row - 1].set(hopKey(hop), hop);
    }
    at = hop.target;
  }
  const hop = { net, source: at, target };
  hops[end - 1].set(hopKey(hop), hop);
}

/** The rows in the best of the orders that sweeps down and up come across. */
function uncrossed(rows, hops) {
  let best = rows;
  let fewest = crossings(rows, hops);
  for (let sweep = 0; sweep < SWEEPS && fewest; sweep += 1) {
    rows = swept(rows, hops, sweep % 2 === 0);
    const now = crossings(rows, hops);
    if (now < fewest) [best, fewest] = [rows, now];
  }
  return { rows: best, hops };
}

/** Every row ordered by the mean place of its neighbours in the row before. */
function swept(rows, hops, down) {
  const order = [...rows];
  const count = order.length;
  for (let step = 1; step < count; step += 1) {
    const number = down ? step : count - 1 - step;
    const other = order[down ? number - 1 : number + 1];
    order[number] = byNeighbours(order[number], other, hops[down ? number - 1 : number], down);
  }
  return order;
}

function byNeighbours(row, other, hops, down) {
  const place = new Map(other.map((item, i) => [item, i]));
  const near = new Map();
  for (const { source, target } of hops) {
    if (down) push(near, target, place.get(source));
    else push(near, source, place.get(target));
  }
  const scale = other.length / Math.max(row.length, 1);
  const mean = (places) => places.reduce((sum, i) => sum + i, 0) / places.length;
  const keyed = row.map((item, i) => [near.has(item) ? mean(near.get(item)) : i * scale, item]);
  return keyed.sort((a, b) => a[0] - b[0]).map(([, item]) => item);
}

/** How many pairs of hops cross. */
export function crossings(rows, hops) {
  let total = 0;
  hops.forEach((gap, i) => {
    const above = new Map(rows[i].map((item, place) => [item, place]));
    const below = new Map(rows[i + 1].map((item, place) => [item, place]));
    const ends = gap.map(({ source, target }) => [above.get(source), below.get(target)]);
    ends.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    total += inversions(ends.map(([, end]) => end));
  });
  return total;
}

/** Pairs out of order, counted in a Fenwick tree. */
function inversions(values) {
  const size = Math.max(0, ...values) + 1;
  const tree = new Array(size + 1).fill(0);
  let total = 0;
  values.forEach((value, seen) => {
    let smaller = 0;
    for (let place = value + 1; place; place -= place & -place) smaller += tree[place];
    total += seen - smaller;
    for (let place = value + 1; place <= size; place += place & -place) tree[place] += 1;
  });
  return total;
}
