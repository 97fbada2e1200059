import { STATUS_CODES } from "node:http";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An error as JSON (RFC 9457, "Problem details"); `detail` never holds what the client sent. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { title: STATUS_CODES[status] ?? "Error", status, detail };
  return c.body(JSON.stringify(body), status, { "Content-Type": "application/problem+json", ...headers });
}
