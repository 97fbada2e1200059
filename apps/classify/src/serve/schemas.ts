import { z } from "zod";

export interface RequestLimits {
  /** UTF-16 units of a text. */
  readonly mostCharacters: number;
  /** Texts of a request. */
  readonly mostTexts: number;
}

/** What requests must be; the same schemas make the OpenAPI document. */
export function requestSchemas({ mostCharacters, mostTexts }: RequestLimits) {
  const text = z.string().max(mostCharacters);
  return {
    predict: z.strictObject({ text }),
    predictBatch: z.strictObject({ texts: z.array(text).min(1).max(mostTexts) }),
  };
}

export const predictionSchema = z.object({
  label: z.string().describe("the class that was chosen"),
  probability: z.number().min(0).max(1).describe("that of the label"),
  probabilities: z.record(z.string(), z.number()).describe("of every class"),
});

export const predictionsSchema = z.object({ predictions: z.array(predictionSchema) });

export const healthSchema = z.object({ status: z.enum(["ok", "stopping"]) });

export const problemSchema = z.object({ title: z.string(), status: z.int(), detail: z.string() });
