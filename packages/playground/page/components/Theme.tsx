/** The switch between light and dark. Until it is used, the page follows the system. */
import { useState } from "preact/hooks";

type Theme = "light" | "dark";

const STORED = "playground-theme";

const isTheme = (value: string | null | undefined): value is Theme => value === "light" || value === "dark";

function apply(theme: Theme): Theme {
  document.documentElement.dataset.theme = theme;
  return theme;
}

function initialTheme(): Theme {
  const stored = localStorage.getItem(STORED);
  if (isTheme(stored)) return apply(stored);
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function ThemeSwitch() {
  const [theme, setTheme] = useState(initialTheme);
  const toggle = () => {
    const next = apply(theme === "dark" ? "light" : "dark");
    localStorage.setItem(STORED, next);
    setTheme(next);
  };
  return (
    <button type="button" class="quiet theme" role="switch" aria-checked={theme === "dark"} onClick={toggle}>
      <span aria-hidden="true">{theme === "dark" ? "☾" : "☀"}</span> <span class="wide">Dark theme</span>
    </button>
  );
}
