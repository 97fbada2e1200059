import { type BuiltInText, fetchText } from "../write/built-in-texts.ts";

/** The front matter of a text is no good passage. */
const SKIPPED_SHARE = 0.05;

/** A Chinese character says as much as three or four letters. */
const SHOWN_CHARACTERS: Readonly<Record<BuiltInText, number>> = {
  "moby-dick": 900,
  "chinese-classics": 400,
  "engram-code": 900,
};

const SEARCHED_CHARACTERS = 4000;

/** Passages in whose both halves there is speech, or code with much in brackets. */
const SEARCHED_FROM: Readonly<Record<BuiltInText, number>> = {
  "moby-dick": 500_000,
  "chinese-classics": 96_000,
  "engram-code": 400_000,
};

const fetched = new Map<BuiltInText, Promise<string>>();

/** A passage to look at, each time another one. */
export async function randomPassage(name: BuiltInText): Promise<string> {
  const text = await wholeText(name);
  const share = SKIPPED_SHARE + Math.random() * (0.98 - SKIPPED_SHARE);
  const place = Math.floor(share * text.length);
  const length = SHOWN_CHARACTERS[name];
  const paragraph = text.indexOf("\n\n", place);
  const start = paragraph >= 0 && paragraph < place + length ? paragraph + 2 : text.indexOf("\n", place) + 1;
  return text.slice(start, start + length).replace(/[\uD800-\uDBFF]$/, "");
}

/** A longer passage, always the same, to search cells in. */
export async function searchPassage(name: BuiltInText): Promise<string> {
  const start = SEARCHED_FROM[name];
  return (await wholeText(name)).slice(start, start + SEARCHED_CHARACTERS);
}

async function wholeText(name: BuiltInText): Promise<string> {
  let text = fetched.get(name);
  if (text === undefined) {
    text = fetchText(name).then((blob) => blob.text());
    fetched.set(name, text);
    text.catch(() => fetched.delete(name));
  }
  return text;
}
