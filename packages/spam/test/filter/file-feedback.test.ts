import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { fileFeedback } from "../../src/node/index.ts";
import { childOf } from "../support/run-child.ts";

const folder = mkdtempSync(join(tmpdir(), "engram-feedback-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());
const start = await childOf("store-child.ts");

test("keeps what it was given, in folders that were not there, for its owner alone", async () => {
  const path = join(folder, "one", "two", "feedback.json");
  const store = fileFeedback(path);
  expect(await store.load()).toBeUndefined();
  await store.update((stored) => ({ was: stored ?? "nothing" }));
  expect(await store.load()).toEqual({ was: "nothing" });
  expect(await fileFeedback(path).load()).toEqual({ was: "nothing" });
  if (process.platform !== "win32") expect(statSync(path).mode & 0o777).toBe(0o600);
  await store.clear();
  await store.clear();
  expect(await store.load()).toBeUndefined();
  expect(readdirSync(join(folder, "one", "two"))).toEqual([]);
});

test("a change that throws leaves the file as it was and the lock free", async () => {
  const path = join(folder, "throws.json");
  const store = fileFeedback(path);
  await store.update(() => 1);
  const failed = store.update(() => {
    throw new Error("no");
  });
  await expect(failed).rejects.toThrow("no");
  expect(await store.load()).toBe(1);
  await store.update((stored) => Number(stored) + 1);
  expect(await store.load()).toBe(2);
});

test("a file that is no JSON is named and stays until it is cleared", async () => {
  const path = join(folder, "broken.json");
  writeFileSync(path, '{"format":');
  const store = fileFeedback(path);
  const message = /^fileFeedback: .*broken\.json: .*JSON.*; spam\.forget\(\) removes the file$/;
  await expect(store.load()).rejects.toThrow(message);
  await expect(store.update(() => 1)).rejects.toThrow(message);
  expect(readFileSync(path, "utf8")).toBe('{"format":');
  await store.clear();
  expect(existsSync(path)).toBe(false);
});

test("the environment says where, else it is the user's data folder", () => {
  vi.stubEnv("ENGRAM_SPAM_FEEDBACK", join(folder, "named.json"));
  expect(fileFeedback().name).toBe(join(folder, "named.json"));
  vi.stubEnv("ENGRAM_SPAM_FEEDBACK", "");
  expect(fileFeedback().name).toMatch(/engram.*spam-feedback\.json$/);
});

test("two processes that save at once lose nothing", async () => {
  const path = join(folder, "two.json");
  const children = ["a", "b"].map((name) => start(path, name, "25", "10"));
  const codes = await Promise.all(children.map(async (child) => (await once(child, "exit"))[0]));
  expect(codes).toEqual([0, 0]);
  const { numbers } = (await fileFeedback(path).load()) as { numbers: string[] };
  const expected = ["a", "b"].flatMap((name) => Array.from({ length: 25 }, (_, index) => `${name}${index}`));
  expect([...numbers].sort()).toEqual(expected.sort());
});

const PADDING = 4 << 20;

/** Waits until a file of that name, or one on its way there, is shorter than it will be. */
async function halfWritten(name: string): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end; await setImmediate()) {
    const files = readdirSync(folder).filter((file) => file.includes(name) && !file.endsWith(".lock"));
    const sizes = files.map((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size);
    if (sizes.some((size) => size !== undefined && size < PADDING)) return;
  }
  throw new Error("expected a file that is being written, got none");
}

test("kill -9 in the middle of a save leaves the old or the new, and others go on when the dead one's lock is stale", async () => {
  const path = join(folder, "killed.json");
  for (let kill = 0; kill < 10; kill++) {
    rmSync(path, { force: true });
    // Its holder is dead for sure: there is nothing to wait for.
    rmSync(`${path}.lock`, { recursive: true, force: true });
    const child = start(path, "n", "100000", String(PADDING));
    let printed = "";
    child.stdout?.on("data", (chunk) => (printed += chunk));
    await once(child.stdout!, "data");
    if (kill % 2 === 0) await halfWritten("killed.json");
    else await sleep(10 + 23 * kill);
    child.kill("SIGKILL");
    await once(child, "close");
    const safe = printed.trimEnd().split("\n").length;
    const { numbers } = (await fileFeedback(path).load()) as { numbers: string[] };
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => `n${index}`));
    expect([safe, safe + 1]).toContain(numbers.length);
  }
  // The last one died with the lock in its hands, or as good as that.
  const { lock } = await import("proper-lockfile");
  await lock(path, { realpath: false, stale: 60_000, update: 30_000 }).catch(() => {});
  const started = performance.now();
  await fileFeedback(path).update(() => "went on");
  expect(performance.now() - started).toBeLessThan(30_000);
  expect(await fileFeedback(path).load()).toBe("went on");
  expect(readdirSync(folder).filter((name) => name.startsWith(".killed.json"))).toEqual([]);
});
