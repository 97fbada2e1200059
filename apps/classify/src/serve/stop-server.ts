import { once } from "node:events";
import type { Server } from "node:http";
import { Server as SocketServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What has arrived on an open connection may not have been read yet: so long it is not taken for idle. */
const SETTLE_MILLISECONDS = 250;
const CHECK_MILLISECONDS = 50;

/**
 * Takes no new connections, lets the open ones have their answers, and closes them.
 *
 * @param options.deadlineMilliseconds after which those that are still open are cut.
 */
export async function stopServer(
  server: Server,
  { deadlineMilliseconds }: { readonly deadlineMilliseconds: number },
): Promise<void> {
  const closed = once(server, "close");
  // Not the HTTP server's own close: it drops connections whose request it has not read yet, and stops its time limits.
  SocketServer.prototype.close.call(server);
  const deadline = performance.now() + deadlineMilliseconds;
  let isOpen = true;
  closed.then(() => {
    isOpen = false;
  });
  await Promise.race([closed, sleep(SETTLE_MILLISECONDS)]);
  while (isOpen) {
    if (performance.now() > deadline) server.closeAllConnections();
    else server.closeIdleConnections();
    await Promise.race([closed, sleep(CHECK_MILLISECONDS)]);
  }
}
