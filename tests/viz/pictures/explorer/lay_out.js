// Reads {data, states: [{folded, open}]} from standard input and writes the layout of each state.

import { readFileSync } from "node:fs";

import { Composer } from "../../../../viz/pictures/explorer/layout.js";
import { decode } from "../../../../viz/pictures/explorer/model.js";

const { data, states } = JSON.parse(readFileSync(0, "utf-8"));
const model = decode(data);
const [folding, whole] = model.views.map((view) => new Composer(view, model.sideways));
const layouts = states.map(({ folded, open }) => {
  const { width, height, boxes, wires } = (folded ? folding : whole).layout(new Set(open));
  return {
    size: [width, height],
    boxes: boxes.map(({ id, x, y, width: wide, height: high }) => [model.layers[id].path, x, y, wide, high]),
    wires: wires.map(({ net, points }) => [model.layers[net].path, points]),
  };
});
process.stdout.write(JSON.stringify(layouts));
