import { writeFileSync } from "node:fs";

/**
 * A process that holds keys leaves none of its memory behind when it crashes, and shows it to no debugger, whatever its limits and NODE_OPTIONS
 * say. What it starts inherits the first of these, kubeadm too.
 */
export function leaveNoMemory(): void {
  withoutMemoryInCores();
  Object.assign(process.report, {
    ...{ reportOnFatalError: false, reportOnUncaughtException: false, reportOnSignal: false },
    excludeEnv: true,
  });
  // Node opens its debugger, to every user of the machine, at a SIGUSR1 that nobody listens for.
  process.on("SIGUSR1", () => undefined);
}

/**
 * core(5): of which mappings a core has the contents. Unlike RLIMIT_CORE it also binds a core_pattern that is a program.
 * Without /proc or without cores in the kernel there is nothing to do.
 */
function withoutMemoryInCores(): void {
  try {
    writeFileSync("/proc/self/coredump_filter", "0");
  } catch {
    return;
  }
}
