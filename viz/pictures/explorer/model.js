// The data of a page as objects: layers with their facts, and two views of them, runs folded and not.

import { NOTE, SMALL, TITLE } from "./sizes.js";
import { ROOT } from "./wiring.js";

const UNITS = 2048; // of a font, to its size

/** Everything of a diagram's data, decoded. */
export function decode(data) {
  const layers = layersOf(data);
  data.made.forEach((path, i) => layers.push(madeUp(path, data.names.length + i)));
  return {
    name: data.name,
    totals: data.totals,
    seen: data.seen?.[ROOT],
    sideways: data.sideways,
    roles: data.roles.map(([role, title, width]) => ({ role, title, width })),
    layers,
    byPath: new Map(layers.map((layer) => [layer.path, layer.id])),
    views: data.views.map((view) => viewOf(data, view)), // runs folded, and every layer
    start: { folded: data.folded, open: new Set(data.open), colour: data.colour ?? "role" },
  };
}

function layersOf(data) {
  const layers = [];
  data.names.forEach((name, id) => {
    const parent = id - data.parents[id];
    const path = parent === ROOT ? name : `${layers[parent].path}/${name}`;
    const [field, stride] = data.fieldTexts[data.fields[id]];
    const rest = { note: data.notes[id] ?? "", shares: data.shares[id] ?? null, children: [], seen: data.seen?.[id] };
    layers.push({ id, name, path, parent, field, stride, ...factsOf(data, data.facts[data.layers[id]]), ...rest });
    layers[parent]?.children.push(id);
  });
  for (const layer of [...layers].reverse()) sumUp(layer, layers);
  return layers;
}

/** A block that only a view has: its figures are sums that the view brings. */
function madeUp(path, id) {
  const facts = { kind: "", module: "", inputs: [], outputs: [], settings: [], children: [], note: "", shares: null };
  return { id, path, name: path.slice(path.lastIndexOf("/") + 1), parent: ROOT, isMade: true, ...facts };
}

function factsOf(data, [kind, inputs, outputs, trainable, frozen, macs, settings, memory]) {
  const [name, role, module] = data.kinds[kind];
  return {
    kind: name,
    role: data.roles[role][0],
    module,
    inputs: [inputs].flat().map((spec) => data.specs[spec]),
    outputs: [outputs].flat().map((spec) => data.specs[spec]),
    trainable,
    frozen,
    macs,
    memory,
    settings: data.settings[settings].map((pair) => data.pairs[pair]),
  };
}

/** Give a layer the sums over itself and all inside it, and of how many layers inside a figure is not known. */
function sumUp(layer, layers) {
  const { children } = layer;
  const sum = (key) => children.reduce((total, id) => total + (layers[id].all[key] ?? 0), layer[key] ?? 0);
  layer.all = {};
  layer.isFaulty = Boolean(layer.seen?.fault) || children.some((id) => layers[id].isFaulty);
  layer.missing = {};
  for (const key of ["trainable", "frozen", "macs", "memory"]) {
    layer.all[key] = children.length ? sum(key) : layer[key];
    const inside = children.reduce((total, id) => total + layers[id].missing[key], 0);
    layer.missing[key] = children.length ? inside : Number(layer[key] === null);
  }
}

function viewOf(data, record) {
  const ids = record.nodes ?? data.names.map((_, id) => id);
  const parents = record.parents ?? data.parents.map((up, id) => id - up);
  const nodes = new Map();
  const children = new Map([[ROOT, []]]);
  let block = 0;
  ids.forEach((id, i) => {
    const leaf = record.boxes[i] < 0 ? null : leafOf(data, data.boxes[record.boxes[i]]);
    const node = { id, parent: parents[i], leaf, sum: record.sums[id] ?? null };
    node.block = leaf ? null : blockOf(data, data.blocks[record.blocks[block++]]);
    nodes.set(id, node);
    if (!leaf) children.set(id, []);
    children.get(node.parent).push(id);
  });
  const { edges } = record;
  const pairs = Array.from({ length: edges.length / 2 }, (_, i) => [edges[2 * i], edges[2 * i] + edges[2 * i + 1]]);
  return { ids, nodes, children, edges: pairs, stands: record.stands ?? ids };
}

function leafOf(data, [role, title, shape = 0, tight = title]) {
  const leaf = { role: data.roles[role][0], shape: sized(data, shape, SMALL) };
  if (Array.isArray(title)) return { ...leaf, title: sized(data, title[0][0], TITLE), lines: linesOf(data, title) };
  return { ...leaf, isPill: !shape, title: sized(data, title, TITLE), tightTitle: sized(data, tight, TITLE) };
}

function blockOf(data, [count, name, title, shape, detail, params, note, times, lines]) {
  return {
    name: sized(data, name, TITLE),
    title: sized(data, title, TITLE),
    shape: sized(data, shape, SMALL),
    detail: sized(data, detail, NOTE),
    params: sized(data, params, NOTE),
    figure: sized(data, params, SMALL),
    note: sized(data, note, NOTE),
    times: sized(data, times, TITLE),
    count,
    lines: lines && linesOf(data, lines),
  };
}

/** Lines of a box in a picture from left to right: text, width, and how it is written. */
function linesOf(data, lines) {
  const style = (size, bold, muted) => ({ size, bold, tone: muted ? "muted" : "text" });
  return lines.map(([text, size, ...rest]) => [...sized(data, text, size), style(size, ...rest)]);
}

/** A text and its width at a size. */
function sized({ texts }, number, size) {
  const [text, units] = texts[number ?? 0];
  return [text, (units * size) / UNITS];
}
