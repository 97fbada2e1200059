/** The text around the turns of a conversation: what the model saw in training, or close to it. */
export interface ChatTurnMarkers {
  /** Before the user's message. Default "User: ". */
  readonly userPrefix: string;
  /** After it. Default "\n". */
  readonly userSuffix: string;
  /** Before the reply. Default "Assistant: ". */
  readonly assistantPrefix: string;
  /** After the reply: its first occurrence ends it. Default "\n". */
  readonly assistantSuffix: string;
}

export const DEFAULT_TURN_MARKERS: ChatTurnMarkers = {
  userPrefix: "User: ",
  userSuffix: "\n",
  assistantPrefix: "Assistant: ",
  assistantSuffix: "\n",
};
