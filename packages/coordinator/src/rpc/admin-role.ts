import type { sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import { AppError } from "@quorate/shared/errors";
import type { AdminServiceHandlers } from "@quorate/shared/wire/generated/quorate/v1/AdminService";
import { toStatus } from "@quorate/shared/wire/status";

/** owner: who owns the state directory; operator: may do the same, over a socket of its group; viewer: may only look. */
export type AdminRole = "owner" | GroupRole;
export const groupRoles = ["operator", "viewer"] as const;
export type GroupRole = (typeof groupRoles)[number];

interface AdminCall {
  readonly request: { operator?: string; readonly probe?: boolean };
  emit(event: "error", error: object): unknown;
}
type Handler = (call: AdminCall, reply?: sendUnaryData<unknown>) => void;

/** Calls that change nothing. A probe runs on every host, so a viewer's plan is without. What is not listed is a viewer's no. */
const looks: Readonly<Record<string, (request: AdminCall["request"]) => boolean>> = {
  GetStatus: () => true,
  WatchEvents: () => true,
  Plan: ({ probe }) => probe !== true,
};

/**
 * What the socket of this role offers. Which socket a call came by is sure: the kernel lets only its group open it. The
 * name in a request is what the caller says of itself; the event log gets both.
 */
export function handlersFor(role: AdminRole, handlers: AdminServiceHandlers): UntypedServiceImplementation {
  const all = Object.entries(handlers) as [string, Handler][];
  return Object.fromEntries(
    all.map(([name, handle]): [string, Handler] => [
      name,
      (call, reply) => {
        if (role === "viewer" && looks[name]?.(call.request) !== true) return refuse(name, call, reply);
        const { operator } = call.request;
        if (operator !== undefined) call.request.operator = callerName(operator, role);
        handle(call, reply);
      },
    ]),
  );
}

/** For the event log: "alice", "alice as operator". */
export function callerName(claimed: string, role: AdminRole): string {
  const name =
    claimed
      .replaceAll(/[^\x20-\x7e]/g, "")
      .slice(0, 64)
      .trim() || "unknown";
  return role === "owner" ? name : `${name} as ${role}`;
}

function refuse(name: string, call: AdminCall, reply: sendUnaryData<unknown> | undefined): void {
  const status = toStatus(
    new AppError("PERMISSION_DENIED", `a viewer may not ask for ${name}`, {
      hint: "use --role operator as a member of its group, or the coordinator's own user",
    }),
  );
  if (reply) reply(status);
  else call.emit("error", status);
}
