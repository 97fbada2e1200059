import type { RandomPosition } from "@engram/random";
import type { ChatTurn } from "./chat-memory.ts";

/** @throws an Error when `json` is no position of a random generator. */
export function parseRandomPosition(json: string | undefined): RandomPosition {
  const value = parse("random", json);
  const { seed, stream, drawn } = isRecord(value) ? value : {};
  if (!isCount(seed) || !isCount(stream) || !isCount(drawn)) {
    throw new Error("restoreMemory: expected random to hold seed, stream and drawn, integers of 0 or more");
  }
  return { seed, stream, drawn };
}

/** @throws an Error when `json` is no list of turns. */
export function parseTranscript(json: string | undefined): ChatTurn[] {
  const value = parse("transcript", json);
  if (!Array.isArray(value)) throw new Error("restoreMemory: expected transcript to be a list of turns");
  return value.map((turn: unknown, index) => {
    const { role, text } = isRecord(turn) ? turn : {};
    if ((role !== "user" && role !== "assistant") || typeof text !== "string") {
      throw new Error(`restoreMemory: expected turn ${index} of transcript to hold a role and a text`);
    }
    return { role, text };
  });
}

function parse(name: string, json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "");
  } catch {
    throw new Error(`restoreMemory: expected ${name} to be JSON in the metadata`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
