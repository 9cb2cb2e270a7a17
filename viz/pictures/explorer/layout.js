// Lay a view out: boxes, frames around open blocks and right-angled wires, each container by itself.

import { boxOf, headerOf } from "./boxes.js";
import { plan } from "./containers.js";
import { Sizes } from "./positions.js";
import { arranged, isLane, isNode, push } from "./ranks.js";
import { HEADER_GAP, LEAST_WIDTH, SIDE } from "./sizes.js";
import { ENTRY, EXIT, ROOT, standIns, waysOf } from "./wiring.js";

/** Lays one view out again and again, and plans only those containers anew in which something changed. */
export class Composer {
  constructor(view, sideways) {
    this.view = view;
    this.sideways = sideways;
    this.plans = new Map(); // container -> its plan, and what it was made from
    this.planned = 0; // how many plans were made
  }

  /** The layout while the blocks of `open` are open: sizes, boxes in the order of the network, wires. */
  layout(open) {
    const shown = standIns(this.view, open);
    const ways = waysOf(this.view, shown);
    const isOpen = (id) => open.has(id) && shown.get(id) === id && this.view.nodes.get(id).block;
    this.boxes = new Map();
    for (const id of [...this.view.ids].reverse()) if (isOpen(id)) this.compose(id, ways, isOpen);
    this.compose(ROOT, ways, isOpen);
    return this.put(isOpen);
  }

  /** Plan a container, or keep its plan where its ways and what it holds are as before. */
  compose(container, ways, isOpen) {
    const own = [...(ways.get(container)?.keys() ?? [])];
    const children = this.view.children.get(container) ?? [];
    const made = children.map((id) => (isOpen(id) ? this.plans.get(id).stamp : ""));
    const key = `${own.join()};${made.join()}`;
    let known = this.plans.get(container);
    if (known?.key !== key) {
      const rows = rowsOf(children, [...(ways.get(container)?.values() ?? [])]);
      const boxes = this.makeBoxes(children, rows, isOpen);
      this.planned += 1;
      known = { key, stamp: this.planned, boxes, plan: this.plan(container, rows, boxes) };
      this.plans.set(container, known);
    }
    for (const [id, box] of known.boxes) this.boxes.set(id, box);
  }

  plan(container, rows, boxes) {
    const widths = new Map();
    const depths = new Map();
    const ports = new Map();
    const arrows = new Set();
    for (const [id, box] of boxes) {
      widths.set(id, this.sideways ? box.height : box.width);
      depths.set(id, this.sideways ? box.width : box.height);
      if (!box.isFrame) arrows.add(id);
      else ports.set(id, this.plans.get(id).plan.ports);
    }
    for (const [lane, width] of branches(rows, widths)) widths.set(lane, width);
    return plan({ arranged: rows, sizes: new Sizes(widths, ports), depths, arrows }, this.frame(container));
  }

  /** Boxes of the children; closed ones of one width where each stands alone in its row, else as small as may be. */
  makeBoxes(children, { rows }, isOpen) {
    const alone = rows.every((row) => row.filter(isNode).length <= 1);
    const made = children.map((id) => (isOpen(id) ? this.framed(id) : boxOf(this.view.nodes.get(id), !alone)));
    const wide = this.sideways ? [] : made.filter((box) => !box.isFrame && !box.isPill);
    const common = Math.max(alone ? LEAST_WIDTH : 0, ...wide.map((box) => box.width));
    for (const box of wide) box.width = common;
    return new Map(made.map((box) => [box.id, box]));
  }

  framed(id) {
    const { length, breadth } = this.plans.get(id).plan;
    const [width, height] = this.sideways ? [breadth, length] : [length, breadth];
    return { id, width, height, isFrame: true };
  }

  frame(container) {
    const none = { before: 0, behind: 0, sides: [0, 0], header: [0, 0], least: 0 };
    if (container === ROOT) return none;
    const { left, right, height } = headerOf(this.view.nodes.get(container).block);
    const open = { ...none, behind: SIDE, sides: [SIDE, SIDE] };
    if (!this.sideways) return { ...open, before: height, header: [left, right] };
    return { ...open, before: SIDE, sides: [height + HEADER_GAP, SIDE], least: left + right };
  }

  /** Put the plans together: every box and wire at its place in the picture. */
  put(isOpen) {
    const placed = new Map();
    const wires = [];
    const turned = ([along, across]) => (this.sideways ? [across, along] : [along, across]);
    const visit = (container, shiftAlong, shiftAcross) => {
      const { items, wires: own } = this.plans.get(container).plan;
      for (const { points, ...rest } of own) {
        wires.push({ ...rest, points: points.map(([a, c]) => turned([a + shiftAlong, c + shiftAcross])) });
      }
      for (const [id, along, across] of items) {
        const [x, y] = turned([shiftAlong + along, shiftAcross + across]);
        placed.set(id, { ...this.boxes.get(id), x, y });
        if (isOpen(id)) visit(id, shiftAlong + along, shiftAcross + across);
      }
    };
    visit(ROOT, 0, 0);
    const { length, breadth } = this.plans.get(ROOT).plan;
    const [width, height] = turned([length, breadth]);
    return { width, height, boxes: this.view.ids.filter((id) => placed.has(id)).map((id) => placed.get(id)), wires };
  }
}

function rowsOf(children, ways) {
  const hops = ways.map(({ net, source, target }) => ({
    net,
    source: source === ENTRY ? ENTRY + net : source,
    target: target === EXIT ? EXIT + net : target,
  }));
  const entries = [...new Set(hops.map((hop) => hop.source).filter((item) => !isNode(item)))];
  const exits = [...new Set(hops.map((hop) => hop.target).filter((item) => !isNode(item)))];
  return arranged([...entries, ...children, ...exits], hops, entries, exits);
}

/** Widths of the lanes that lead to one item alone which nothing else leads to: a branch that waits for its row. */
function branches({ rows, hops }, widths) {
  const after = new Map();
  const entered = new Map();
  for (const { source, target } of hops.flat()) {
    push(after, source, target);
    entered.set(target, (entered.get(target) ?? 0) + 1);
  }
  const found = new Map();
  for (const row of [...rows].reverse()) {
    for (const lane of row) {
      const targets = isLane(lane) ? after.get(lane) : [];
      const target = targets.length === 1 ? targets[0] : null;
      if (found.has(target)) found.set(lane, found.get(target));
      else if (widths.has(target) && entered.get(target) === 1) found.set(lane, widths.get(target));
    }
  }
  return found;
}
