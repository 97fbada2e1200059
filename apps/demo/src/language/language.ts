import { effect, signal } from "@preact/signals";
import { store, stored } from "../settings.ts";

export const LANGUAGES = { en: "English", zh: "中文" } as const;
export type Language = keyof typeof LANGUAGES;

/** What the browser asks for, unless another was chosen here before. */
function firstLanguage(): Language {
  const chosen = stored("language");
  if (chosen !== undefined && chosen in LANGUAGES) return chosen as Language;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The language of the page. */
export const language = signal<Language>(firstLanguage());

effect(() => {
  document.documentElement.lang = language.value === "zh" ? "zh-Hans" : "en";
  store("language", language.value);
});

/**
 * The texts of a room in every language; calling it gives those of today's, and makes the component that calls it
 * follow a change.
 */
export function defineMessages<Messages>(en: Messages, zh: NoInfer<Messages>): () => Messages {
  return () => ({ en, zh })[language.value];
}

/** A number as the language writes it. */
export function formatNumber(value: number, digits = 0): string {
  return new Intl.NumberFormat(language.value, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** Seconds as minutes and seconds: "2:05". */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
