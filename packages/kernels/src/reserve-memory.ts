import type { Host } from "./host.ts";

const PAGE_BYTES = 65_536;
const INITIAL_PAGES = 64;
/** Below this nothing can be trained: a system that does not grant it has no room at all. */
const LEAST_PAGES = 1024;

/**
 * Reserves the addresses of a memory that may grow to `maximumBytes`, or else to a half, a quarter … of it:
 * 32-bit systems and processes with limits grant less than 4 GiB.
 *
 * @returns the memory, what it may grow to, and why that is less than was asked for.
 * @throws when not even 64 MiB (or `maximumBytes`, if that is less) are granted.
 */
export function reserveMemory(
  host: Pick<Host, "createMemory">,
  { maximumBytes, shared }: { readonly maximumBytes: number; readonly shared: boolean },
): { memory: WebAssembly.Memory; maximumBytes: number; refused: string | undefined } {
  let pages = Math.max(INITIAL_PAGES, Math.floor(maximumBytes / PAGE_BYTES));
  let refused: string | undefined;
  for (;;) {
    try {
      const memory = host.createMemory({ initial: INITIAL_PAGES, maximum: pages, shared });
      return { memory, maximumBytes: Math.min(maximumBytes, pages * PAGE_BYTES), refused };
    } catch (error) {
      refused ??= error instanceof Error ? error.message : String(error);
      if (pages <= LEAST_PAGES) throw new Error(`no memory could be reserved: ${refused}`);
      pages = Math.max(LEAST_PAGES, pages >> 1);
    }
  }
}
