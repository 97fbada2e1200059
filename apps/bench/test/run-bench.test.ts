import { expect, test } from "vitest";
import { selectJobs } from "../src/jobs/jobs.ts";
import { runBench } from "../src/run-bench.ts";
import { fakePeers } from "./support/fake-offers.ts";

test("what would take too long by its speed so far is not started", async () => {
  const { peer, rounds } = fakePeers();
  const [small] = selectJobs(["textbook-h128"], { cores: 1, quick: true });
  const [large] = selectJobs(["textbook-h256"], { cores: 1, quick: false });
  const done = await runBench({
    jobs: [small, large],
    // A step of the fake takes 10 ms, whatever it is.
    providers: [{ family: "engram", offers: () => [peer("slow")] }],
    ...{ rounds: 1, roundSeconds: 0.02, patienceSeconds: 30 },
    signal: new AbortController().signal,
    report: () => {},
  });
  expect(done.map(({ job }) => job.name)).toEqual(["textbook-h128", "textbook-h256"]);
  expect(done[0].outcomes).toMatchObject([{ rounds: [10] }]);
  expect(done[1].outcomes).toMatchObject([
    { name: "slow", reason: expect.stringMatching(/^too slow: about \d+ s/) },
  ]);
  // Its warming up and its round, at the small job alone.
  expect(rounds()).toHaveLength(2);
});
