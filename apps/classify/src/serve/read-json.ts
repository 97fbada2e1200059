import type { Context } from "hono";
import type { z } from "zod";
import { problem } from "./problem.ts";

/**
 * The body of a request, checked.
 *
 * @returns what the schema makes of it, or the response that says what is wrong: 415, 400 or 422.
 */
export async function readJson<Value>(c: Context, schema: z.ZodType<Value>): Promise<Value | Response> {
  const [type] = (c.req.header("Content-Type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/json") {
    return problem(c, 415, "expected Content-Type: application/json");
  }
  if ((c.req.header("Content-Encoding") ?? "identity") !== "identity") {
    return problem(c, 415, "expected a body without Content-Encoding");
  }
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(await c.req.arrayBuffer()));
  } catch {
    return problem(c, 400, "expected the body to be JSON in UTF-8");
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const [{ path, message }] = result.error.issues;
  return problem(c, 422, `${path.join(".") || "body"}: ${message}`);
}
