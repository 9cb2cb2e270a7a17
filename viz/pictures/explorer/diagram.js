// The diagram on its stage: what is open, selected and in focus, and the elements that show it.

import { FIGURES, amountsOf, fillOf, scaleOf } from "./colouring.js";
import { html, svg } from "./elements.js";
import { Composer } from "./layout.js";
import { marksOf } from "./marks.js";
import { rounded, shapesOf, short } from "./shapes.js";
import { Viewport } from "./viewport.js";
import { ancestors } from "./wiring.js";
import { say } from "./words.js";

const GAPS = /\s+/;

/** A diagram that can be walked, opened and closed; `changed` is called with what a reader should hear. */
export class Diagram {
  constructor(model, mark, changed) {
    Object.assign(this, { model, mark, changed, ...model.start, selected: null, current: null, hits: new Set() });
    this.composers = model.views.map((view) => new Composer(view, model.sideways));
    this.build();
  }

  get composer() {
    return this.composers[this.folded ? 0 : 1];
  }

  get view() {
    return this.composer.view;
  }

  build() {
    const arrow = svg("path", { class: "f-line", d: "M0 0.5 7 4 0 7.5z" });
    const size = { viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9.8, markerHeight: 9.8 };
    this.nodes = svg("g");
    this.wires = svg("g", { class: "wires", "aria-hidden": "true" });
    this.world = svg("g", {}, this.nodes, this.wires);
    const label = `${this.model.name}, ${this.model.totals}. Arrow keys walk through the layers.`;
    const style = { id: `${this.mark}m`, orient: "auto", markerUnits: "userSpaceOnUse" };
    const marker = svg("marker", { ...style, ...size }, arrow);
    this.canvas = svg("svg", { role: "group", "aria-label": label }, svg("defs", {}, marker), this.world);
    this.stage = html("div", { class: "stage" }, this.canvas);
    this.viewport = new Viewport(this.stage, this.world, this.model.sideways);
    this.elements = new Map();
  }

  /** Lay out and draw; `anchor` is a node that stays where it is on the screen. */
  draw(anchor = null) {
    const before = this.boxes?.get(anchor);
    const layout = this.composer.layout(this.open);
    this.boxes = new Map(layout.boxes.map((box) => [box.id, box]));
    this.order = layout.boxes.map((box) => box.id);
    this.viewport.size = [layout.width, layout.height];
    this.drawNodes();
    this.drawWires(layout.wires);
    const after = this.boxes.get(anchor);
    if (before && after) this.viewport.hold(before, after);
    this.highlight();
  }

  drawNodes() {
    const focused = this.elements.get(this.current) === this.canvas.getRootNode().activeElement;
    this.elements = new Map(this.order.map((id) => [id, this.element(id)]));
    this.nodes.replaceChildren(...this.elements.values());
    if (!this.elements.has(this.current)) this.current = this.nearest(this.current);
    this.elements.get(this.current)?.setAttribute("tabindex", 0);
    this.paint();
    if (focused) this.elements.get(this.current)?.focus({ preventScroll: true });
  }

  /** Colour what is closed by a figure, where one is chosen, on a scale that ends with the most of what is shown. */
  paint() {
    const figure = FIGURES[this.colour];
    const amounts = figure ? amountsOf(this.model, this.view, figure) : new Map();
    const closed = this.order.filter((id) => !this.boxes.get(id).isFrame);
    this.scale = figure ? scaleOf(closed.map((id) => amounts.get(id) ?? 0), figure) : null;
    for (const id of closed) {
      const element = this.elements.get(id);
      element.classList.toggle("scaled", Boolean(figure));
      if (figure) element.style.setProperty("--fill", fillOf(amounts.get(id), this.scale));
    }
  }

  /** Choose the figure that colours the boxes; the role where there is none of that name. */
  setColour(colour) {
    this.colour = colour;
    this.paint();
    this.changed(`Coloured by ${FIGURES[colour]?.title ?? colour}`);
  }

  /** The shown block around a node that is hidden, else the first node. */
  nearest(id) {
    const around = this.view.nodes.has(id) ? ancestors(this.view, id) : [];
    return around.find((outer) => this.boxes.has(outer)) ?? this.order[0] ?? null;
  }

