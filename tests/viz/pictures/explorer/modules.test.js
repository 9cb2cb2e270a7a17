// The explorer's modules by themselves.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bytesText, counted } from "../../../../viz/pictures/explorer/facts.js";
import { arranged, crossings, rowNumbers } from "../../../../viz/pictures/explorer/ranks.js";
import { bentPath, tracks } from "../../../../viz/pictures/explorer/routing.js";
import { matches } from "../../../../viz/pictures/explorer/search.js";
import { rounded } from "../../../../viz/pictures/explorer/shapes.js";
import { hashOf, stateOf } from "../../../../viz/pictures/explorer/state.js";
import { standIns, waysOf } from "../../../../viz/pictures/explorer/wiring.js";

const hop = (source, target, net = source) => ({ net, source, target });
const fork = [hop(0, 1), hop(0, 2), hop(1, 3), hop(2, 3)];

test("rows stand below what they depend on, and as low as they can", () => {
  assert.deepEqual([...rowNumbers([0, 1, 2, 3], fork, new Set(), new Set())], [[0, 0], [1, 1], [2, 1], [3, 2]]);
  const late = [hop(0, 1), hop(1, 2), hop(3, 2)];
  assert.equal(rowNumbers([0, 3, 1, 2], late, new Set(), new Set()).get(3), 1);
});

test("a way that passes a row gets a lane", () => {
  const { rows, hops } = arranged([0, 1, 2], [hop(0, 1), hop(0, 2), hop(1, 2)], [], []);
  assert.deepEqual(rows, [[0], [1, "|0|0|1"], [2]]);
  assert.equal(hops[1].length, 2);
});

test("orders are swept until few ways cross", () => {
  const crossed = [hop(0, 3), hop(1, 2)];
  assert.equal(crossings([[0, 1], [2, 3]], [crossed]), 1);
  const { rows, hops } = arranged([0, 1, 2, 3], crossed, [], []);
  assert.equal(crossings(rows, hops), 0);
});

test("of two hops that change places one turns into a second track", () => {
  const hop = (net) => ({ net, source: `${net} above`, target: `${net} below` });
  const { turns, number } = tracks([
    { hop: hop("left"), start: 10, end: 90 },
    { hop: hop("right"), start: 90, end: 10 },
  ]);
  assert.deepEqual([...turns.values()], [{ track: 2, along: 50 }]);
  assert.equal(number, 3);
  const path = bentPath({ start: 10, end: 90 }, 0, 10, 40, [50, 30]);
  assert.deepEqual(path, [[10, 0], [10, 10], [50, 10], [50, 30], [90, 30], [90, 40]]);
});

test("hops that would touch get tracks of their own", () => {
  const { trackOf, number } = tracks([
    { hop: hop(0, 2), start: 0, end: 50 },
    { hop: hop(1, 3), start: 40, end: 90 },
    { hop: hop(4, 5), start: 200, end: 200.1 },
  ]);
  assert.equal(number, 2);
  assert.equal(trackOf.size, 2);
  assert.deepEqual(bentPath({ start: 1, end: 1.2 }, 0, 5, 9), [[1, 0], [1, 9]]);
});

test("corners are rounded, at most by half of a leg", () => {
  assert.equal(rounded([[0, 0], [0, 20], [30, 20]]), "M0 0L0 12Q0 20 8 20L30 20");
  assert.equal(rounded([[0, 0], [0, 6], [30, 6]]), "M0 0L0 3Q0 6 3 6L30 6");
});

const view = {
  ids: [0, 1, 2, 3],
  nodes: new Map([[0, -1], [1, -1], [2, 1], [3, 1]].map(([id, parent]) => [id, { id, parent, block: id === 1 }])),
  edges: [[0, 2], [2, 3]],
};

test("a closed block stands for what is inside", () => {
  assert.deepEqual([...standIns(view, new Set()).values()], [-1, 0, 1, 1, 1]);
  assert.deepEqual([...standIns(view, new Set([1])).values()], [-1, 0, 1, 2, 3]);
});

test("ways into an open block end at its frame and go on inside", () => {
  const ways = waysOf(view, standIns(view, new Set([1])));
  assert.deepEqual([...ways.get(-1).keys()], ["0 0 1"]);
  assert.deepEqual([...ways.get(1).keys()], ["0 < 2", "2 2 3"]);
  assert.deepEqual([...waysOf(view, standIns(view, new Set())).keys()], [-1]);
});

const names = ["image", "a,b&c=d", "a,b&c=d/ü%", "answer"];
const layers = names.map((path, id) => ({ id, path, kind: "Conv2D", role: "convolution", settings: [["strides", "2"]] }));
const model = { name: "my net", layers, start: { colour: "role" }, byPath: new Map(names.map((path, id) => [path, id])) };

test("a hash restores what it was made from", () => {
  const hash = hashOf({ model, view, folded: false, open: new Set([1]), selected: 2, colour: "macs" });
  assert.deepEqual(stateOf(hash, model), { folded: false, colour: "macs", open: [1], selected: 2 });
});

test("hashes of others, unknown paths and broken codes do no harm", () => {
  assert.equal(stateOf("#section-2", model), null);
  assert.equal(stateOf("#diagram=other&open=image", model), null);
  const told = stateOf("#diagram=my+net&open=%2525E0%25A4,nobody&at=gone", model);
  assert.deepEqual(told, { folded: true, colour: "role", open: [], selected: null });
});

test("a search takes every word, in paths, kinds and settings", () => {
  assert.deepEqual(matches(layers, "conv STRIDES=2 answer").map(({ id }) => id), [3]);
  assert.deepEqual(matches(layers, "  "), []);
});

test("figures in words", () => {
  assert.deepEqual([counted(1234567), counted(null)], ["1,234,567", "?"]);
  assert.deepEqual([0, 1023, 1024, 3 * 2 ** 30, null].map(bytesText), ["0 B", "1023 B", "1.00 KiB", "3.00 GiB", "?"]);
});
