import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Implementation } from "../implementations/implementation.ts";
import type { Failure, Protocol } from "./protocol.ts";

/** Time for a child to end by itself before it is killed. */
const GRACE_MILLISECONDS = 2000;

interface Waiting {
  resolve(answer: unknown): void;
  reject(reason: Error): void;
}

/** A process that runs one implementation of one job and answers one request at a time. */
export class PeerProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly closed: Promise<void>;
  private waiting: Waiting | undefined;
  private ended: Error | undefined;
  private lastErrors = "";

  constructor({ command, environment }: Pick<Implementation, "command" | "environment">) {
    const [program, ...args] = command;
    this.child = spawn(program, args, { env: { ...process.env, ...environment } });
    this.child.stderr.on("data", (chunk: Buffer) => {
      this.lastErrors = (this.lastErrors + chunk.toString()).slice(-4000);
    });
    // It may be gone before it has read what it was told: its end says so.
    this.child.stdin.on("error", () => {});
    createInterface({ input: this.child.stdout }).on("line", (line) => this.hear(line));
    this.closed = new Promise((resolve) => {
      this.child.on("error", (error) => {
        this.end(`it did not start: ${error.message}`);
        resolve();
      });
      this.child.on("close", (code, signal) => {
        this.end(`it died (${signal ?? `exit code ${code}`})${lastWords(this.lastErrors)}`);
        resolve();
      });
    });
  }

  /**
   * Asks for something and waits for the answer.
   *
   * @param seconds how long to wait for it.
   * @throws when the child says that it cannot, dies, or does not answer in time; then it is ended.
   */
  async ask<Name extends keyof Protocol>(
    name: Name,
    request: Protocol[Name]["request"],
    seconds: number,
  ): Promise<Protocol[Name]["answer"]> {
    if (this.ended !== undefined) throw this.ended;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.waiting = { resolve: resolve as (answer: unknown) => void, reject };
        timer = setTimeout(() => reject(new Error(`no answer in ${seconds} s`)), seconds * 1000);
        this.child.stdin.write(`${JSON.stringify({ command: name, ...request })}\n`);
      });
    } catch (error) {
      this.ended ??= error as Error;
      this.child.kill("SIGKILL");
      throw error;
    } finally {
      clearTimeout(timer);
      this.waiting = undefined;
    }
  }

  /** Ends the process, by force where it does not end by itself. */
  async close(): Promise<void> {
    this.child.stdin.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), GRACE_MILLISECONDS);
    await this.closed;
    clearTimeout(timer);
  }

  /** Ends the process at once. */
  kill(): void {
    this.end("it was stopped");
    this.child.kill("SIGKILL");
  }

  /** Libraries print what they like: only objects are answers. */
  private hear(line: string): void {
    const answer = parseObject(line);
    if (answer === undefined || this.waiting === undefined) return;
    if (isFailure(answer)) this.waiting.reject(new Error(answer.error));
    else this.waiting.resolve(answer);
  }

  private end(reason: string): void {
    this.ended ??= new Error(reason);
    this.waiting?.reject(this.ended);
  }
}

function parseObject(line: string): object | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as object;
  } catch {
    return undefined;
  }
}

function isFailure(answer: object): answer is Failure {
  return "error" in answer && typeof answer.error === "string";
}

/** The last line that speaks of an error, else the last one: what runs a program may have the last word. */
function lastWords(text: string): string {
  const lines = text.split("\n").flatMap((line) => line.trim() || []);
  const line = lines.findLast((candidate) => /error/i.test(candidate)) ?? lines.at(-1) ?? "";
  return line === "" ? "" : `: ${line.slice(0, 200)}`;
}
