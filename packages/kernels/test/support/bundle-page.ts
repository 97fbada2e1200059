import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { build as viteBuild } from "vite";

const PAGE = fileURLToPath(new URL("page.ts", import.meta.url));
const conditions = ["@engram/source", "module", "browser", "import", "default"];
const forPages: BuildOptions = {
  entryPoints: [PAGE],
  bundle: true,
  platform: "browser",
  format: "esm",
  conditions,
  logLevel: "error",
};

/** Ways in which users bundle; each writes page.js into a folder, with nothing set up for these kernels. */
export const BUNDLERS = {
  async vite(folder: string) {
    await viteBuild({
      configFile: false,
      logLevel: "error",
      resolve: { conditions },
      build: {
        outDir: folder,
        minify: true,
        modulePreload: false,
        rollupOptions: {
          input: PAGE,
          output: { entryFileNames: "page.js" },
        },
      },
    });
  },
  async esbuild(folder: string) {
    await build({ ...forPages, outfile: join(folder, "page.js") });
  },
  async "esbuild in chunks"(folder: string) {
    await build({ ...forPages, outdir: folder, splitting: true, minify: true });
  },
};
