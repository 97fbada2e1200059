import type { ChatTurn } from "@engram/generation";
import { signal } from "@preact/signals";
import { proxy, transfer } from "comlink";
import { messageOf } from "../../message-of.ts";
import { writingDesk } from "./writing-desk.ts";
import { conversationOptions } from "./writing-settings.ts";

export const turns = signal<readonly ChatTurn[]>([]);

/** What was said and is being answered, with the reply so far. */
export const turnUnderWay = signal<{ readonly said: string; readonly reply: string } | undefined>(undefined);

/** The message box. */
export const message = signal("");

/** What happened to the conversation, other than a reply. */
export type ChatNotice = "stopped" | "anew" | "restored";
export const notice = signal<ChatNotice | undefined>(undefined);
export const chatProblem = signal<string | undefined>(undefined);

/** Says what stands in the message box. Where the turn is stopped or fails, it stands there again. */
export async function say(): Promise<void> {
  const said = message.value;
  if (said.trim() === "" || turnUnderWay.value !== undefined) return;
  message.value = "";
  turnUnderWay.value = { said, reply: "" };
  await attempt(
    async () => {
      const desk = await writingDesk();
      const take = proxy((piece: string) => {
        const { value } = turnUnderWay;
        if (value !== undefined) turnUnderWay.value = { ...value, reply: value.reply + piece };
      });
      const { transcript, isStopped } = await desk.chat(said, conversationOptions(), take);
      const isAnew = transcript.length < turns.value.length + (isStopped ? 0 : 2);
      turns.value = transcript;
      notice.value = isAnew ? "anew" : isStopped ? "stopped" : undefined;
      if (isStopped) giveBack(said);
    },
    () => giveBack(said),
  );
  turnUnderWay.value = undefined;
}

/** Stops the reply under way. */
export async function stopReply(): Promise<void> {
  await (await writingDesk()).stop("chat");
}

/** Forgets the conversation. */
export function forget(): Promise<void> {
  return attempt(async () => {
    await (await writingDesk()).clearChat();
    turns.value = [];
    notice.value = undefined;
  });
}

/** The conversation's memory as a file's bytes; `undefined` when that did not work. */
export async function saveMemory(): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array | undefined;
  await attempt(async () => {
    bytes = await (await writingDesk()).saveChat();
  });
  return bytes;
}

/** Goes on with a conversation that was saved; what is wrong with the file goes to `chatProblem`. */
export function openMemory(file: File): Promise<void> {
  return attempt(async () => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const desk = await writingDesk();
    turns.value = await desk.restoreChat(transfer(bytes, [bytes.buffer]), conversationOptions());
    notice.value = "restored";
  });
}

/** Takes over what the worker remembers: nothing, when the model is another one. */
export async function followModel(): Promise<void> {
  const transcript = await (await writingDesk()).transcript();
  if (turnUnderWay.value !== undefined) return;
  if (transcript.length < turns.value.length) notice.value = "anew";
  turns.value = transcript;
}

function giveBack(said: string): void {
  if (message.value === "") message.value = said;
}

async function attempt(action: () => Promise<void>, onFailure: () => void = () => {}): Promise<void> {
  chatProblem.value = undefined;
  try {
    await action();
  } catch (error) {
    chatProblem.value = messageOf(error);
    onFailure();
  }
}
