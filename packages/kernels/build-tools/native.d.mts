export function buildNative(
  root: string,
  sources: Record<string, string>,
  options?: { target?: string; flags?: string[] },
): Promise<{ built: boolean; line: string }>;
