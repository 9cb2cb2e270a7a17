// What is ours in a page, as it is painted there: pictures, explorers, tables. Evaluated in every frame of a page.

() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const round = (value) => Math.round(value * 10) / 10;
  const style = (element) => getComputedStyle(element);
  const around = (element) => (element ? [element, ...around(element.parentElement)] : []);
  const every = (path) => [...document.querySelectorAll(path)].filter((element) => element.checkVisibility());

  /** Red, green, blue, opacity, each from 0 to 1, of any colour that CSS can write. */
  const channels = (colour) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = colour;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data].map((value) => value / 255);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((value, i) => value * a + below[i] * (1 - a));
  const canvas = () => {
    const sheet = document.body.appendChild(document.createElement("div"));
    sheet.style.background = "Canvas";
    const colour = channels(style(sheet).backgroundColor);
    sheet.remove();
    return colour;
  };
  const behind = (element) =>
    around(element).reduceRight((below, each) => over(channels(style(each).backgroundColor), below), canvas());
  const bright = (colour) =>
    colour.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (element) => {
    const ground = behind(element);
    const [r, g, b, a] = channels(style(element).color);
    const opacity = around(element).reduce((product, each) => product * style(each).opacity, a);
    const [low, high] = [ground, over([r, g, b, opacity], ground)].map(bright).sort((one, other) => one - other);
    return (high + 0.05) / (low + 0.05);
  };

  /** Pixels of a box that nothing shows: past the window's sides, past what hides, and past the sides of what scrolls. */
  const cut = (element) => {
    const box = element.getBoundingClientRect();
    const outside = [-box.left, box.right - document.documentElement.clientWidth];
    let scrolls = false; // what stands in something that scrolls is out of sight for a while only
    for (const each of around(element.parentElement)) {
      const { overflowX, overflowY } = style(each);
      const room = each.getBoundingClientRect();
      if (overflowX !== "visible") outside.push(room.left - box.left, box.right - room.right);
      scrolls ||= /auto|scroll/.test(overflowY) || each === document.body;
      if (overflowY !== "visible" && !scrolls) outside.push(room.top - box.top, box.bottom - room.bottom);
    }
    return round(Math.max(0, ...outside));
  };
  const size = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return { width: round(width), height: round(height), cut: cut(element) };
  };

  const picture = (image) => {
    const { paddingTop, paddingRight, paddingBottom, paddingLeft } = style(image);
    const width = image.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    const height = image.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
    const stretched = width / height / (image.naturalWidth / image.naturalHeight);
    return { ...size(image), stretched: round(stretched * 100), said: image.alt };
  };

  /** How far boxes of an explorer stand out of its stage. */
  const explorer = (element) => {
    const stage = element.querySelector(".stage");
    const room = stage.getBoundingClientRect();
    const boxes = [...stage.querySelectorAll(".n")].map((box) => box.getBoundingClientRect());
    const past = boxes.flatMap((box) =>
      [room.left - box.left, box.right - room.right, room.top - box.top, box.bottom - room.bottom]);
    return { ...size(stage), boxes: boxes.length, past: round(Math.max(...past)), zoom: element.diagram.viewport.zoom };
  };

  const textBox = (cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    const boxes = [...range.getClientRects()].filter((box) => box.width);
    return { left: Math.min(...boxes.map((box) => box.left)), right: Math.max(...boxes.map((box) => box.right)) };
  };
  const spread = (values) => (values.length ? round(Math.max(...values) - Math.min(...values)) : 0);

  /** How far the edges of the cells of a column, and of the texts in them, are apart. */
  const column = (cells, number) => {
    const told = cells.filter((cell) => cell.textContent.trim());
    const side = told.length && /right|end/.test(style(told.at(-1)).textAlign) ? "right" : "left";
    const boxes = cells.map((cell) => cell.getBoundingClientRect());
    const apart = ["left", "right"].map((edge) => spread(boxes.map((box) => box[edge])));
    return { cells: Math.max(...apart), texts: number ? spread(told.map((cell) => textBox(cell)[side])) : 0, side };
  };
  const table = (element) => {
    const rows = [...element.rows].map((row) => [...row.cells]);
    const cells = rows.flat().filter((cell) => cell.textContent.trim());
    const least = [...cells, ...element.querySelectorAll("caption, button")].map(contrast);
    return {
      ...size(element),
      contrast: round(Math.min(...least)),
      columns: rows[0].map((_, number) => column(rows.map((row) => row[number]).filter(Boolean), number)),
      names: rows.filter(([cell]) => cell?.textContent.trim()).map(([cell]) => [cell.textContent, round(textBox(cell).left)]),
    };
  };

  return {
    pages: [{ isDark: bright(behind(document.body)) < 0.2 }],
    frames: every("iframe").map(size),
    pictures: every("img.convatlas-picture, img.architecture-diagram").map(picture),
    explorers: every("architecture-diagram[data-live]").map(explorer),
    tables: every("table:has(th[scope=row])").filter((each) => !each.closest("architecture-diagram")).map(table),
    rows: every("architecture-diagram .rows table").map(table),
  };
}
