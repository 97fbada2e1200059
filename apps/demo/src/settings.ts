/** What the reader chose for the page; a browser that keeps nothing forgets it with the page. */
export function stored(name: string): string | undefined {
  try {
    return localStorage.getItem(`engram.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function store(name: string, value: string): void {
  try {
    localStorage.setItem(`engram.${name}`, value);
  } catch {
    // Settings are a convenience: a browser that keeps none is no error.
  }
}
