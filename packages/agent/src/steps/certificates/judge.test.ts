import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

test("looking at a certificate leaves TLS whole, also where nothing used it before", async () => {
  const judge = fileURLToPath(new URL("./judge.ts", import.meta.url));
  const look = `process.moduleLoadList.includes("NativeModule tls")`;
  const script = `import(${JSON.stringify(judge)}).then(() => require("node:worker_threads").parentPort.postMessage(${look}))`;
  const worker = new Worker(script, { eval: true });
  expect(await once(worker, "message")).toEqual([true]);
  await worker.terminate();
});
