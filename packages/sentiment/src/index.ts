export { type ImdbSplit, imdbSplit } from "./imdb.ts";
