// Adds numbers to a list that a file keeps, one a save, and prints each when it is safe: PATH NAME COUNT BYTES
import { fileFeedback } from "../../src/node/file-feedback.ts";

interface Kept {
  readonly padding: string;
  readonly numbers: readonly string[];
}

const [path, name, count, bytes] = process.argv.slice(2);
const store = fileFeedback(path);
async function save() {
  for (let number = 0; number < Number(count); number++) {
    await store.update((stored) => ({
      padding: "x".repeat(Number(bytes)),
      numbers: [...((stored as Kept | undefined)?.numbers ?? []), `${name}${number}`],
    }));
    process.stdout.write(`${name}${number}\n`);
  }
}
void save();
