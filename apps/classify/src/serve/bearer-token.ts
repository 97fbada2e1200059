import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { problem } from "./problem.ts";

/** Lets through only requests with `Authorization: Bearer TOKEN`. */
export function bearerToken(token: string): MiddlewareHandler {
  const expected = sha256(token);
  return async (c, next) => {
    const given = /^Bearer +([^ ]+) *$/i.exec(c.req.header("Authorization") ?? "")?.[1] ?? "";
    // Of hashes, which are of one length, so that the time tells nothing of the token.
    if (!timingSafeEqual(sha256(given), expected)) {
      return problem(c, 401, "expected the bearer token of this server", { "WWW-Authenticate": "Bearer" });
    }
    return next();
  };
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
