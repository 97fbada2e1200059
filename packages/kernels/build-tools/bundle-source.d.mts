import type { BuildOptions } from "esbuild";

export function bundleSource(source: string, options?: BuildOptions): Promise<string>;
export function importSource(source: string): Promise<Record<string, unknown>>;
