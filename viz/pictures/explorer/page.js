// The switch between light and dark of a page that is ours alone; other pages have their own.

import { button } from "./elements.js";

/** A button that turns the page dark or light. */
export function themeSwitch() {
  const root = document.documentElement;
  const isDark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme:dark)").matches ? "dark" : "light")) === "dark";
  const turn = () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    tell();
  };
  const element = button("Dark", "", turn);
  const tell = () => element.setAttribute("aria-pressed", String(isDark()));
  tell();
  return element;
}
