// Boxes in the colours of a scale: a figure of the layers, in sum over all that a box stands for.

import { html, svg } from "./elements.js";
import { say } from "./words.js";

const LEVELS = 8; // steps above nothing
const NICE = [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8, 10]; // ends of scales
const COUNTS = [["G", 1e9], ["M", 1e6], ["K", 1e3], ["", 1]];
const BYTES = [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10], ["B", 1]];
const TIMES = [["s", 1e9], ["ms", 1e6], ["µs", 1e3], ["ns", 1]];

/** What boxes can be coloured by: its title, units, and what a layer has of its own; null where that is not known. */
export const FIGURES = {
  params: { title: "parameters", units: COUNTS, own: weightsOf },
  macs: { title: "MACs", units: COUNTS, own: (layer) => layer.macs },
  memory: { title: "memory", units: BYTES, own: ({ memory, children }) => (children.length ? 0 : memory) },
  time: { title: "time of a batch", units: TIMES, own: timeOf },
};

/** The parameters of its own. */
function weightsOf({ trainable, frozen }) {
  return trainable === null ? null : trainable + frozen;
}

/** Time that is not told of a layer inside. */
function timeOf({ seen, children }, layers) {
  const inside = children.reduce((sum, id) => sum + (layers[id].seen?.time ?? 0), 0);
  return Math.max((seen?.time ?? 0) - inside, 0);
}

/** The figure of every node of a view: the sum over all layers that it stands for, null where nothing is known. */
export function amountsOf({ layers }, { nodes, stands }, { own }) {
  const sums = new Map();
  for (const layer of layers.filter(({ isMade }) => !isMade)) {
    const value = own(layer, layers);
    for (let node = nodes.get(stands[layer.id]); node; node = nodes.get(node.parent)) {
      const before = sums.get(node.id);
      sums.set(node.id, value === null ? (before || null) : (before ?? 0) + value);
    }
  }
  return sums;
}

/** The scale that ends with the largest of some figures: its end, and the end in words. */
export function scaleOf(amounts, { title, units }) {
  const largest = Math.max(1, ...amounts);
  const [symbol, size] = units.find(([, least]) => largest >= least);
  const whole = 10 ** Math.floor(Math.log10(largest / size));
  const nice = NICE.find((times) => times * whole * size >= largest * (1 - 1e-9));
  return { title, end: nice * whole * size, said: `${Number((nice * whole).toPrecision(3))} ${symbol}`.trim() };
}

/** The colour of a figure on a scale. */
export function fillOf(amount, { end }) {
  if ((amount ?? null) === null) return "var(--ca-box)";
  return `var(--ca-level${Math.min(Math.ceil((LEVELS * amount) / end), LEVELS)})`;
}

/** The legend of a scale: its levels between 0 and its end. */
export function scaleLegend({ title, said, end }) {
  const steps = Array.from({ length: LEVELS }, (_, i) => {
    const step = svg("rect", { class: "s-line", x: 12 * i, width: 12, height: 12 });
    step.style.fill = fillOf(((i + 1) * end) / LEVELS, { end });
    return step;
  });
  const strip = svg("svg", { viewBox: `-0.5 -0.5 ${12 * LEVELS + 1} 13`, "aria-hidden": "true" }, ...steps);
  strip.style.width = `${12 * LEVELS + 1}px`;
  return [html("li", {}, say(title)), html("li", {}, "0", strip, said)];
}
