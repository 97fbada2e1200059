import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

/** A file that a log is appended to between `open` and `close`; errors name the log's function and the file. */
export class LogFile {
  private readonly owner: string;
  private path = "";
  private handle: FileHandle | undefined;

  constructor(owner: string) {
    this.owner = owner;
  }

  /**
   * @param flag "w" begins the file anew, "a" goes on with it.
   * @param prepare what is to be done with the file before, once its folder is there.
   */
  async open(
    path: string,
    { flag = "a", prepare }: { flag?: "a" | "w"; prepare?: () => Promise<void> } = {},
  ): Promise<void> {
    await this.close();
    this.path = path;
    await this.named(async () => {
      await mkdir(dirname(path), { recursive: true });
      await prepare?.();
      this.handle = await open(path, flag);
    });
  }

  /** Hands the data to the system at once, so that a killed process has logged what it did. */
  async append(data: string | Uint8Array): Promise<void> {
    await this.named(async () => this.handle?.appendFile(data));
  }

  async close(): Promise<void> {
    const { handle } = this;
    this.handle = undefined;
    await handle?.close();
  }

  private async named(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      const { message } = cause as Error;
      throw new Error(`${this.owner}: expected to write ${this.path}, got ${message}`, { cause });
    }
  }
}
