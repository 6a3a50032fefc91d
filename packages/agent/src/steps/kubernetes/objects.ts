import { z } from "zod";

/** Of the objects of Kubernetes, what is looked at. Everything else in them is let pass. */
const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

const metadata = z.object({
  name: z.string(),
  namespace: z.string().optional(),
  labels: z.record(z.string(), z.string()).default({}),
});

export const nodeObject = z.object({
  metadata,
  spec: z
    .object({ taints: z.array(z.object({ key: z.string(), effect: z.string() })).default([]) })
    .default({ taints: [] }),
  status: z.object({
    conditions: z.array(condition).default([]),
    nodeInfo: z.object({ kubeletVersion: z.string() }),
  }),
});
export type NodeObject = z.infer<typeof nodeObject>;

const containerStatus = z.object({
  name: z.string(),
  image: z.string().default(""),
  ready: z.boolean().default(false),
  restartCount: z.int().default(0),
  state: z
    .object({
      running: z.object({}).optional(),
      waiting: z.object({ reason: z.string().default("waiting"), message: z.string().optional() }).optional(),
      terminated: z.object({ reason: z.string().optional(), exitCode: z.int() }).optional(),
    })
    .default({}),
});
export type ContainerStatus = z.infer<typeof containerStatus>;

export const podObject = z.object({
  metadata,
  spec: z.object({ nodeName: z.string().optional() }).default({}),
  status: z.object({
    phase: z.string().default("Unknown"),
    reason: z.string().optional(),
    message: z.string().optional(),
    conditions: z.array(condition).default([]),
    initContainerStatuses: z.array(containerStatus).default([]),
    containerStatuses: z.array(containerStatus).default([]),
  }),
});
export type PodObject = z.infer<typeof podObject>;

/** coordination.k8s.io/v1 */
export const leaseObject = z.object({
  metadata,
  spec: z
    .object({ holderIdentity: z.string().default(""), renewTime: z.string().optional() })
    .default({ holderIdentity: "" }),
});
export type LeaseObject = z.infer<typeof leaseObject>;

export const eventObject = z.object({
  type: z.string().default(""),
  reason: z.string().default(""),
  message: z.string().default(""),
  lastTimestamp: z.string().nullish(),
});

/** What `get` of several objects answers. */
export function listOf<T extends z.ZodType>(item: T): z.ZodObject<{ items: z.ZodArray<T> }> {
  return z.object({ items: z.array(item) });
}
