// The panel that tells all facts of a node and of the layers that it stands for.

import { html } from "./elements.js";
import { say } from "./words.js";

const HINT = "Point at a box to read its facts, click it to keep them. Arrow keys walk, Enter opens and closes.";

/** A whole number with its thousands apart; `?` where it is not known. */
export const counted = (number) => (number === null ? "?" : number.toLocaleString("en-US"));

/** A sum as text that tells whether it leaves something out: `≥ 1,024`, or `?` where nothing is known. */
export const summed = (number, missing, text = counted) => (missing && !number ? "?" : (missing ? "≥ " : "") + text(number));

/** Bytes in the unit that leaves few digits. */
export function bytesText(bytes) {
  if (bytes === null) return "?";
  const power = bytes < 1024 ? 0 : Math.min(3, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power ? value.toFixed(2) : value} ${["B", "KiB", "MiB", "GiB"][power]}`;
}

/** What the panel shows of a node; of the whole model where it is null. */
export function tellFacts(diagram, id) {
  const { model, view } = diagram;
  if (id === null) return tellWhole(model);
  const layer = model.layers[id];
  const node = view.nodes.get(id);
  const parts = node.leaf ? model.layers.filter((other) => view.stands[other.id] === id && isPart(other, layer)) : [];
  return [
    heading(layer.name, layer.path),
    list(overview(layer, node, model)),
    ...tellSeen(layer.seen),
    list(layer.settings, "settings"),
    ...parts.flatMap(tellPart),
  ];
}

function tellWhole(model) {
  const told = [heading(model.name, ""), html("p", { class: "muted" }, inWords(model.totals)), html("p", {}, say(HINT))];
  return [...told, ...tellSeen(model.seen)];
}

/** A line of figures, which are numbers and few words. */
const inWords = (text) => text.replace(/[a-z]+/g, say);

/** What was seen of a layer at work: figures, and the feature maps of some samples. */
function tellSeen(seen) {
  if (!seen) return [];
  const [src, width, height, alt] = seen.maps ?? [];
  const shown = src ? html("img", { class: "maps", src, width, height, alt }) : "";
  return [list(seen.pairs, "seen"), shown, alt ? html("p", { class: "muted" }, alt) : ""];
}

function tellPart(part) {
  const name = html("strong", {}, `${part.name} · ${part.kind}`);
  return [name, list([...figures(part), ...part.settings], "settings"), ...tellSeen(part.seen)];
}

/** Whether a layer is one of those that a box stands for; those of folded blocks have counterparts there already. */
function isPart(other, layer) {
  const isNear = other.parent === layer.parent || other.path.startsWith(`${layer.path}/`);
  return isNear && other.id !== layer.id;
}

function heading(name, path) {
  const title = html("strong", { class: "ca-title" }, name);
  return html("div", {}, title, path && path !== name ? html("p", { class: "muted" }, path) : "");
}

function overview(layer, node, model) {
  const count = node.block?.count ?? 1;
  return [
    ["kind", [layer.module, layer.kind].filter(Boolean).join(".") || node.block?.title[0] || "group of layers"],
    ["role", node.block ? "" : say(layer.role)],
    ["times", count > 1 ? String(count) : ""],
    ["input", layer.inputs.join("\n")],
    ["output", layer.outputs.join("\n") || node.block?.shape[0]],
    ...figures(layer, node.sum),
    ["receptive field", layer.field ?? ""],
    ["output stride", layer.stride ?? ""],
    ["shares weights of", layer.shares === null ? "" : model.layers[layer.shares]?.path],
    ["note", layer.note || node.block?.note[0]],
  ];
}

function figures(layer, sum = null) {
  if (sum) return [["parameters", summed(sum[0], sum[1])], ["MACs", summed(sum[2], sum[3])]];
  const { trainable, frozen, macs, memory } = layer.all;
  const { missing } = layer;
  return [
    ["parameters", summed(trainable + frozen, missing.trainable)],
    ["not trainable", frozen ? counted(frozen) : ""],
    ["MACs", summed(macs, missing.macs)],
    ["memory", summed(memory, missing.memory, bytesText)],
  ];
}

function list(pairs, style = "") {
  const told = pairs.filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const items = told.flatMap(([name, value]) => [html("dt", {}, say(name)), html("dd", {}, String(value))]);
  return items.length ? html("dl", { class: style }, ...items) : "";
}
