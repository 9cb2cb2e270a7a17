// Make elements: texts become text nodes, never markup.

import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with attributes and children. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

/** An HTML element with attributes and children; attributes that are functions listen to the event they name. */
export function html(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

/** A button with a label, and a longer one for those who hear it or point at it. */
export function button(label, title, click, attributes = {}) {
  const named = title ? { title: say(title), "aria-label": say(title) } : {};
  return html("button", { type: "button", ...named, click, ...attributes }, say(label));
}
