// The state of a diagram as the hash of an address: `#diagram=resnet50&open=stage1,stage2&at=stage1/block1`.

const EVERY_LAYER = "layers";

/** The hash that restores what a diagram shows. */
export function hashOf({ model, folded, open, selected, view, colour }) {
  const path = (id) => model.layers[id].path;
  const shown = view.ids.filter((id) => open.has(id) && view.nodes.get(id).block);
  const found = new URLSearchParams({ diagram: model.name, open: shown.map((id) => encodeURIComponent(path(id))).join() });
  if (!folded) found.set("fold", EVERY_LAYER);
  if (colour !== model.start.colour) found.set("colour", colour);
  if (selected !== null) found.set("at", path(selected));
  return `#${found}`;
}

/** The state that a hash tells of a model, null where it tells none; names that are unknown are left out. */
export function stateOf(hash, model) {
  const told = new URLSearchParams(hash.replace(/^#/, ""));
  if (told.get("diagram") !== model.name) return null;
  const ids = (told.get("open") ?? "").split(",").map((path) => model.byPath.get(decoded(path)));
  const folded = told.get("fold") !== EVERY_LAYER;
  const colour = told.get("colour") ?? model.start.colour;
  return { folded, colour, open: ids.filter((id) => id !== undefined), selected: model.byPath.get(told.get("at")) ?? null };
}

/** A path that was encoded; a broken one is nobody's path. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
