import { execFile, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository, runPnpm } from "../pnpm.mjs";
import { readmeProgram } from "../readme-program.mjs";

const run = promisify(execFile);

interface Package {
  readonly name: string;
  readonly folder: string;
  readonly manifest: { private?: boolean; version: string; dependencies?: Record<string, string> };
}

const packages: Package[] = readdirSync(join(repository, "packages"))
  .map((name) => {
    const folder = join(repository, "packages", name);
    return { name, folder, manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) };
  })
  .filter(({ manifest }) => !manifest.private);

const workplace = mkdtempSync(join(tmpdir(), "engram-pack-"));
afterAll(() => rmSync(workplace, { recursive: true, force: true }));

const tarball = ({ name, manifest }: Package) => join(workplace, `engram-${name}-${manifest.version}.tgz`);

/** A package and every package of the house that it needs, itself first. */
function closure(root: Package): Package[] {
  const found = [root];
  for (const { manifest } of found) {
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      const other = packages.find(({ name }) => dependency === `@engram/${name}`);
      if (other && !found.includes(other)) found.push(other);
    }
  }
  return found;
}

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
    const result = runPnpm(["--dir", each.folder, "pack", "--pack-destination", workplace], {
      stdio: "pipe",
    });
    expect(result.status, String(result.stdout) + String(result.stderr)).toBe(0);
  }
}, 300_000);

describe.each(packages)("@engram/$name", (each) => {
  test("publint and attw find nothing", async () => {
    const { buffer } = new Uint8Array(readFileSync(tarball(each)));
    const { messages } = await publint({ strict: true, pack: { tarball: buffer } });
    expect(messages).toEqual([]);
    const attw = join(repository, "tools", "node_modules", "@arethetypeswrong", "cli", "dist", "index.js");
    const result = spawnSync(process.execPath, [attw, tarball(each), "--profile", "node16"], {
      encoding: "utf8",
    });
    expect(result.status, result.stdout + result.stderr).toBe(0);
  });

  test("installs alone from its tarball, and its README's program prints what the README says", async () => {
    const folder = join(workplace, each.name);
    mkdirSync(folder);
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ name: "newcomer", private: true, type: "module" }),
    );
    const readme = readFileSync(join(each.folder, "README.md"), "utf8");
    const packages = [...closure(each).map(tarball), ...installedBeside(readme)];
    await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...packages], {
      cwd: folder,
    });
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
