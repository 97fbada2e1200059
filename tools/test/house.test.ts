import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repository } from "../pnpm.mjs";

/** The import table of docs/architecture.md: package → what it may import. */
function importTable(): Map<string, Set<string>> {
  const text = readFileSync(join(repository, "docs", "architecture.md"), "utf8");
  const rows = text.match(/^## Who may import whom\n([\s\S]*?)\n## /m)?.[1].match(/^\| [a-z].*\|$/gm) ?? [];
  const table = new Map<string, Set<string>>();
  for (const row of rows.slice(1)) {
    const [names, allowed] = row
      .split("|")
      .slice(1, 3)
      .map((cell) => cell.trim());
    const words = new Set(allowed.replace(/\(.*?\)/g, "").match(/[a-z][a-z-]*/g) ?? []);
    for (const name of names.split(", ")) table.set(name, words);
  }
  return table;
}

const packages = readdirSync(join(repository, "packages")).map((name) => {
  const folder = join(repository, "packages", name);
  return { name, folder, manifest: JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) };
});
const published = packages.filter(({ manifest }) => !manifest.private);

function sources(folder: string): string[] {
  return readdirSync(join(folder, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => join(folder, "src", path));
}

describe.each(published)("package $name", ({ name, folder, manifest }) => {
  test("depends on what the import table allows, and on nothing else of the house", () => {
    const allowed = importTable().get(name);
    expect(allowed, `${name} has a row in docs/architecture.md`).toBeDefined();
    const used = Object.keys(manifest.dependencies ?? {})
      .filter((dependency) => dependency.startsWith("@engram/"))
      .map((dependency) => dependency.slice("@engram/".length));
    for (const other of used) expect(allowed, `${name} imports ${other}`).toContain(other);
  });

  test("has a README, a one-line tsconfig and a two-line build", () => {
    expect(existsSync(join(folder, "README.md"))).toBe(true);
    const lines = (file: string) => readFileSync(join(folder, file), "utf8").trimEnd().split("\n").length;
    expect(lines("tsconfig.json")).toBe(1);
    expect(lines("tsup.config.ts")).toBeLessThanOrEqual(2);
  });

  test("keeps Node out of what browsers load, and files under 300 lines", () => {
    for (const path of sources(folder)) {
      const text = readFileSync(path, "utf8");
      expect(text.split("\n").length, path).toBeLessThanOrEqual(301);
      if (!path.includes(join("src", "node"))) {
        const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
        expect(code, path).not.toMatch(/from "node:|import\("node:|\bBuffer\b|\bprocess\./);
      }
    }
  });

  test("imports the house through package entries alone", () => {
    for (const path of sources(folder)) {
      expect(readFileSync(path, "utf8"), path).not.toMatch(/from "@engram\/[a-z-]+\/(src|dist)/);
    }
  });
});

/** Every file that an entry loads, its own and those of other packages of the house, and the packages from outside. */
function reached(entry: string): { files: Set<string>; outside: Set<string> } {
  const files = new Set([entry]);
  const outside = new Set<string>();
  for (const path of files) {
    const code = readFileSync(path, "utf8").replace(/^(?:im|ex)port type [\s\S]*?;$/gm, "");
    for (const [, from] of code.matchAll(/(?:^(?:im|ex)port[^;]*?from |^import |\bimport\()"([^"]+)"/gm)) {
      const [, other, inner = ""] = /^@engram\/([a-z-]+)(\/[a-z]+)?$/.exec(from) ?? [];
      if (from.startsWith(".")) files.add(join(path, "..", from));
      else if (other) files.add(join(repository, "packages", other, "src", inner, "index.ts"));
      else outside.add(from);
    }
  }
  return { files, outside };
}

test.each(
  published.flatMap(({ name, folder, manifest }) => [
    ...(existsSync(join(folder, "src", "inference")) ? [`${name}/src/inference`] : []),
    // It brings a model of its own.
    ...(manifest.imports?.["#pretrained"] ? [`${name}/src`] : []),
  ]),
)("%s predicts without TensorFlow.js", (entry) => {
  const { files, outside } = reached(join(repository, "packages", entry, "index.ts"));
  expect(files.size).toBeGreaterThan(3);
  expect([...outside].filter((name) => name.startsWith("@tensorflow/"))).toEqual([]);
});

test("the whole house has one lint, test, type and task configuration", () => {
  const strays = packages.flatMap(({ folder }) =>
    readdirSync(folder).filter((file) =>
      /^(vitest\.config|biome\.json|turbo\.json|\.eslintrc|jest\.config)/.test(file),
    ),
  );
  expect(strays).toEqual([]);
});

test("the commands of every app can be called from the root with npx", () => {
  const root = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const commands = readdirSync(join(repository, "apps"))
    .map((name) => JSON.parse(readFileSync(join(repository, "apps", name, "package.json"), "utf8")))
    .filter((manifest) => !manifest.private)
    .map((manifest) => ({ name: manifest.name, bin: Object.keys(manifest.bin) }));
  expect(commands.map(({ name }) => name)).toContain("@engram/classify");
  for (const { name, bin } of commands) {
    expect(root.devDependencies).toHaveProperty([name]);
    for (const command of bin) {
      expect(existsSync(join(repository, "node_modules", ".bin", command)), command).toBe(true);
    }
  }
});
