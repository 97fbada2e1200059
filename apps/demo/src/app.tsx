import type { ComponentType } from "preact";
import { LANGUAGES, type Language, language } from "./language/language.ts";
import { messages } from "./messages.ts";
import { AssistRoom } from "./rooms/assist/assist-room.tsx";
import { JudgeRoom } from "./rooms/judge/judge-room.tsx";
import { RememberRoom } from "./rooms/remember/remember-room.tsx";
import { SpeedRoom } from "./rooms/speed/speed-room.tsx";
import { WriteRoom } from "./rooms/write/write-room.tsx";
import { ROOMS, type Room, room } from "./router.ts";
import { facts, news, startFailure } from "./studio/studio.ts";
import { THEMES, type Theme, theme } from "./theme.ts";

const rooms: Readonly<Record<Room, ComponentType>> = {
  write: WriteRoom,
  remember: RememberRoom,
  assist: AssistRoom,
  judge: JudgeRoom,
  speed: SpeedRoom,
};

/** The whole page: its head, the rooms, and what runs at its foot. */
export function App() {
  const text = messages();
  const Current = rooms[room.value];
  return (
    <>
      <a class="skip" href="#content">
        {text.skip}
      </a>
      <header class="page-head">
        <div>
          <h1>Engram</h1>
          <p>{text.tagline}</p>
        </div>
        <Settings />
      </header>
      <nav class="rooms" aria-label={text.roomsLabel}>
        {ROOMS.map((name) => (
          <a key={name} href={`#${name}`} aria-current={room.value === name ? "page" : undefined}>
            {text.rooms[name]}
          </a>
        ))}
      </nav>
      <main id="content" tabIndex={-1}>
        <Current />
      </main>
      <Status />
    </>
  );
}

function Settings() {
  const text = messages();
  return (
    <div class="settings">
      <label>
        <span>{text.language}</span>
        <select
          value={language.value}
          onChange={({ currentTarget }) => {
            language.value = currentTarget.value as Language;
          }}
        >
          {Object.entries(LANGUAGES).map(([name, label]) => (
            <option key={name} value={name} lang={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{text.theme}</span>
        <select
          value={theme.value}
          onChange={({ currentTarget }) => {
            theme.value = currentTarget.value as Theme;
          }}
        >
          {THEMES.map((name) => (
            <option key={name} value={name}>
              {text.themes[name]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

/** What runs, at the foot of the page. */
function Status() {
  const text = messages();
  const { value: what } = facts;
  const { value: failure } = startFailure;
  if (failure !== undefined) {
    return (
      <footer class="status">
        <p class="problem" role="alert">
          {text.startFailed(failure)}
        </p>
      </footer>
    );
  }
  return (
    <footer class="status" data-testid="status">
      <p>{what === undefined ? text.starting : what.runs}</p>
      <p>{news.value.model === undefined ? text.noModel : text.model(news.value.model.name)}</p>
      {what?.isIsolated === false && <p data-testid="not-isolated">{text.notIsolated}</p>}
      {what?.notRestored !== undefined && (
        <p class="problem" role="alert" data-testid="not-restored">
          {text.notRestored(what.notRestored)}
        </p>
      )}
      {what?.keepsNothing !== undefined && <p>{text.keepsNothing(what.keepsNothing)}</p>}
    </footer>
  );
}
