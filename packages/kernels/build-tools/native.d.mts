export function buildNative(
  root: string,
  sources: Record<string, string>,
  options?: { target?: string; flags?: string[] },
): { built: boolean; line: string };
