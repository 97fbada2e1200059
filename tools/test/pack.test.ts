import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository } from "../pnpm.mjs";
import { readmeProgram } from "../readme-program.mjs";
import { closure, install, pack, packages, run, tarball } from "./support/newcomer.ts";

const workplace = mkdtempSync(join(tmpdir(), "engram-pack-"));
afterAll(() => rmSync(workplace, { recursive: true, force: true }));

/** What a README's install line names besides packages of the house. */
function installedBeside(readme: string): string[] {
  const words = readme.match(/^npm install (.*)$/m)?.[1].split(/\s+/) ?? [];
  return words.filter((word) => !word.startsWith("@engram/") && !word.startsWith("-"));
}

beforeAll(() => {
  for (const each of packages) {
    expect(existsSync(join(each.folder, "dist", "index.js")), `${each.name} is built (pnpm build)`).toBe(
      true,
    );
    pack(workplace, each);
  }
}, 300_000);

describe.each(packages)("@engram/$name", (each) => {
  test("publint and attw find nothing", async () => {
    const { buffer } = new Uint8Array(readFileSync(tarball(workplace, each)));
    const { messages } = await publint({ strict: true, pack: { tarball: buffer } });
    expect(messages).toEqual([]);
    const attw = join(repository, "tools", "node_modules", "@arethetypeswrong", "cli", "dist", "index.js");
    const result = spawnSync(process.execPath, [attw, tarball(workplace, each), "--profile", "node16"], {
      encoding: "utf8",
    });
    expect(result.status, result.stdout + result.stderr).toBe(0);
  });

  test("installs alone from its tarball, and its README's program prints what the README says", async () => {
    const folder = join(workplace, each.name);
    const readme = readFileSync(join(each.folder, "README.md"), "utf8");
    const tarballs = closure(each.name).map((needed) => tarball(workplace, needed));
    await install(folder, [...tarballs, ...installedBeside(readme)]);
    const { program, output } = readmeProgram(readme);
    writeFileSync(join(folder, "program.js"), program);
    // A backend of this machine's own is not one of the newcomer's.
    const env = { ...process.env, ENGRAM_BACKEND: "", ENGRAM_TFJS_NODE: "" };
    const { stdout } = await run(process.execPath, ["program.js"], { cwd: folder, env });
    if (output === undefined) expect(stdout.trim()).not.toBe("");
    else expect(stdout.trimEnd()).toBe(output.trimEnd());
    const required = await run(
      process.execPath,
      ["-e", `console.log(typeof require("@engram/${each.name}"))`],
      {
        cwd: folder,
      },
    );
    expect(required.stdout.trim()).toBe("object");
  }, 240_000);
});
