import type { Model } from "./model.ts";

/** What a model card tells: enough to make the model again. */
export interface ModelCardFacts {
  readonly title: string;
  readonly model: Model;
  /** The files that it was trained on. */
  readonly data: readonly { readonly name: string; readonly sha256: string; readonly bytes?: number }[];
  /** The command that trained it. */
  readonly command: string;
  readonly seed: number;
  /** Measured results, by what they measure. */
  readonly numbers: Readonly<Record<string, number | string>>;
}

/** A model card in Markdown: data with their hashes, command, seed, architecture and numbers. */
export function modelCard({ title, model, data, command, seed, numbers }: ModelCardFacts): string {
  const { vocabularySize, embeddingSize, hiddenSizes } = model.config;
  const count = Object.values(model.parameters).reduce((sum, { size }) => sum + size, 0);
  const kind =
    "classes" in model.config ? `sequence classifier, ${model.config.classes} classes` : "language model";
  const architecture = {
    kind,
    vocabulary: vocabularySize,
    embedding: embeddingSize ?? "one-hot",
    "LSTM layers": hiddenSizes.join(", "),
    parameters: count,
    seed,
  };
  const files = data.map(({ name, sha256, bytes }) => [name, sha256, bytes ?? ""]);
  return `${[
    "---\nlibrary_name: engram\n---",
    `# ${oneLine(title)}`,
    table(["model", ""], Object.entries(architecture)),
    `## Data\n\n${table(["file", "sha256", "bytes"], files)}`,
    `## Command\n\n${fenced(command)}`,
    `## Numbers\n\n${table(["measure", "value"], Object.entries(numbers))}`,
  ].join("\n\n")}\n`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Names of files are anybody's text: none may end its cell. */
function cell(text: string | number): string {
  return oneLine(String(text)).replaceAll("|", "\\|");
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${text}\n${fence}`;
}
