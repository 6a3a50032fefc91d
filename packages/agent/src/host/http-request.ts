import { getBuiltinModule } from "node:process";

/**
 * `request` of node:http. Imported as an ES module it would be asked for each of its exports, among them a WebSocket, and for that
 * Node loads its whole fetch: 6 MB in an agent that never uses it.
 */
export const httpRequest = getBuiltinModule("node:http").request;
