import { LanguageModel, modelFromFiles } from "@engram/lstm-core";
import { type Tokenizer, tokenizerFromJson } from "@engram/tokenizer";

/** A language model that can be written with. */
export interface OpenModel {
  readonly name: string;
  readonly model: LanguageModel;
  readonly tokenizer: Tokenizer;
  /** The model card that it came with. */
  readonly card?: string | undefined;
  /** Whether it is the one that is being trained here, whose weights change. */
  readonly isInTraining: boolean;
}

/** What the page tells of a model. */
export interface ModelFacts {
  /** Another number for each model that was put here. */
  readonly id: number;
  readonly name: string;
  readonly isInTraining: boolean;
  readonly tokenizer: Tokenizer["kind"];
  readonly vocabularySize: number;
  readonly hiddenSizes: readonly number[];
  readonly parameterCount: number;
}

/** Holds the one model that the rooms use. */
export class ModelShelf {
  private open: OpenModel | undefined;
  private id = 0;
  private readonly onChange: () => void;

  /** @param onChange told when another model is there. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  get current(): OpenModel | undefined {
    return this.open;
  }

  /** @throws Error when there is none yet. */
  require(): OpenModel {
    if (this.open === undefined) throw new Error("there is no model yet: train one, or open one");
    return this.open;
  }

  /** Takes another model; the one before it is freed, unless it belongs to a training. */
  put(next: OpenModel | undefined): void {
    const before = this.open;
    this.open = next;
    this.id++;
    if (before !== undefined && !before.isInTraining && before.model !== next?.model) before.model.dispose();
    this.onChange();
  }

  facts(): ModelFacts | undefined {
    if (this.open === undefined) return undefined;
    const { name, model, tokenizer, isInTraining } = this.open;
    return {
      id: this.id,
      name,
      isInTraining,
      tokenizer: tokenizer.kind,
      vocabularySize: tokenizer.vocabularySize,
      hiddenSizes: model.config.hiddenSizes,
      parameterCount: Object.values(model.parameters).reduce((sum, { size }) => sum + size, 0),
    };
  }
}

/**
 * A model from a model folder's files.
 *
 * @throws Error that names the file and what is wrong, or says that it is no language model.
 */
export function openModel(files: Readonly<Record<string, Uint8Array>>, name: string): OpenModel {
  const { model, tokenizerJson, card } = modelFromFiles(files);
  try {
    if (!(model instanceof LanguageModel))
      throw new Error(`${name} holds a classifier, not a language model`);
    if (tokenizerJson === undefined) throw new Error(`${name} has no tokenizer.json`);
    const tokenizer = tokenizerFromJson(tokenizerJson);
    if (tokenizer.vocabularySize !== model.config.vocabularySize) {
      const { vocabularySize } = model.config;
      throw new Error(
        `${name}: its tokenizer has ${tokenizer.vocabularySize} tokens, the model ${vocabularySize}`,
      );
    }
    return { name, model, tokenizer, card, isInTraining: false };
  } catch (error) {
    model.dispose();
    throw error;
  }
}
