import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

/**
 * Draws something costly in a task of its own, after what shows first: keys and clicks get in between. Until then
 * it shows what it had.
 *
 * @param height CSS pixels that are kept free for the first time.
 */
export function Later<Value>({
  value,
  height,
  children,
}: {
  readonly value: Value;
  readonly height: number;
  readonly children: (value: Value) => ComponentChildren;
}) {
  const [later, setLater] = useState<{ readonly value: Value }>();
  useEffect(() => {
    const waiting = setTimeout(() => setLater({ value }));
    return () => clearTimeout(waiting);
  }, [value]);
  if (later === undefined) return <div style={{ minHeight: `${height}px` }} />;
  return <>{children(later.value)}</>;
}
