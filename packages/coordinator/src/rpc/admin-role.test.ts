import type { AdminServiceHandlers } from "@quorate/shared/wire/generated/quorate/v1/AdminService";
import { wire } from "@quorate/shared/wire/load";
import { fromStatus } from "@quorate/shared/wire/status";
import { describe, expect, it } from "vitest";
import { type AdminRole, callerName, handlersFor } from "./admin-role.ts";

const calls = Object.keys(wire().AdminService.service);

/** Calls each handler of the socket of a role once; what got through, and what was said to the others. */
function ask(role: AdminRole, request: object = {}) {
  const entered: { name: string; request: object }[] = [];
  const refused: string[] = [];
  const all = calls.map((name) => [name, (call: { request: object }) => entered.push({ name, request: call.request })]);
  const handlers = handlersFor(role, Object.fromEntries(all) as AdminServiceHandlers);
  for (const name of calls) {
    const call = {
      request: { ...request },
      emit: (_event: string, error: object) => refused.push(fromStatus(error).code),
    };
    const unary = name !== "WatchEvents";
    (handlers[name] as (call: object, reply?: (error: object) => void) => void)(
      call,
      unary ? (error) => refused.push(fromStatus(error).code) : undefined,
    );
  }
  return { names: entered.map(({ name }) => name), entered, refused };
}

describe("the socket of a role", () => {
  it("lets a viewer look and nothing else, whatever calls there will be", () => {
    const { names, refused } = ask("viewer");
    expect(names.toSorted()).toEqual(["GetStatus", "Plan", "WatchEvents"]);
    expect(refused).toEqual(calls.filter((name) => !names.includes(name)).map(() => "PERMISSION_DENIED"));
    expect(ask("viewer", { probe: true }).names).not.toContain("Plan");
  });

  it.each(["operator", "owner"] as const)("lets an %s do everything", (role) => {
    expect(ask(role).names).toEqual(calls);
  });

  it("asks for the caller's name in every call that changes something", () => {
    type Definition = { readonly requestType: { readonly type: { readonly field: readonly { name: string }[] } } };
    const definitions = Object.entries(wire().AdminService.service) as unknown as [string, Definition][];
    const nameless = definitions.flatMap(([name, { requestType }]) =>
      requestType.type.field.some((field) => field.name === "operator") ? [] : [name],
    );
    expect(nameless.toSorted()).toEqual(["Diagnose", "GetStatus", "Plan", "ReadLogs", "WatchEvents"]);
  });

  it("puts beside the name that the caller claims the role that the socket proves", () => {
    const { entered } = ask("operator", { operator: "alice" });
    expect(new Set(entered.map(({ request }) => JSON.stringify(request)))).toEqual(
      new Set(['{"operator":"alice as operator"}']),
    );
    expect(callerName("alice", "owner")).toBe("alice");
    expect(callerName("\u001b[2Jroot\n", "operator")).toBe("[2Jroot as operator");
    expect(callerName("", "owner")).toBe("unknown");
    expect(callerName("x".repeat(500), "owner")).toHaveLength(64);
  });
});
