// Pan and zoom of a stage: drag, pinch, Ctrl and wheel; a plain wheel and a finger along the page stay the page's.

const LEAST = 0.04;
const MOST = 4;
const LEGIBLE = 0.75; // text is not made smaller than this at the start
const AROUND = 20; // room around what is shown
const STILL = 4; // pixels that a pointer may move in a click

/** Where a stage looks at its world, whose size is given anew with every layout. */
export class Viewport {
  constructor(stage, world, sideways) {
    Object.assign(this, { stage, world, sideways, x: 0, y: 0, zoom: 1, size: [1, 1], pointers: new Map(), moved: 0 });
    stage.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.onDown(event));
    stage.addEventListener("pointermove", (event) => this.onMove(event));
    for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, (event) => this.onUp(event));
    new ResizeObserver(() => this.resize()).observe(stage);
  }

  /** Whether the last press was a drag. */
  get dragged() {
    return this.moved > STILL;
  }

  get isZoomed() {
    return this.zoom > this.least;
  }

  /** Fit anew if the reader has moved nothing, or if nothing could be seen when it was fitted: cells and tabs open later. */
  resize() {
    if (this.fitted || !this.wide) this.fit(this.isLegible);
  }

  apply() {
    this.wide = this.stage.clientWidth;
    this.fitted = false;
    this.stage.style.touchAction = this.isZoomed ? "none" : ""; // once zoomed, one finger moves the diagram, else the page
    const place = [this.x, this.y].map((value) => Math.round(value * 10) / 10).join(" ");
    this.world.setAttribute("transform", `translate(${place}) scale(${Math.round(this.zoom * 1e4) / 1e4})`);
  }

  /** Show everything, or as much as can be read, from the start of the network on. */
  fit(isLegible = false) {
    const { clientWidth: wide, clientHeight: high } = this.stage;
    const [width, height] = this.size;
    const whole = Math.min((wide - 2 * AROUND) / width, (high - 2 * AROUND) / height, 1);
    this.zoom = Math.max(whole, isLegible ? LEGIBLE : LEAST);
    const [x, y] = [(wide - width * this.zoom) / 2, (high - height * this.zoom) / 2];
    this.x = this.sideways ? Math.max(AROUND, x) : x;
    this.y = this.sideways ? y : Math.max(AROUND, y);
    Object.assign(this, { least: this.zoom, isLegible });
    this.apply();
    this.fitted = true;
  }

  /** Zoom by a factor around a point of the stage, its middle where none is given. */
  zoomBy(factor, [x, y] = [this.stage.clientWidth / 2, this.stage.clientHeight / 2]) {
    const zoom = Math.min(MOST, Math.max(LEAST, this.zoom * factor));
    this.x = x - ((x - this.x) * zoom) / this.zoom;
    this.y = y - ((y - this.y) * zoom) / this.zoom;
    this.zoom = zoom;
    this.apply();
  }

  /** Move as little as it takes to see a box, of one larger than the stage its beginning. */
  reveal({ x, y, width, height }) {
    const { clientWidth: wide, clientHeight: high } = this.stage;
    this.x += shift(this.x + x * this.zoom, width * this.zoom, wide);
    this.y += shift(this.y + y * this.zoom, height * this.zoom, high);
    this.apply();
  }

  /** Keep a place of the world where it is on the screen while the layout around it changes. */
  hold(before, after) {
    this.x += (before.x - after.x) * this.zoom;
    this.y += (before.y - after.y) * this.zoom;
    this.apply();
  }

  point(event) {
    const { left, top } = this.stage.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  onWheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.zoomBy(Math.exp(-event.deltaY / 300), this.point(event));
  }

  onDown(event) {
    if (event.button) return;
    this.moved = 0;
    this.pointers.set(event.pointerId, this.point(event));
  }

  onMove(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    const now = this.point(event);
    const before = [...this.pointers.values()];
    this.pointers.set(event.pointerId, now);
    const isPages = event.pointerType === "touch" && before.length === 1 && !this.isZoomed;
    const way = [now[0] - last[0], isPages ? 0 : now[1] - last[1]];
    this.moved += Math.hypot(...way);
    if (before.length === 2) this.pinch(before, [...this.pointers.values()]);
    else if (this.dragged) this.drag(event, way);
  }

  drag(event, [x, y]) {
    this.stage.setPointerCapture(event.pointerId);
    this.x += x;
    this.y += y;
    this.apply();
  }

  pinch(before, now) {
    const spread = ([[x, y], [u, v]]) => Math.hypot(x - u, y - v) || 1;
    const middle = ([[x, y], [u, v]]) => [(x + u) / 2, (y + v) / 2];
    this.zoomBy(spread(now) / spread(before), middle(now));
    this.x += middle(now)[0] - middle(before)[0];
    this.y += middle(now)[1] - middle(before)[1];
    this.apply();
  }

  onUp(event) {
    this.pointers.delete(event.pointerId);
  }
}

function shift(start, length, room) {
  const end = start + length;
  if (length + 2 * AROUND > room || start < AROUND) return start < AROUND || end > room ? AROUND - start : 0;
  return end > room - AROUND ? room - AROUND - end : 0;
}
