// The table of all layers below the diagram: sortable, linked with the diagram both ways, with totals.

import { button, html } from "./elements.js";
import { bytesText, counted, summed } from "./facts.js";
import { say } from "./words.js";

const sumOf = (key, text) => (value, layer) => summed(value, layer.missing[key], text);

const COLUMNS = [
  { name: "name", value: (layer) => layer.path },
  { name: "kind", value: (layer) => layer.kind },
  { name: "output", value: (layer) => (layer.outputs[0] ?? "").split(" · ")[0] },
  { name: "kernel", value: kernelOf },
  { name: "parameters", value: ({ all }) => all.trainable + all.frozen, text: sumOf("trainable", counted) },
  { name: "MACs", value: (layer) => layer.all.macs, text: sumOf("macs", counted) },
  { name: "memory", value: (layer) => layer.all.memory, text: sumOf("memory", bytesText) },
  { name: "receptive field", value: (layer) => layer.field, text: (field) => String(field ?? "") },
];
const SLIDING = ["convolution", "pooling"];
const DEEPEST = 8; // levels that are told apart by indentation

/** The table of a model's layers; `chosen` is called with the layer whose row a reader chooses. */
export class Rows {
  constructor(model, chosen) {
    this.layers = model.layers.filter((layer) => !layer.isMade);
    this.chosen = chosen;
    this.sorted = { column: null, down: false };
    this.rows = new Map(this.layers.map((layer) => [layer.id, this.row(layer)]));
    this.body = html("tbody", {}, ...this.rows.values());
    this.heads = COLUMNS.map((column) => this.head(column));
    const head = html("thead", {}, html("tr", {}, ...this.heads));
    const table = html("table", { class: "ca-table" }, html("caption", {}, say("Layers")), head);
    table.append(this.body, html("tfoot", {}, this.total()));
    this.element = html("div", { class: "rows", role: "group", "aria-label": say("Table of layers"), tabindex: 0 }, table);
    this.body.addEventListener("click", (event) => this.onClick(event));
    this.body.addEventListener("keydown", (event) => this.onKey(event));
    this.stop = this.body.querySelector("button");
    this.stop?.setAttribute("tabindex", 0);
  }

  head(column) {
    const sort = button(column.name, "", () => this.sort(column));
    return html("th", { scope: "col", class: column.text ? "ca-figure" : null }, sort);
  }

  row(layer) {
    const [, ...rest] = COLUMNS;
    const name = html("button", { type: "button", tabindex: -1 }, layer.name);
    const cell = ({ value, text }) => html("td", { class: text ? "ca-figure" : null }, (text ?? String)(value(layer), layer));
    const cells = rest.map(cell);
    const kind = layer.children.length ? "ca-block" : null;
    const row = html("tr", { "data-id": layer.id, class: kind }, html("th", { scope: "row" }, name), ...cells);
    row.style.setProperty("--level", Math.min(this.depth(layer), DEEPEST));
    return row;
  }

  depth({ parent }) {
    return parent < 0 ? 0 : 1 + this.depth(this.layers[parent]);
  }

  total() {
    const tops = this.layers.filter((layer) => layer.parent < 0);
    const sum = (key) => tops.reduce((total, layer) => total + (layer.all[key] ?? 0), 0);
    const lacks = (key) => tops.some((layer) => layer.missing[key]);
    const params = summed(sum("trainable") + sum("frozen"), lacks("trainable"));
    const known = (key, text) => summed(sum(key), lacks(key), text);
    const cells = ["", "", "", params, known("macs", counted), known("memory", bytesText), ""];
    const total = cells.map((text) => html("td", { class: "ca-figure" }, text));
    return html("tr", {}, html("th", { scope: "row" }, say("total")), ...total);
  }

  /** Sort by a column, figures down first; then the other way; then as the network goes. Blocks stand aside. */
  sort(column) {
    const first = Boolean(column.text);
    const { column: before, down } = this.sorted;
    if (before !== column) this.sorted = { column, down: first };
    else this.sorted = down === first ? { column, down: !first } : { column: null, down: false };
    this.arrange();
  }

  arrange() {
    const { column, down } = this.sorted;
    const order = column ? this.layers.filter((layer) => !layer.children.length) : this.layers;
    const sign = down ? -1 : 1;
    const sorted = column ? [...order].sort((a, b) => sign * compare(column.value(a), column.value(b))) : order;
    this.body.replaceChildren(...sorted.map((layer) => this.rows.get(layer.id)));
    this.element.classList.toggle("flat", Boolean(column));
    COLUMNS.forEach((each, i) => {
      if (each === column) this.heads[i].setAttribute("aria-sort", down ? "descending" : "ascending");
      else this.heads[i].removeAttribute("aria-sort");
    });
    for (const layer of this.layers) this.nameOf(layer.id).textContent = column ? layer.path : layer.name;
  }

  nameOf(id) {
    return this.rows.get(id).querySelector("button");
  }

  onClick(event) {
    const row = event.target.closest("tr");
    if (row) this.chosen(Number(row.dataset.id));
  }

  /** Up and down walk from row to row, so that the table is one tab stop. */
  onKey(event) {
    const row = event.target.closest("tr");
    const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (!next) return;
    event.preventDefault();
    this.stopAt(next.querySelector("button"));
    this.stop.focus();
  }

  stopAt(target) {
    this.stop?.setAttribute("tabindex", -1);
    this.stop = target;
    target.setAttribute("tabindex", 0);
  }

  /** Mark the rows of the layers that a node stands for, and bring the first into the sight of the table alone. */
  mark(ids) {
    for (const row of this.body.querySelectorAll("[aria-current]")) row.removeAttribute("aria-current");
    const rows = ids.map((id) => this.rows.get(id)).filter(Boolean);
    for (const row of rows) row.setAttribute("aria-current", "true");
    if (!rows[0]?.isConnected) return;
    this.stopAt(rows[0].querySelector("button"));
    this.element.scrollTop = rows[0].offsetTop - this.element.clientHeight / 3;
  }
}

/** The window of a convolution or pooling, once for each axis that it slides over. */
function kernelOf({ role, settings, outputs }) {
  const [, size] = settings.find(([name]) => name === "kernel_size" || name === "pool_size") ?? [];
  if (!size || !SLIDING.includes(role)) return "";
  const axes = (outputs[0] ?? "").split("×").length - 1;
  return (size.includes("x") ? size.split("x") : new Array(axes).fill(size)).join("×");
}

function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one ?? "").localeCompare(String(other ?? ""), "en", { numeric: true });
}
