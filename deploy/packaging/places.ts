import { fileURLToPath } from "node:url";

/** The clone, with a slash at its end. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));
/** Where the runtime is installed; the programs' first line names it. */
export const runtimeProgram = "/usr/libexec/quorate/node";
