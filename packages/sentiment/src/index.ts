export { type ImdbSplit, imdbSplit } from "./imdb.ts";
export { loadSentiment, type Sentiment, sentiment } from "./sentiment.ts";
