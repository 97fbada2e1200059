import type { Random } from "@engram/random";
import type { Generation, StopReason } from "../generate-options.ts";
import type { GenerationTokenizer } from "./generation-model.ts";
import { StopMatcher } from "./stop-matcher.ts";
import { TokenHistory } from "./token-history.ts";

/** What ends a row. */
export interface RowLimits {
  readonly maxTokens: number;
  readonly stops: readonly string[];
  readonly stopTokenIds: readonly number[];
  /** Whether the probability of each token is wanted: a sum over the vocabulary. */
  readonly score: boolean;
}

/** One text in the making: its tokens, its random numbers, its text so far, and whether it has ended. */
export class Row {
  readonly random: Random;
  readonly history: TokenHistory;
  /** [N]: log p of each generated token, where scored. */
  readonly logProbabilities: number[] = [];
  /** [N]: how long the text was after each of them. */
  readonly textLengths: number[] = [];
  private readonly promptLength: number;
  private readonly limits: RowLimits;
  private readonly decoder: { push(tokenId: number): string; end(): string };
  private readonly matcher: StopMatcher;
  private written = "";
  private unread = "";
  private ended: StopReason | undefined;

  constructor(tokenizer: GenerationTokenizer, promptTokenIds: Int32Array, limits: RowLimits, random: Random) {
    this.random = random;
    this.history = new TokenHistory(promptTokenIds);
    this.promptLength = promptTokenIds.length;
    this.limits = limits;
    this.decoder = tokenizer.createDecoder();
    this.matcher = new StopMatcher(limits.stops);
    if (limits.maxTokens === 0) this.ended = "maxTokens";
  }

  get isScored(): boolean {
    return this.limits.score;
  }

  get stopReason(): StopReason | undefined {
    return this.ended;
  }

  /** The text so far, without what is held back. */
  get text(): string {
    return this.written;
  }

  /** The text since the last call. (Parts cut out of `text` would copy all of it for each token.) */
  takePiece(): string {
    const piece = this.unread;
    this.unread = "";
    return piece;
  }

  /** How many tokens were generated. */
  get length(): number {
    return this.history.length - this.promptLength;
  }

  get lastTokenId(): number {
    return this.history.tokenIds[this.history.length - 1];
  }

  /** A copy of the generated tokens. */
  get tokenIds(): Int32Array {
    return this.history.tokenIds.slice(this.promptLength, this.history.length);
  }

  /** Takes the next token; sets `stopReason` where it is the last. */
  push(tokenId: number, logProbability: number): void {
    this.history.push(tokenId);
    this.logProbabilities.push(logProbability);
    if (this.limits.stopTokenIds.includes(tokenId)) this.end("stopToken");
    else {
      this.write(this.decoder.push(tokenId));
      if (this.matcher.match !== undefined) this.ended = "stopString";
      else if (this.length >= this.limits.maxTokens) this.end("maxTokens");
    }
    this.textLengths.push(this.written.length);
  }

  /** Ends the row as if `maxTokens` were reached. */
  finish(): void {
    if (this.ended === undefined) this.end("maxTokens");
  }

  /** Ends the row, unless what its decoder held back completes a stop string. */
  private end(reason: StopReason): void {
    this.write(this.decoder.end());
    this.ended = this.matcher.match === undefined ? reason : "stopString";
    this.add(this.matcher.end());
  }

  private write(text: string): void {
    this.add(this.matcher.push(text));
  }

  private add(text: string): void {
    this.written += text;
    this.unread += text;
  }

  /** The finished text. */
  result(unknownPromptTokens: number): Generation {
    return {
      text: this.written,
      tokenIds: this.tokenIds,
      stopReason: this.ended ?? "maxTokens",
      unknownPromptTokens,
      ...(this.isScored && { meanLogProbability: mean(this.logProbabilities) }),
    };
  }
}

/** The mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
