import { ChatLog } from "./chat-log.tsx";
import { ChatMemory } from "./chat-memory.tsx";
import { chatProblem, message, notice, say, stopReply, turnUnderWay } from "./conversation.ts";
import { messages } from "./messages.ts";
import { TurnFormChoice } from "./turn-form-choice.tsx";

/** A conversation with the model. */
export function Chat() {
  const text = messages();
  const isReplying = turnUnderWay.value !== undefined;
  return (
    <section class="sheet chat-sheet" aria-labelledby="chat-heading" data-testid="chat">
      <h2 id="chat-heading">{text.chat}</h2>
      <p class="quiet">{text.chatHint}</p>
      <ChatLog />
      <form
        class="message"
        onSubmit={(event) => {
          event.preventDefault();
          void say();
        }}
      >
        <label class="field">
          {text.message}
          <textarea
            rows={2}
            value={message.value}
            data-testid="chat-message"
            aria-describedby="message-keys"
            onInput={({ currentTarget }) => {
              message.value = currentTarget.value;
            }}
            onKeyDown={(event) => {
              const { key, shiftKey, isComposing, keyCode } = event;
              if (key !== "Enter" || shiftKey || isComposing || keyCode === 229) return;
              event.preventDefault();
              void say();
            }}
          />
        </label>
        <p class="quiet keys" id="message-keys">
          {text.messageKeys}
        </p>
        <div class="row">
          <button
            type="submit"
            class="primary"
            data-testid="chat-send"
            disabled={isReplying || message.value.trim() === ""}
          >
            {text.send}
          </button>
          <button
            type="button"
            data-testid="chat-stop"
            disabled={!isReplying}
            onClick={() => void stopReply()}
          >
            {text.stop}
          </button>
        </div>
      </form>
      <p role="status" class="quiet" data-testid="chat-notice">
        {notice.value !== undefined && text.notices[notice.value]}
      </p>
      {chatProblem.value !== undefined && (
        <p class="problem" role="alert">
          {text.failed(chatProblem.value)}
        </p>
      )}
      <ChatMemory />
      <TurnFormChoice />
    </section>
  );
}
