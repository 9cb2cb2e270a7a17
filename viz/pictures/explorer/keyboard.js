// Keys on the diagram: arrows walk in the order of the network, right and left open and close.

const KEYS = {
  ArrowDown: (diagram, at) => diagram.focus(step(diagram, at, 1)),
  ArrowUp: (diagram, at) => diagram.focus(step(diagram, at, -1)),
  ArrowRight: goIn,
  ArrowLeft: goOut,
  Home: (diagram) => diagram.focus(diagram.order[0]),
  End: (diagram) => diagram.focus(diagram.order.at(-1)),
  Enter: act,
  " ": act,
  Escape: (diagram) => diagram.select(null),
  "+": (diagram) => diagram.viewport.zoomBy(1.25),
  "=": (diagram) => diagram.viewport.zoomBy(1.25),
  "-": (diagram) => diagram.viewport.zoomBy(0.8),
  0: (diagram) => diagram.viewport.fit(),
};

/** Do what a key asks for; keys with Ctrl, Alt or Meta stay the browser's. */
export function onKey(event, diagram) {
  const action = KEYS[event.key];
  if (!action || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  action(diagram, diagram.current);
}

function step({ order }, at, by) {
  const place = order.indexOf(at) + by;
  return order[Math.min(Math.max(place, 0), order.length - 1)];
}

function goIn(diagram, at) {
  if (!diagram.view.nodes.get(at).block) return;
  if (diagram.open.has(at)) diagram.focus(step(diagram, at, 1));
  else diagram.toggle(at);
}

function goOut(diagram, at) {
  const { block, parent } = diagram.view.nodes.get(at);
  if (block && diagram.open.has(at)) diagram.toggle(at);
  else if (diagram.boxes.has(parent)) diagram.focus(parent);
}

function act(diagram, at) {
  diagram.select(at);
  diagram.toggle(at);
}
