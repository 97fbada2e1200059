import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";

export interface ServerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
}

/** A client must have sent its headers, and its whole request, in so much time. */
const HEADERS_MILLISECONDS = 10_000;
const REQUEST_MILLISECONDS = 30_000;
const IDLE_MILLISECONDS = 5_000;
/** How often those times are looked at. */
const CHECK_MILLISECONDS = 1_000;
const MOST_CONNECTIONS = 4096;

/** Listens for HTTP requests. @throws Error when the address is taken or is none of this machine's. */
export async function startServer(
  app: Hono,
  { host, port }: ServerOptions,
): Promise<{ server: Server; url: string }> {
  const server = createServer(
    {
      headersTimeout: HEADERS_MILLISECONDS,
      requestTimeout: REQUEST_MILLISECONDS,
      keepAliveTimeout: IDLE_MILLISECONDS,
      connectionsCheckingInterval: CHECK_MILLISECONDS,
    },
    getRequestListener(app.fetch),
  );
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(port, host);
  await once(server, "listening");
  const { address, family, port: actual } = server.address() as AddressInfo;
  return { server, url: `http://${family === "IPv6" ? `[${address}]` : address}:${actual}` };
}
