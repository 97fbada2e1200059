/** A text with a pattern that is soon learned, in two scripts. */
export const OWN_TEXT = Array.from(
  { length: 400 },
  (_, index) =>
    `"She sells sea shells by the sea shore," said ${["Anna", "Ben", "Mei"][index % 3]}; 白鲸在海里游泳。\n`,
).join("");
