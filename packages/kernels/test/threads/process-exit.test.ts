import { describe, expect, test } from "vitest";
import { runChild } from "../support/run-child.ts";
import { MANY } from "../support/small-command.ts";

describe("a process with three kernels of three threads each", () => {
  test.each([
    ["ends when its work ends, without dispose", "idle"],
    ["ends when it calls process.exit, without dispose", "exit"],
    ["has no handle left after dispose", "disposed"],
  ])("%s", async (_, when) => {
    const begin = performance.now();
    const { sums, handles } = (await runChild("exit-child.ts", { given: [when] })) as {
      sums: number[];
      handles: string[];
    };
    expect(sums).toEqual([9 * MANY, 9 * MANY, 9 * MANY]);
    if (when === "disposed") expect(handles).toEqual([]);
    expect(performance.now() - begin, "milliseconds, well below any time-out").toBeLessThan(9000);
  });
});
