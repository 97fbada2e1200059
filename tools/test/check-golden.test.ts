import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { repository } from "../pnpm.mjs";

const tiny = join(repository, "packages", "lstm-core", "test", "fixtures", "lstm-tiny.json");
const folder = mkdtempSync(join(tmpdir(), "engram-golden-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(directory: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(repository, "tools", "check-golden.mjs"), directory],
    { encoding: "utf8" },
  );
  return { status, stdout, stderr };
}

describe("check-golden", () => {
  test("exits with 1 where there is no file", () => {
    expect(check(folder)).toMatchObject({ status: 1, stderr: expect.stringContaining("found none") });
  });

  test("exits with 0 when every array agrees, and with 1 when one number of one gradient is off by 2e-4", () => {
    cpSync(tiny, join(folder, "lstm-tiny.json"));
    const right = check(folder);
    expect(right.stdout).toMatch(/^wasm +lstm-tiny\.json +ok/m);
    expect(right.status).toBe(0);

    const golden = JSON.parse(readFileSync(tiny, "utf8"));
    golden.grads.weights[0].bias.data[7] += 2e-4;
    writeFileSync(join(folder, "lstm-wrong.json"), JSON.stringify(golden));
    const wrong = check(folder);
    expect(wrong.stdout).toMatch(/lstm-wrong\.json +FAIL .*gradient of forward\.0\.bias/);
    // One failure for each backend that is there, and each passes the right one.
    expect(wrong.stdout).toMatch(/^golden vectors: (\d+) passed, \1 failed/m);
    expect(wrong.status).toBe(1);
  });
});