  element(id) {
    const box = this.boxes.get(id);
    const node = this.view.nodes.get(id);
    const drawn = [...shapesOf(node, box), ...marksOf(this.model.layers[id], box)];
    const shapes = drawn.flatMap((shape) => [shape, " "]); // the space keeps texts apart when read
    const role = node.block ? { role: "button", "aria-expanded": String(Boolean(box.isFrame)) } : { role: "img" };
    const place = { transform: `translate(${short(box.x)} ${short(box.y)})`, "data-id": id, tabindex: -1 };
    const element = svg("g", { class: "n", ...role, ...place }, ...shapes);
    element.setAttribute("aria-label", this.about(id, element));
    return element;
  }

  /** A node in words: what its box says and its path; of a layer name, kind and output shape. */
  about(id, { textContent } = this.elements.get(id)) {
    const { path, kind, outputs, seen } = this.model.layers[id];
    const { leaf } = this.view.nodes.get(id);
    const shown = textContent.trim().split(GAPS).join(" ");
    const said = leaf ? [path, kind, leaf.title[0], leaf.shape[0] || outputs[0]] : [shown, path];
    return [...new Set([...said, seen?.fault])].filter(Boolean).join(", ");
  }

  drawWires(wires) {
    const arrow = `url(#${this.mark}m)`;
    this.wires.replaceChildren(...wires.map(({ points, net, target, hasArrow }) => svg("path", {
      class: "w", d: rounded(points), "marker-end": hasArrow ? arrow : null, "data-net": net, "data-target": target,
    })));
  }

  /** Show by classes what is selected, which ways it feeds and is fed by, and what a search found. */
  highlight() {
    for (const [id, element] of this.elements) {
      element.classList.toggle("selected", id === this.selected);
      element.classList.toggle("hit", this.hits.has(id));
    }
    for (const wire of this.wires.children) {
      const { net, target } = wire.dataset;
      const near = this.selected !== null && [net, target].includes(String(this.selected));
      wire.classList.toggle("near", near);
    }
  }

  /** Open a closed block, close an open one. */
  toggle(id) {
    if (!this.view.nodes.get(id)?.block) return;
    const opens = !this.open.has(id);
    if (opens) this.open.add(id);
    else this.open.delete(id);
    this.draw(id);
    this.changed(`${this.model.layers[id].path} ${say(opens ? "open" : "closed")}`);
  }

  /** Open or close all blocks. */
  setAll(opens) {
    this.open = new Set(opens ? this.view.ids.filter((id) => this.view.nodes.get(id).block) : []);
    this.redraw(`${this.order?.length ?? 0} ${say("boxes")}`);
  }

  /** Fold runs of alike blocks, or show every layer. */
  setFolded(folded) {
    if (folded === this.folded) return;
    this.folded = folded;
    this.redraw(say(folded ? "Runs of alike blocks are folded" : "Every layer stands by itself"));
  }

  redraw(said) {
    this.draw();
    this.viewport.fit(true);
    this.changed(said);
  }

  /** Take over a state that a link or a reader asks for. */
  restore({ folded, open, selected, colour }) {
    Object.assign(this, { folded, colour, open: new Set(open), selected: null });
    this.draw();
    this.viewport.fit(true);
    if (selected !== null) this.show(selected);
  }

  /** Select a layer: open what is around the node that stands for it, and bring it into sight. */
  show(layer) {
    const id = this.standFor(layer);
    if (id === null) return;
    const closed = ancestors(this.view, id).filter((outer) => !this.open.has(outer));
    for (const outer of closed) this.open.add(outer);
    if (closed.length || !this.boxes) this.draw();
    this.select(id);
    this.viewport.reveal(this.boxes.get(id));
  }

  standFor(layer) {
    if (this.view.nodes.has(layer)) return layer;
    const id = this.view.stands[layer] ?? -1;
    return id < 0 ? null : id;
  }

  /** Select a node, null for none; the current tab stop moves with it. */
  select(id) {
    this.selected = id;
    if (id !== null) this.moveTo(id);
    this.highlight();
    this.changed(id === null ? "" : this.about(id));
  }

  moveTo(id) {
    this.elements.get(this.current)?.setAttribute("tabindex", -1);
    this.current = id;
    this.elements.get(id)?.setAttribute("tabindex", 0);
  }

  /** Put the focus on a node and bring it into sight. */
  focus(id) {
    this.moveTo(id);
    this.elements.get(id).focus({ preventScroll: true });
    this.viewport.reveal(this.headOf(id));
  }

  /** The part of a box that has to be in sight: of a frame its header. */
  headOf(id) {
    const box = this.boxes.get(id);
    return box.isFrame ? { ...box, height: Math.min(box.height, 60) } : box;
  }
}
