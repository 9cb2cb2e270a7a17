// The diagram as it is shown, as an SVG file of its own.

import { html, svg } from "./elements.js";

const MARGIN = 28;
// What XML forbids, steers a terminal, turns the direction of reading or hides a text.
const MEANT = /(?!\n)[\p{Cc}\p{Cs}\p{Bidi_C}\u200b\u2028\u2029\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0001}-\u{e007f}]/gu;
const KEPT = ["fill", "stroke", "stroke-width", "font-family", "font-size", "font-weight"];

/** Save what a diagram shows as an SVG file, in the colours that it has now. */
export function saveSvg(diagram) {
  const url = URL.createObjectURL(new Blob([svgText(diagram)], { type: "image/svg+xml" }));
  html("a", { href: url, download: `${diagram.model.name.replace(/[^\w.-]+/g, "_")}.svg` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** The SVG text of what a diagram shows. */
export function svgText({ canvas, model, viewport, stage }) {
  const copy = canvas.cloneNode(true);
  const [width, height] = viewport.size.map((side) => Math.ceil(side) + 2 * MARGIN);
  const size = { width, height, viewBox: `${-MARGIN} ${-MARGIN} ${width} ${height}` };
  for (const [name, value] of Object.entries({ ...size, role: "img", "aria-label": `${model.name}, ${model.totals}` })) {
    copy.setAttribute(name, value);
  }
  keepStyles(canvas, copy);
  const fill = getComputedStyle(stage).backgroundColor;
  copy.prepend(svg("rect", { x: -MARGIN, y: -MARGIN, width, height, fill }));
  copy.querySelector("g").removeAttribute("transform");
  return new XMLSerializer().serializeToString(copy).replace(MEANT, "\ufffd");
}

/** Write the style that a page gives each element into the copy, which has no page. */
function keepStyles(from, to) {
  const originals = from.querySelectorAll("rect,path,text,circle");
  to.querySelectorAll("rect,path,text,circle").forEach((element, i) => {
    const style = getComputedStyle(originals[i]);
    for (const name of KEPT) element.setAttribute(name, style.getPropertyValue(name));
    element.removeAttribute("class");
  });
  for (const element of to.querySelectorAll(".n")) {
    for (const name of ["tabindex", "class", "style", "aria-expanded", "data-id"]) element.removeAttribute(name);
    element.setAttribute("role", "img");
  }
}
