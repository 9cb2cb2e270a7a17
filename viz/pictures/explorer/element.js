// The custom element: it starts by itself wherever it comes into a page, by a click on an instant link too.

import { FIGURES, scaleLegend } from "./colouring.js";
import { Diagram } from "./diagram.js";
import { button, html, svg } from "./elements.js";
import { tellFacts } from "./facts.js";
import { onKey } from "./keyboard.js";
import { decode } from "./model.js";
import { unpacked } from "./packing.js";
import { themeSwitch } from "./page.js";
import { Rows } from "./rows.js";
import { saveSvg } from "./saving.js";
import { Search } from "./search.js";
import { hashOf, stateOf } from "./state.js";
import { say } from "./words.js";

let started = 0; // makes ids differ between diagrams of one page

/** `<architecture-diagram>`: holds a static picture and table, and the data of the interactive ones. */
export class ArchitectureDiagram extends HTMLElement {
  connectedCallback() {
    // While a page is being read the picture and the table may still be missing.
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => this.start(), { once: true });
    else this.start();
  }

  disconnectedCallback() {
    window.removeEventListener("hashchange", this.onHash);
  }

  start() {
    const data = this.dataset.model;
    this.onHash ??= () => this.restore();
    window.addEventListener("hashchange", this.onHash);
    if (this.hasAttribute("data-live") || !data) return;
    started += 1;
    if (started > 1) renew(this.querySelector(":scope > svg"));
    const model = decode(JSON.parse(unpacked(data)));
    this.diagram = new Diagram(model, `diagram${started}-`, (said) => this.changed(said));
    this.build(model);
    this.setAttribute("data-live", "");
    this.diagram.draw();
    this.diagram.viewport.fit(true);
    this.listen();
    this.restore();
    this.tell(this.diagram.selected);
  }

  build(model) {
    this.rows = new Rows(model, (id) => this.choose(id));
    this.search = new Search(this.diagram);
    this.facts = html("div", { class: "facts", role: "group", "aria-label": say("Facts of a layer"), tabindex: 0 });
    this.voice = html("p", { class: "unseen", role: "status" });
    const body = html("div", { class: "ca-body" }, this.diagram.stage, this.facts);
    this.legend = html("ul", { class: "ca-legend", "aria-label": say("Colours") });
    this.querySelector(":scope > table")?.remove();
    this.append(this.bar(), body, this.legend, this.voice, this.rows.element);
  }

  bar() {
    const { diagram } = this;
    const { viewport } = diagram;
    this.fold = button("Fold repeats", "", () => diagram.setFolded(!diagram.folded));
    const buttons = [
      button("Open all", "", () => diagram.setAll(true)),
      button("Close all", "", () => diagram.setAll(false)),
      this.fold,
      this.colours(),
      button("−", "Zoom out", () => viewport.zoomBy(0.8)),
      button("+", "Zoom in", () => viewport.zoomBy(1.25)),
      button("Fit", "Fit the whole diagram", () => viewport.fit()),
      button("Save SVG", "", () => saveSvg(diagram)),
      ...(this.hasAttribute("data-page") ? [themeSwitch()] : []),
    ];
    return html("div", { class: "bar" }, this.search.element, html("div", { class: "ca-buttons" }, ...buttons));
  }

  /** What chooses the colours of boxes. */
  colours() {
    const { diagram } = this;
    const known = Object.keys(FIGURES).filter((name) => name !== "time" || diagram.model.seen);
    const options = ["role", ...known].map((value) => html("option", { value }, say(FIGURES[value]?.title ?? value)));
    const change = () => diagram.setColour(this.colour.value);
    const title = say("Colour of boxes");
    this.colour = html("select", { title, "aria-label": title, change }, ...options);
    return this.colour;
  }

  listen() {
    const { stage, viewport } = this.diagram;
    const idAt = (event) => event.target.closest("[data-id]")?.dataset.id;
    stage.addEventListener("keydown", (event) => onKey(event, this.diagram));
    stage.addEventListener("click", (event) => !viewport.dragged && this.onClick(idAt(event)));
    stage.addEventListener("pointerover", (event) => this.tell(idAt(event) ?? this.diagram.selected, event.clientY));
    stage.addEventListener("pointerleave", () => this.tell(this.diagram.selected));
    stage.addEventListener("focusin", (event) => this.onFocus(idAt(event)));
  }

  onFocus(id) {
    if (id === undefined) return;
    this.diagram.moveTo(Number(id));
    this.tell(id);
  }

  onClick(id) {
    this.diagram.select(id === undefined ? null : Number(id));
    if (id === undefined) return;
    this.diagram.focus(Number(id));
    this.diagram.toggle(Number(id));
  }

  /** A reader chose a row: show its node, and the diagram where it is out of sight. */
  choose(layer) {
    this.diagram.show(layer);
    this.diagram.stage.scrollIntoView({ block: "nearest" });
  }

  /** Tell the facts of a node in the panel; on narrow screens that stands over the half in which `at`, or the node, is not. */
  tell(id, at) {
    const node = id === null ? null : Number(id);
    if (node === this.told) return;
    this.told = node;
    const { stage } = this.diagram;
    const [room, own] = [stage, stage.querySelector(`[data-id="${node}"]`) ?? stage].map((e) => e.getBoundingClientRect());
    this.facts.toggleAttribute("data-up", (at ?? own.top) > room.top + room.height / 2);
    this.facts.toggleAttribute("data-idle", node === null);
    this.facts.replaceChildren(...tellFacts(this.diagram, node).filter(Boolean));
  }

  /** Something changed: say it, and keep panel, table, buttons and address in step. */
  changed(said) {
    if (!this.rows) return;
    const { diagram } = this;
    this.voice.textContent = said;
    this.fold.setAttribute("aria-pressed", String(diagram.folded));
    this.explain();
    this.told = undefined;
    this.tell(diagram.selected);
    if (diagram.selected !== this.marked) this.rows.mark(this.layersOf(diagram.selected));
    this.marked = diagram.selected;
    this.remember();
  }

  /** What the colours mean. */
  explain() {
    const { colour, scale, model } = this.diagram;
    this.colour.value = colour in FIGURES ? colour : "role";
    this.legend.replaceChildren(...(scale ? scaleLegend(scale) : legend(model)));
  }

  layersOf(id) {
    if (id === null) return [];
    const { stands } = this.diagram.view;
    const others = this.diagram.view.nodes.get(id).leaf ? stands.flatMap((at, layer) => (at === id ? [layer] : [])) : [];
    return [...new Set([id, ...others])];
  }

  remember() {
    try {
      history.replaceState(history.state, "", hashOf(this.diagram));
    } catch {
      // A page inside of a notebook has no address of its own: nothing to remember then.
    }
  }

  restore() {
    const state = stateOf(location.hash, this.diagram.model);
    if (state) this.diagram.restore(state);
    this.fold.setAttribute("aria-pressed", String(this.diagram.folded));
    this.explain();
  }
}

/** Give a static picture ids of its own: another of the same network has the same ones. */
function renew(still) {
  const mark = still?.getAttribute("class");
  if (mark) still.outerHTML = still.outerHTML.replaceAll(mark, mark + started);
}

function legend({ roles, layers }) {
  const used = new Set(layers.filter((layer) => !layer.isMade && !layer.children.length).map((layer) => layer.role));
  return roles.filter(({ role }) => used.has(role)).map(({ role, title }) => {
    const colour = svg("rect", { class: `f-${role} s-line`, width: 12, height: 12, rx: 3 });
    return html("li", {}, svg("svg", { viewBox: "-0.5 -0.5 13 13", "aria-hidden": "true" }, colour), say(title));
  });
}

if (!customElements.get("architecture-diagram")) customElements.define("architecture-diagram", ArchitectureDiagram);
