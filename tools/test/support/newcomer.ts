import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { repository, runPnpm } from "../../pnpm.mjs";

export const run = promisify(execFile);

export interface Package {
  readonly name: string;
  readonly folder: string;
  readonly manifest: { private?: boolean; version: string; dependencies?: Record<string, string> };
}

/** The packages that are published. */
export const packages: readonly Package[] = readdirSync(join(repository, "packages"))
  .map((name) => {
    const folder = join(repository, "packages", name);
    return { name, folder, manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) };
  })
  .filter(({ manifest }) => !manifest.private);

/** The package of that name and every package of the house that it needs, itself first. */
export function closure(root: string): Package[] {
  const found = packages.filter(({ name }) => name === root);
  for (const { manifest } of found) {
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      const other = packages.find(({ name }) => dependency === `@engram/${name}`);
      if (other && !found.includes(other)) found.push(other);
    }
  }
  return found;
}

export const tarball = (workplace: string, { name, manifest }: Package) =>
  join(workplace, `engram-${name}-${manifest.version}.tgz`);

/** Writes a built package's tarball into `workplace`. @throws Error with what pnpm says. */
export function pack(workplace: string, { folder }: Package): void {
  const { status, stdout, stderr } = runPnpm(["--dir", folder, "pack", "--pack-destination", workplace], {
    stdio: "pipe",
  });
  if (status !== 0) throw new Error(String(stdout) + String(stderr));
}

/** Makes an empty package of `folder` and installs `wanted` there, as a newcomer would; gives what npm said. */
export async function install(
  folder: string,
  wanted: readonly string[],
  {
    flags = [],
    env = {},
  }: { readonly flags?: readonly string[]; readonly env?: Record<string, string> } = {},
): Promise<string> {
  mkdirSync(folder);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "newcomer", private: true, type: "module" }),
  );
  const { stdout } = await run(
    "npm",
    ["install", "--no-audit", "--no-fund", "--prefer-offline", ...flags, ...wanted],
    { cwd: folder, env: { ...process.env, ...env } },
  );
  return stdout;
}
