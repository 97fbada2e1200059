export { readImdb } from "./read-imdb.ts";
