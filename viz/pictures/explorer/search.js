// Search layers by name, kind and settings; Enter goes to the next one.

import { button, html } from "./elements.js";
import { say } from "./words.js";

const WORDS = /\s+/;

/** Layers that hold every word of a query in their path, kind or settings. */
export function matches(layers, query) {
  const words = query.toLowerCase().split(WORDS).filter(Boolean);
  if (!words.length) return [];
  return layers.filter((layer) => {
    const said = `${layer.path} ${layer.kind} ${layer.role} ${layer.settings.map((pair) => pair.join("=")).join(" ")}`;
    return words.every((word) => said.toLowerCase().includes(word));
  });
}

/** The search field of a diagram, with what it found and ways to the next and the one before. */
export class Search {
  constructor(diagram) {
    this.diagram = diagram;
    this.found = [];
    this.at = -1;
    this.field = html("input", {
      type: "search", placeholder: say("Search layers"), "aria-label": say("Search layers"), spellcheck: "false",
      input: () => this.look(), keydown: (event) => this.onKey(event),
    });
    this.count = html("output", { class: "muted" });
    const before = button("‹", "Previous match", () => this.step(-1));
    this.element = html("div", { class: "ca-search" }, this.field, before,
      button("›", "Next match", () => this.step(1)), this.count);
  }

  look() {
    const { diagram } = this;
    const standing = matches(diagram.model.layers, this.field.value).map((layer) => diagram.standFor(layer.id));
    this.found = [...new Set(standing)].filter((id) => id !== null);
    this.at = -1;
    diagram.hits = new Set(this.found);
    diagram.highlight();
    this.tell();
  }

  tell() {
    const { found: { length }, at, field } = this;
    this.count.textContent = field.value ? [...(at < 0 ? [] : [at + 1]), length].join(" / ") : "";
    if (field.value && at < 0) this.diagram.changed(`${length} ${say(length === 1 ? "match" : "matches")}`);
  }

  step(by) {
    if (!this.found.length) return;
    const count = this.found.length;
    this.at = this.at < 0 && by < 0 ? count - 1 : (this.at + by + count) % count;
    this.diagram.show(this.found[this.at]);
    this.tell();
  }

  onKey(event) {
    if (event.key === "Enter") this.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") this.field.value = "";
    else return;
    event.preventDefault();
    if (event.key === "Escape") this.look();
  }
}
