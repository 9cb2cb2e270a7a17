// Which ways lead where in each container: between its items, in through its frame, out through its frame.

export const ROOT = -1;
export const ENTRY = "<";
export const EXIT = ">";

/** For every node of a view the node that stands for it while the blocks outside of `open` are closed. */
export function standIns(view, open) {
  const shown = new Map([[ROOT, ROOT]]);
  for (const id of view.ids) {
    const { parent } = view.nodes.get(id);
    const outer = shown.get(parent);
    shown.set(id, outer === parent && (parent === ROOT || open.has(parent)) ? id : outer);
  }
  return shown;
}

/** The ways of every container, each once: `{net, source, target}`. */
export function waysOf(view, shown) {
  const found = new Map();
  for (const [from, to] of view.edges) {
    const source = shown.get(from);
    const target = shown.get(to);
    if (source !== target) addWays(view, source, target, found);
  }
  return found;
}

function addWays(view, net, target, found) {
  const up = [net, ...ancestors(view, net)];
  const down = [target, ...ancestors(view, target)];
  while (up.length > 1 && down.length > 1 && up.at(-1) === down.at(-1)) {
    up.pop();
    down.pop();
  }
  for (let i = 0; i + 1 < up.length; i += 1) addWay(found, up[i + 1], net, up[i], EXIT);
  for (let i = 0; i + 1 < down.length; i += 1) addWay(found, down[i + 1], net, ENTRY, down[i]);
  addWay(found, view.nodes.get(up.at(-1)).parent, net, up.at(-1), down.at(-1));
}

function addWay(found, container, net, source, target) {
  if (!found.has(container)) found.set(container, new Map());
  found.get(container).set(`${net} ${source} ${target}`, { net, source, target });
}

/** Ids of the blocks around a node, from the inside out. */
export function ancestors(view, id) {
  const found = [];
  for (let { parent } = view.nodes.get(id); parent !== ROOT; { parent } = view.nodes.get(parent)) found.push(parent);
  return found;
}
