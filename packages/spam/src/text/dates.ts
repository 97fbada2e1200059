const WEEKDAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?";
const MONTH =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const DAY = "\\d{1,2}(?:st|nd|rd|th)?";
const TIME = "\\d{1,2}:\\d{2}(?::\\d{2})?(?:\\s?[ap]m\\b)?(?:\\s{1,2}(?:[+-]\\d{4}|[A-Z]{3}\\b))?";
const YEAR = "(?:19|20)\\d\\d";
const DATE = `(?:${DAY}(?:\\sof)?[\\s-]{1,2}${MONTH}|${MONTH}\\s{1,2}${DAY}|\\d{1,4}([/.-])\\d{1,2}\\1\\d{2,4}|${MONTH}(?=\\s${YEAR}))`;
const DATED = new RegExp(
  `(?<![\\p{L}\\p{N}$€£]|\\d[.,])(?:(?:${WEEKDAY},?\\s{1,2})?${DATE}(?:(?:,\\s{0,2}|[\\s-]{1,2})${YEAR})?(?:,?\\s(?:at\\s)?${TIME})?|${YEAR})(?![\\p{L}\\p{N}]|[.,]\\d)`,
  "giu",
);

/** A text with `mark` in the place of each date and each year. */
export function withoutDates(text: string, mark: string): string {
  // The expression takes longer to compile than most messages to read.
  if (!/\d/.test(text)) return text;
  return text.replace(DATED, mark).replaceAll(`${mark} ${mark}`, mark);
}
