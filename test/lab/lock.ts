import { createServer, type Server } from "node:net";
import { waitFor } from "./wait.ts";

/**
 * Holds a machine-wide lock while `work` runs. It is an abstract socket, so that the kernel releases it
 * with the process that held it and no stale lock can be left behind.
 */
export async function withLock<T>(name: string, limitMs: number, work: () => Promise<T>): Promise<T> {
  const server = await waitFor(`another process that holds the lock "${name}"`, limitMs, () => listen(`\0${name}`));
  try {
    return await work();
  } finally {
    server.close();
  }
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(server));
  });
}
