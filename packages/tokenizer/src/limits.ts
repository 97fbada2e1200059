/** Tokens of a model: twice as many as the largest vocabularies in use. */
export const MAX_VOCABULARY = 500_000;
/** Tokens added to a model. */
export const MAX_ADDED_TOKENS = 10_000;
/** Length of one token in UTF-16 units. */
export const MAX_TOKEN_LENGTH = 4096;
