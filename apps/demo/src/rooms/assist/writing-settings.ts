import { signal } from "@preact/signals";
import {
  type ConversationOptions,
  NEURAL_CACHE,
  type OfferOptions,
  type WriteOptions,
} from "../../worker/writing/writing-options.ts";
import { markers } from "./turn-forms.ts";

/** How the model chooses its words, for offers, long texts and replies alike. */
export interface WritingSettings {
  readonly temperature: number;
  readonly topP: number;
  /** 0 keeps all tokens. */
  readonly topK: number;
  readonly seed: number;
  /** How many offers, and where they end. */
  readonly count: number;
  readonly endAt: NonNullable<OfferOptions["endAt"]>;
  /** Most tokens of an offer, of a long text and of a reply. */
  readonly offerTokens: number;
  readonly writeTokens: number;
  readonly replyTokens: number;
  readonly usesCache: boolean;
}

export const settings = signal<WritingSettings>({
  temperature: 0.7,
  topP: 0.95,
  topK: 0,
  seed: 0,
  count: 3,
  endAt: "word",
  offerTokens: 32,
  writeTokens: 400,
  replyTokens: 300,
  usesCache: false,
});

/** Changes some of the settings. */
export function changeSettings(changes: Partial<WritingSettings>): void {
  settings.value = { ...settings.value, ...changes };
}

/** Seeds of nine digits: enough of them, and short enough to be passed on by word of mouth. */
export function throwDice(): number {
  return Math.floor(Math.random() * 1_000_000_000);
}

/** The settings as options of `complete`. */
export function offerOptions(): OfferOptions {
  const { count, endAt, offerTokens: maxTokens } = settings.value;
  return { ...sampling(), count, endAt, maxTokens };
}

/** The settings as options of `generate`. */
export function writeOptions(): WriteOptions {
  return { ...sampling(), maxTokens: settings.value.writeTokens };
}

/** The settings as options of `ChatSession`. */
export function conversationOptions(): ConversationOptions {
  return { ...sampling(), maxTokens: settings.value.replyTokens, markers: markers.value };
}

function sampling() {
  const { temperature, topP, topK, seed, usesCache } = settings.value;
  return { temperature, topP, topK, seed, ...(usesCache && { cache: NEURAL_CACHE }) };
}
