// Show each version that the server tells of; what a reader opened, and where they looked, stays.

"use strict";

const place = (id) => document.getElementById(id);

function shown(holder) {
  const diagram = holder.querySelector("architecture-diagram")?.diagram;
  return diagram ? { x: diagram.viewport.x, y: diagram.viewport.y, zoom: diagram.viewport.zoom } : null;
}

function draw(holder, { element, marks }) {
  const before = shown(holder);
  holder.innerHTML = element;
  const { diagram } = holder.querySelector("architecture-diagram");
  for (const [path, sort] of Object.entries(marks)) {
    const layer = diagram.model.layers[diagram.model.byPath.get(path)];
    if (layer) layer.change = sort;
  }
  diagram.draw();
  if (before) Object.assign(diagram.viewport, before);
  if (before) diagram.viewport.apply();
}

function show(version, last) {
  const { mistake, changes, busy, element } = version;
  if (element && element !== last?.element) draw(place("picture"), version);
  place("mistake").textContent = mistake;
  place("mistake").hidden = !mistake;
  place("changes").textContent = changes;
  place("changed").hidden = !changes;
  const done = mistake ? "the picture is that of the last good files" : "up to date";
  place("state").textContent = busy ? "reading the files" : done;
}

let last = null;
const events = new EventSource("events");
events.addEventListener("message", ({ data }) => {
  const version = JSON.parse(data);
  show(version, last);
  last = version;
});
events.addEventListener("error", () => {
  place("state").textContent = "convatlas watch has ended";
});
