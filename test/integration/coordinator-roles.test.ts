import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "@quorate/shared/log";
import { afterAll, beforeAll, expect, test } from "vitest";
import { AdminClient } from "../../packages/coordinator/src/rpc/admin-client.ts";
import { roleSocketOf } from "../../packages/coordinator/src/rpc/admin-sockets.ts";
import { startCoordinator } from "../../packages/coordinator/src/rpc/coordinator-server.ts";
import { RealCoordinator } from "./real-coordinator.ts";

const directory = mkdtempSync(join(tmpdir(), "quorate-sockets-"));
const group = process.getgid?.() ?? 0;
const groups = { operator: String(group), viewer: String(group) };
const clients: AdminClient[] = [];
let real: RealCoordinator;
beforeAll(async () => {
  real = await RealCoordinator.start({ roleSockets: { directory, groups } });
});
afterAll(async () => {
  for (const client of clients) client.close();
  await real.remove();
  rmSync(directory, { recursive: true, force: true });
});

function as(role: "operator" | "viewer"): AdminClient {
  const client = new AdminClient(roleSocketOf(directory, role));
  clients.push(client);
  return client;
}

const token = (operator: string) => ({ hostName: "m1", address: "", ttlSeconds: 60, operator });

test("each role has a socket that its group may open and nobody else", () => {
  for (const role of ["operator", "viewer"] as const) {
    const { mode, gid } = statSync(roleSocketOf(directory, role));
    expect([role, mode & 0o777, gid]).toEqual([role, 0o660, group]);
  }
});

test("a viewer sees how things stand, and may change nothing", async () => {
  const viewer = as("viewer");
  expect((await viewer.status()).coordinator.epoch).toBe("1");
  await expect(viewer.createToken(token("eve"))).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  await expect(viewer.revokeHost("m1", "eve")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  expect(await real.events("token.created")).toEqual([]);
});

test("what an operator did is in the log with the name it gave and the role that its socket proves", async () => {
  await as("operator").createToken(token("alice"));
  await real.client.createToken(token("root"));
  expect((await real.events("token.created")).map(({ by }) => by)).toEqual(["alice as operator", "root"]);
});

test("a role whose folder somebody made goes to the group of the folder, and a role without a folder to nobody", async () => {
  const place = mkdtempSync(join(tmpdir(), "quorate-sockets-"));
  // Root may take a group that is nobody's here; others have only their own.
  const own = process.getuid?.() === 0 ? 4711 : group;
  mkdirSync(join(place, "viewer"));
  chownSync(join(place, "viewer"), process.getuid?.() ?? 0, own);
  chmodSync(join(place, "viewer"), 0o2755);
  const other = await RealCoordinator.start({ roleSockets: { directory: place, groups: {}, byFolder: true } });
  try {
    const { mode, gid } = statSync(roleSocketOf(place, "viewer"));
    expect([mode & 0o777, gid]).toEqual([0o660, own]);
    expect(() => statSync(roleSocketOf(place, "operator"))).toThrow("ENOENT");
    const viewer = new AdminClient(roleSocketOf(place, "viewer"));
    clients.push(viewer);
    await expect(viewer.createToken(token("eve"))).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
    await other.stop();
    chmodSync(join(place, "viewer"), 0o755);
    await expect(other.startAgain()).rejects.toMatchObject({
      code: "FILE_ACCESS_FAILED",
      hint: expect.stringContaining("chmod 2755"),
    });
  } finally {
    await other.remove();
    rmSync(place, { recursive: true, force: true });
  }
});

test.each([
  ["a group that there is not", { groups: { viewer: "no-such-group" } }, "USAGE"],
  ["a directory that others write to", { open: true }, "FILE_ACCESS_FAILED"],
])("a coordinator is not started with %s for its roles", async (_, wrong, code) => {
  const stateDir = mkdtempSync(join(tmpdir(), "quorate-roles-"));
  const place = mkdtempSync(join(tmpdir(), "quorate-sockets-"));
  try {
    if ("open" in wrong) chmodSync(place, 0o777);
    const roleSockets = { directory: place, groups: "groups" in wrong ? wrong.groups : groups };
    const own = { stateDir, enrolAddress: "127.0.0.1:0", controlAddress: "127.0.0.1:0", roleSockets };
    const settings = { ...real.settings, ...own, logger: createLogger("test", "silent") };
    await expect(startCoordinator(settings)).rejects.toMatchObject({ code });
  } finally {
    for (const path of [stateDir, place]) rmSync(path, { recursive: true, force: true });
  }
});
