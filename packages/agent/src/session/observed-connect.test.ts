import { AppError } from "@quorate/shared/errors";
import { expect, it } from "vitest";
import type { ConnectionEvents } from "./connection.ts";
import { observedConnect } from "./observed-connect.ts";

it("takes a try to connect and each message for a sign of life, an end for none, and passes all of it on", () => {
  const seen: string[] = [];
  let events: ConnectionEvents | undefined;
  const connect = observedConnect(
    (given) => {
      events = given;
      return { send: () => true, close: () => undefined };
    },
    () => seen.push("sign"),
  );
  connect({
    message: ({ type }) => seen.push(type),
    drained: () => seen.push("drained"),
    closed: ({ code }) => seen.push(code),
  });
  events?.message({ type: "facts-request", requestId: "1" });
  events?.drained();
  events?.closed(new AppError("COORDINATOR_UNREACHABLE", "gone"));
  expect(seen).toEqual(["sign", "sign", "facts-request", "drained", "COORDINATOR_UNREACHABLE"]);
});
