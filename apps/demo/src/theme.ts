import { computed, effect, signal } from "@preact/signals";
import { store, stored } from "./settings.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const chosen = stored("theme") as Theme | undefined;

export const theme = signal<Theme>(chosen && THEMES.includes(chosen) ? chosen : "auto");

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  store("theme", theme.value);
});

const darkQuery = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(darkQuery.matches);
darkQuery.addEventListener("change", ({ matches }) => {
  systemIsDark.value = matches;
});

/** Changes with the colours of the page: what is drawn on a canvas has to be drawn again. */
export const colourScheme = computed(() => `${theme.value} ${systemIsDark.value}`);
