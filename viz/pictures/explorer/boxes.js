// The size of every box, from the widths of its texts, which the data brings.

import { BAR, GAP, HEADER, LINE, NEAR, NOTED, PAD, PILL, ROW, TWO_ROWS, WIDEST } from "./sizes.js";

const INSET = BAR + PAD - 2; // where the text of a layer begins

/** The box of a closed block or a layer; `isTight` puts the shape below the title. */
export function boxOf({ id, block, leaf }, isTight) {
  const said = block ?? leaf;
  if (said.lines) return tall(id, said.lines, block ? PAD : INSET);
  if (block) return { id, width: Math.min(blockWidth(block), WIDEST), height: TWO_ROWS + (below(block)[0] ? NOTED : 0) };
  if (leaf.isPill) return { id, width: pillWidth(leaf.title), height: PILL, isPill: true };
  return { id, width: Math.min(layerWidth(leaf, isTight), WIDEST), height: isTight ? TWO_ROWS : ROW, isTight };
}

function pillWidth([content, length]) {
  return content.length > 1 ? Math.max(PILL, length + 2 * PAD) : PILL;
}

function tall(id, lines, inset) {
  const long = Math.max(...lines.map(([, length]) => length));
  return { id, width: inset + long + NEAR, height: LINE * lines.length + 14, inset };
}

function layerWidth({ title, tightTitle, shape }, isTight) {
  const said = isTight ? Math.max(tightTitle[1], shape[1]) : title[1] + GAP + shape[1];
  return INSET + PAD + said;
}

/** The note of a block, where it stands on a line of its own when that is closed. */
export function below({ detail, note }) {
  return detail[0].endsWith(note[0]) ? ["", 0] : note;
}

function blockWidth(block) {
  const { name, title, shape, detail, params, times, count } = block;
  const sum = name[1] + (title[0] ? 8 + title[1] : 0) + GAP + shape[1] + (count > 1 ? 10 + times[1] : 0);
  return 2 * PAD + Math.max(sum, detail[1] + GAP + params[1], below(block)[1]);
}

/** Room that the header of a frame needs: at its left, at its right, and its height. */
export function headerOf(block) {
  const { name, title, note, figure, times, count } = block;
  const left = Math.max(name[1] + (title[0] ? 8 + title[1] : 0), note[1]);
  const right = figure[1] + (count > 1 ? 10 + times[1] : 0);
  return { left: left + 2 * PAD, right: right + 2 * PAD, height: HEADER + (note[0] ? NOTED : 0) };
}
