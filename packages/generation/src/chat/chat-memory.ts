import type { NamedArray } from "@engram/lstm-core";
import type { RandomPosition } from "@engram/random";
import type { NeuralCacheContent } from "../cache/neural-cache.ts";

/** One turn of a conversation. */
export interface ChatTurn {
  readonly role: "user" | "assistant";
  readonly text: string;
}

/** Everything that a conversation needs to go on exactly where it stood. */
export interface ChatMemory {
  /** The arrays of the state, as lstm-core's `stateToArrays` names them; undefined when nothing was read. */
  readonly state: Readonly<Record<string, NamedArray>> | undefined;
  /** The cache's content, where there is a cache. */
  readonly cache: NeuralCacheContent | undefined;
  readonly random: RandomPosition;
  readonly transcript: readonly ChatTurn[];
}
