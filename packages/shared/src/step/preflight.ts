import { z } from "zod";
import { dataDirectory, hostName, interfaceName, ipAddress, line, port, unitName } from "./grammar.ts";

/** error: the step fails; warning: shown, never stops; ignored: an error that the operator excepted. */
const severity = z.enum(["ok", "warning", "error", "ignored"]);

/** One checked precondition. `id` is stable: documentation and --ignore-checks name it. */
export const checkResult = z.strictObject({
  id: z.string().regex(/^[A-Z][A-Z0-9-]{2,40}$/),
  severity,
  /** What was seen, in one line. */
  detail: z.string().max(1024),
  /** How to mend it; empty when ok. */
  fix: z.string().max(1024),
});
export type CheckResult = z.infer<typeof checkResult>;

const portUse = z.strictObject({
  port,
  /** The unit that may hold the port because this product runs it; a port it holds counts as free. */
  unit: unitName,
});

export const preflightHost = {
  input: z.strictObject({
    address: ipAddress,
    interface: interfaceName.optional(),
    /** Absent on hosts that never serve it. */
    vip: ipAddress.optional(),
    /** Hosts of this cluster: a VIP that one of them serves already, since an earlier run, is not taken. */
    members: z.array(ipAddress).max(64).optional(),
    minimum: z.strictObject({ cpus: z.int(), memoryMiB: z.int(), diskMiB: z.int(), fsyncP99Ms: z.number() }),
    /** Where etcd's data will be; its nearest existing parent is measured. */
    dataDir: dataDirectory,
    ports: z.array(portUse).max(32),
    ignore: z.array(line).max(64),
  }),
  output: z.strictObject({ checks: z.array(checkResult) }),
};

export const preflightNetwork = {
  input: z.strictObject({
    self: hostName,
    address: ipAddress,
    peers: z
      .array(
        z.strictObject({
          host: hostName,
          address: ipAddress,
          /** Ports that this host dials there; absent: all of `ports`. */
          dial: z.array(port).max(32).optional(),
          /** Ports of this host that the peer dials; absent: all of `ports`. */
          calls: z.array(port).max(32).optional(),
        }),
      )
      .max(64),
    /** Where this host listens. */
    ports: z.array(portUse).max(32),
    ignore: z.array(line).max(64),
  }),
  output: z.strictObject({
    checks: z.array(checkResult),
    /** Round trip of the TCP handshake from this host, milliseconds. */
    reached: z.array(z.strictObject({ host: hostName, port, connectMs: z.number(), problem: line.optional() })),
  }),
};
