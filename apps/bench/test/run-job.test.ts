import { expect, test } from "vitest";
import type { Offer } from "../src/implementations/implementation.ts";
import { selectJobs } from "../src/jobs/jobs.ts";
import { runJob } from "../src/runner/run-job.ts";
import { fakePeers } from "./support/fake-offers.ts";

const [job] = selectJobs(["textbook-h128"], { cores: 2, quick: true });

function run(
  offers: readonly Offer[],
  { rounds = 1, patienceSeconds = 30, signal = new AbortController().signal } = {},
) {
  const lines: string[] = [];
  const report = (line: string) => void lines.push(line);
  // A step of the fakes says that it took 10 ms.
  const outcomes = runJob(job, offers, {
    ...{ rounds, signal, report, data: "none", roundSeconds: 0.02, patienceSeconds },
  });
  return { outcomes, lines };
}

test("implementations take turns, in an order that moves on with each round", async () => {
  const { peer, rounds } = fakePeers();
  const { outcomes } = run([peer("a"), peer("b"), peer("c")], { rounds: 3 });
  const measured = await outcomes;
  // The first of each is its warming up.
  expect(rounds()).toEqual(["a", "b", "c", "a", "b", "c", "b", "c", "a", "c", "a", "b"]);
  expect(measured.map((outcome) => ("rounds" in outcome ? outcome.rounds : outcome))).toEqual([
    [10, 10, 10],
    [10, 10, 10],
    [10, 10, 10],
  ]);
});

test("what libraries print is no answer", async () => {
  const { peer } = fakePeers();
  expect(await run([peer("a")]).outcomes).toMatchObject([{ version: "a 1.0", peakBytes: 2 ** 20 }]);
});

test.each([
  ["dies-start", "it died (exit code 3): out of luck"],
  ["dies-run", "it died (exit code 3): out of luck"],
  ["hangs-check", "no answer in 5 s"],
  ["refuses-start", "not with me"],
  ["dies-finish", "it died (exit code 3): out of luck"],
])("one that %s is left out, and the others go on", async (behaviour, reason) => {
  const { peer } = fakePeers();
  const { outcomes, lines } = run([peer("bad", behaviour), peer("good")], {
    rounds: 2,
    patienceSeconds: behaviour.startsWith("hangs") ? 5 : 30,
  });
  expect(await outcomes).toMatchObject([{ name: "bad", reason }, { rounds: [10, 10] }]);
  expect(lines).toContain(`bad: ${reason}`);
});

test("one that does not start is left out", async () => {
  const { peer } = fakePeers();
  const missing = { ...peer("missing"), command: ["/nowhere/python"] };
  const [outcome] = await run([missing, peer("good")]).outcomes;
  expect(outcome).toMatchObject({ reason: expect.stringContaining("it did not start") });
});

test("one that computes something else is named", async () => {
  const { peer } = fakePeers();
  const { outcomes, lines } = run([peer("a"), peer("b"), peer("odd", "wrong")]);
  await outcomes;
  expect(lines).toContain("odd does not compute what the others do: value 3 of its check is 4, the median 3");
});

test("an implementation that is not there keeps its line", async () => {
  const { peer } = fakePeers();
  const offers = [{ name: "absent", reason: "it is not installed" }, peer("a")];
  expect(await run(offers).outcomes).toMatchObject([offers[0], { rounds: [10] }]);
});

test("an abort ends the processes at once", async () => {
  const { peer } = fakePeers();
  const abort = new AbortController();
  const { outcomes } = run([peer("a"), peer("b", "hangs-check")], { signal: abort.signal });
  setTimeout(() => abort.abort(new Error("interrupted")), 300);
  await expect(outcomes).rejects.toThrow("interrupted");
});
