import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const conditions = ["@engram/source", "module", "node", "import", "default"];

/** Every folder with tests is one inline project; its root is absolute so that a run from inside a package finds its tests. */
function projects() {
  const rooms = ["packages", "apps"].flatMap((house) =>
    readdirSync(join(root, house)).map((name) => ({ name, path: join(root, house, name) })),
  );
  rooms.push(
    { name: "examples", path: join(root, "examples") },
    { name: "tools", path: join(root, "tools") },
  );
  return rooms
    .filter(({ path }) => existsSync(join(path, "test")))
    .map(({ name, path }) => ({
      extends: true as const,
      test: { name, root: path, include: ["test/**/*.test.ts"] },
    }));
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    projects: projects(),
  },
});
