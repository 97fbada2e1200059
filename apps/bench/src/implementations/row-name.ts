/** "pytorch, 2 threads" */
export function rowName(what: string, threads: number): string {
  return `${what}, ${threads} thread${threads === 1 ? "" : "s"}`;
}
