import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { ChatSession, type ChatTurnMarkers } from "@engram/generation";
import { loadMemoryFile, saveMemoryFile } from "@engram/generation/node";
import type { Command } from "commander";
import { loadModel } from "../load-model.ts";
import { wholeNumber } from "../parse-argument.ts";
import {
  addCacheFlags,
  addSamplingFlags,
  type CacheFlags,
  cacheOptions,
  type SamplingFlags,
  samplingOptions,
} from "../sampling-flags.ts";
import { startBackend } from "../start-backend.ts";

interface ChatFlags extends SamplingFlags, CacheFlags {
  memory?: string;
  tokens: number;
  user: string;
  assistant: string;
}

const HELP = "Type a message; /clear forgets, /save FILE keeps the memory, /quit or Ctrl-D ends.";

/** `engram-lm chat`: a conversation whose memory is the LSTM's state. */
export function addChatCommand(program: Command): void {
  const command = program
    .command("chat")
    .description("talk with a model; it remembers the conversation in its state")
    .argument("<directory>", "folder or zip file of a model")
    .option("--memory <file>", "go on from this memory if it is there, and save it there at the end")
    .option("-n, --tokens <n>", "tokens of a reply at most", wholeNumber(1), 200)
    .option("--user <marker>", "what stands before your messages in the training text", "User: ")
    .option("--assistant <marker>", "what stands before the replies in the training text", "Assistant: ");
  addCacheFlags(addSamplingFlags(command));
  command
    .addHelpText(
      "after",
      `
Examples:
  $ engram-lm chat runs/chats --memory alice.memory
  $ echo "Good morning" | engram-lm chat runs/chats --seed 3`,
    )
    .action(async (directory: string, flags: ChatFlags) => {
      await startBackend(program.opts().backend);
      const { model, tokenizer } = await loadModel(directory);
      const markers: Partial<ChatTurnMarkers> = { userPrefix: flags.user, assistantPrefix: flags.assistant };
      const cache = cacheOptions(flags);
      const session = new ChatSession(model, tokenizer, {
        ...samplingOptions(flags),
        maxTokens: flags.tokens,
        markers,
        ...(cache && { cache }),
      });
      if (flags.memory !== undefined && existsSync(flags.memory)) {
        await loadMemoryFile(flags.memory, session);
        console.error(`memory restored: ${session.transcript.length / 2} turns`);
      }
      await converse(session);
      if (flags.memory !== undefined) await saveMemoryFile(flags.memory, session);
      session.dispose();
    });
}

/** Reads messages until the input ends; each reply is printed as it is made, and Ctrl-C ends the reply alone. */
async function converse(session: ChatSession): Promise<void> {
  const terminal = process.stdin.isTTY === true;
  const lines = createInterface({ input: process.stdin, output: process.stdout, terminal, prompt: "> " });
  let reply: AbortController | undefined;
  lines.on("SIGINT", () => (reply === undefined ? lines.close() : reply.abort(new Error("interrupted"))));
  if (terminal) {
    console.error(HELP);
    lines.prompt();
  }
  for await (const line of lines) {
    const message = line.trim();
    if (message === "/quit") break;
    if (message === "/clear") session.clear();
    else if (message.startsWith("/save "))
      await saveMemoryFile(message.slice("/save ".length).trim(), session);
    else if (message.startsWith("/")) console.error(HELP);
    else if (message !== "") {
      reply = new AbortController();
      try {
        for await (const piece of session.stream(message, { signal: reply.signal }))
          process.stdout.write(piece);
      } catch (error) {
        if (!reply.signal.aborted) throw error;
      }
      reply = undefined;
      process.stdout.write("\n");
    }
    if (terminal) lines.prompt();
  }
  lines.close();
}
