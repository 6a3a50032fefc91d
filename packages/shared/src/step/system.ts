import { z } from "zod";
import {
  fileBelow,
  filePath,
  hostName,
  interfaceName,
  ipAddress,
  line,
  moduleName,
  port,
  sysctlKey,
  sysctlValue,
  unitName,
} from "./grammar.ts";

const ipNetwork = z.union([z.cidrv4(), z.cidrv6()]);
const none = z.strictObject({});

export const hostNameSet = { input: z.strictObject({ name: hostName }), output: none };

export const hostsFile = {
  input: z.strictObject({
    entries: z.array(z.strictObject({ address: ipAddress, names: z.array(hostName).min(1) })).max(256),
  }),
  output: none,
};

export const swapOff = { input: none, output: z.strictObject({ disabled: z.array(z.string()) }) };

/** leave: nothing is touched; permissive: now and at boot. */
export const selinux = { input: z.strictObject({ mode: z.enum(["leave", "permissive"]) }), output: none };

export const firewall = {
  input: z.strictObject({
    /** open: the running firewall gets rules for the ports; stop: stopped and disabled. Without a firewall both do nothing. */
    mode: z.enum(["open", "stop", "leave"]),
    /** Members, which may reach every listed port (TCP where not said otherwise) and VRRP; `publicPorts` may be reached by anybody. */
    members: z.array(ipAddress).max(256),
    memberPorts: z.array(port).max(64),
    memberUdpPorts: z.array(port).max(64),
    /** Of pods, in CIDR form: what comes from there may reach the host and pass through it; through it, only members and answers get there. */
    trustedNetworks: z.array(ipNetwork).max(16),
    publicPorts: z.array(port).max(64),
  }),
  output: z.strictObject({ found: z.enum(["none", "firewalld", "nftables", "ufw"]) }),
};

/** The FORWARD chain's policy, now and after a reboot: container networks need forwarded packets to pass. */
export const forwardPolicy = { input: z.strictObject({ policy: z.enum(["ACCEPT"]) }), output: none };

export const limits = {
  input: z.strictObject({ openFiles: z.int().min(1024).max(4_194_304), processes: z.int().min(1024).max(4_194_304) }),
  output: none,
};

export const modules = {
  input: z.strictObject({
    /** One name is enough of each entry's list, for kernels that renamed a module; optional ones are reported, not required. */
    modules: z.array(z.strictObject({ anyOf: z.array(moduleName).min(1), optional: z.boolean() })).max(64),
  }),
  output: z.strictObject({ loaded: z.array(z.string()), builtIn: z.array(z.string()), missing: z.array(z.string()) }),
};

export const sysctl = {
  input: z.strictObject({ file: fileBelow("/etc/sysctl.d"), values: z.record(sysctlKey, sysctlValue) }),
  /** Keys this kernel does not have: reported and left out of the file. */
  output: z.strictObject({ skipped: z.array(z.string()) }),
};

/** Does the agent start processes at all: runs `true`. */
export const selfCheck = { input: z.strictObject({ ordinal: z.int().min(0).max(100_000) }), output: none };

export const service = {
  input: z.strictObject({ unit: unitName, enabled: z.boolean(), running: z.boolean() }),
  output: none,
};

export const vipVerify = {
  input: z.strictObject({
    vip: ipAddress,
    prefix: z.int().min(1).max(128),
    interface: interfaceName.optional(),
    port,
    /** How long the same answer must be seen before it counts. */
    stableMs: z.int().min(0).max(60_000),
  }),
  output: z.strictObject({ holdsVip: z.boolean(), portAnswers: z.boolean() }),
};

/** What steps changed on the host is put back as it was found; what somebody changed since is left and told. */
export const hostRestore = {
  input: z.strictObject({
    /** Put back first and in this order: stopped and disabled unless they ran, or were enabled, before this product came. Units that steps turned off are found by themselves. */
    units: z.array(unitName).max(32),
    /** Paths, and what is below them, that stay as they are. */
    keep: z.array(filePath).max(32),
  }),
  output: z.strictObject({ did: z.array(line), left: z.array(line) }),
};
