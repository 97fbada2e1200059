import { ASKED_LABEL, type Task } from "../../worker/judge/judgement.ts";
import { deciding, judged, task, type Word } from "./judge-state.ts";
import { messages } from "./messages.ts";
import { formatSigned } from "./numbers.ts";
import { toneOf } from "./verdict.tsx";

/** Log-odds that have the strongest colour, at least: beside a word that decides all, others still count. */
const FULL_COLOUR = 1.5;

/** A word is marked that has so much of it. */
const LEAST_SHARE = 0.2;

/** Percent of the tone in the strongest colour: ink stays readable on it. */
const MOST_TONE = 45;

/** Characters that nothing is marked in, and that are shown before and after a gap. */
const LONG_PIECE = 3000;
const SHOWN_OF_LONG = 1000;

const MOST_ROWS = 8;

/** The text with the words marked that decided. */
export function DecidingWords() {
  const text = messages();
  const { value: explained } = deciding;
  const isBehind = judged.value !== undefined && explained?.text !== judged.value.text;
  return (
    <section class="sheet wide" aria-labelledby="deciding-heading" aria-busy={isBehind}>
      <h2 id="deciding-heading">{text.deciding}</h2>
      <p class="quiet">{text.decidingHint}</p>
      {isBehind && <p class="quiet soon">{text.explaining}</p>}
      {explained !== undefined && explained.answer.length > 0 && (
        <Explained asked={task.value} original={explained.text} words={explained.answer} />
      )}
    </section>
  );
}

function Explained({
  asked,
  original,
  words,
}: {
  readonly asked: Task;
  readonly original: string;
  readonly words: readonly Word[];
}) {
  const text = messages();
  const most = words.reduce((largest, { influence }) => Math.max(largest, Math.abs(influence)), 1e-9);
  const full = Math.min(most, FULL_COLOUR);
  const label = ASKED_LABEL[asked];
  const other = asked === "sentiment" ? "negative" : "ham";
  return (
    <div class="explained">
      <div>
        <p class="legend">
          <span class={`word ${toneOf(label)}`}>{text.speaksFor(text.labels[label])}</span>
          <span class={`word ${toneOf(other)}`}>{text.speaksFor(text.labels[other])}</span>
        </p>
        <p class="judged" lang="en" data-testid="judged-text">
          {piecesOf(original, words, LEAST_SHARE * full).map(({ piece, influence, start }) =>
            influence === undefined ? (
              piece
            ) : (
              <mark
                key={start}
                class={`word ${toneOf(influence > 0 ? label : other)}`}
                style={{
                  "--strength": `${Math.round(MOST_TONE * Math.min(1, Math.abs(influence) / full))}%`,
                }}
                title={`${text.labels[label]} ${formatSigned(influence, 2)}`}
                data-testid="deciding-word"
              >
                {piece}
              </mark>
            ),
          )}
        </p>
      </div>
      <Strongest asked={asked} words={words} most={most} />
    </div>
  );
}

function Strongest({
  asked,
  words,
  most,
}: {
  readonly asked: Task;
  readonly words: readonly Word[];
  readonly most: number;
}) {
  const text = messages();
  const label = ASKED_LABEL[asked];
  const other = asked === "sentiment" ? "negative" : "ham";
  const strongest = [...words]
    .sort((one, next) => Math.abs(next.influence) - Math.abs(one.influence))
    .slice(0, MOST_ROWS);
  return (
    <div>
      <table class="strongest">
        <caption>{text.strongest}</caption>
        <thead>
          <tr>
            <th scope="col">{text.word}</th>
            <th scope="col">{text.direction}</th>
            <th scope="col">{text.logOdds}</th>
          </tr>
        </thead>
        <tbody>
          {strongest.map(({ text: word, start, influence }) => {
            const named = influence > 0 ? label : other;
            return (
              <tr key={start}>
                <th scope="row" lang="en">
                  {shortened(word)}
                </th>
                <td>
                  <span
                    class={`stroke ${toneOf(named)}`}
                    style={{ width: `${(2.5 * Math.abs(influence)) / most}rem` }}
                  />
                  {text.labels[named]}
                </td>
                <td>{formatSigned(influence, 2)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="quiet">{text.logOddsHint(text.labels[label])}</p>
    </div>
  );
}

interface Piece {
  readonly piece: string;
  readonly start: number;
  /** Of a word that is marked. */
  readonly influence?: number;
}

/** The whole text again, cut where a marked word begins and ends. */
function piecesOf(text: string, words: readonly Word[], least: number): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { start, end, influence } of words) {
    if (Math.abs(influence) < least || start < done) continue;
    if (start > done) pieces.push({ piece: withoutMiddle(text.slice(done, start)), start: done });
    pieces.push({ piece: text.slice(start, end), start, influence });
    done = end;
  }
  if (done < text.length) pieces.push({ piece: withoutMiddle(text.slice(done)), start: done });
  return pieces;
}

/** What is not read of a very long text need not be shown. */
function withoutMiddle(piece: string): string {
  if (piece.length <= LONG_PIECE) return piece;
  return `${piece.slice(0, SHOWN_OF_LONG)}\n[…]\n${piece.slice(-SHOWN_OF_LONG)}`;
}

/** A run of words, or a long address, in a cell of the table. */
function shortened(word: string): string {
  return word.length > 40 ? `${word.slice(0, 38)} …` : word;
}
