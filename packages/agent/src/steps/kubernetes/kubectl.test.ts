import { AppError } from "@quorate/shared/errors";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { exited, fakeHost, succeeded } from "../../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../../test/fakes/fake-step-context.ts";
import { Kubectl, serverMessage } from "./kubectl.ts";

const named = z.object({ metadata: z.object({ name: z.string() }) });

function answering(result = succeeded()) {
  const host = fakeHost({ commands: [() => result] });
  return { host, kubectl: new Kubectl(fakeStepContext(host), "/etc/kubernetes/admin.conf") };
}

describe("kubectl", () => {
  it("is told its kubeconfig and a limit for each request, and keeps its cache out of root's home", async () => {
    const homes: unknown[] = [];
    const host = fakeHost({
      commands: [
        (_argv, options) => {
          homes.push(options.env?.["HOME"]);
          return succeeded('{"metadata":{"name":"m1"}}');
        },
      ],
    });
    const kubectl = new Kubectl(fakeStepContext(host), "/etc/kubernetes/admin.conf");
    expect(await kubectl.find(["node", "--", "m1"], named)).toEqual({ metadata: { name: "m1" } });
    expect(homes).toEqual(["/run/quorate/kubectl"]);
    expect(host.executed).toEqual([
      [
        ...["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf", "--request-timeout=15s"],
        ...["get", "--output=json", "--ignore-not-found", "node", "--", "m1"],
      ],
    ]);
  });

  it("finds nothing where there is no such object", async () => {
    const { kubectl } = answering(succeeded(""));
    expect(await kubectl.find(["node", "--", "m9"], named)).toBeUndefined();
  });

  it("fails with the server's own message", async () => {
    const { kubectl } = answering(exited(1, 'Error from server (Forbidden): nodes "m1" is forbidden\n'));
    await expect(kubectl.run(["taint", "node", "--overwrite", "--", "m1"])).rejects.toMatchObject({
      code: "STEP_COMMAND_FAILED",
      message: 'kubectl taint node m1 exited 1: Error from server (Forbidden): nodes "m1" is forbidden',
    });
  });

  it("says what to look at when no apiserver answers", async () => {
    const refused =
      "The connection to the server 192.168.1.33:12567 was refused - did you specify the right host or port?";
    const { kubectl } = answering(exited(1, refused));
    await expect(kubectl.run(["get", "nodes"])).rejects.toMatchObject({
      hint: expect.stringContaining("is the apiserver up?"),
    });
  });

  it("does not take another answer for the one it asked for", async () => {
    const { kubectl } = answering(succeeded("[]"));
    await expect(kubectl.get(["nodes"], named)).rejects.toBeInstanceOf(AppError);
  });
});

describe("the server's message", () => {
  it.each([
    // As kubectl 1.20.2 wrote them.
    [
      'error: error validating "STDIN": error validating data: ValidationError(DaemonSet.spec): missing required field "selector" in io.k8s.api.apps.v1.DaemonSetSpec; if you choose to ignore these errors, turn validation off with --validate=false',
      'ValidationError(DaemonSet.spec): missing required field "selector" in io.k8s.api.apps.v1.DaemonSetSpec',
    ],
    [
      'Warning: policy/v1beta1 PodSecurityPolicy is deprecated\nError from server (NotFound): error when creating "STDIN": namespaces "fl" not found',
      'Error from server (NotFound): namespaces "fl" not found',
    ],
    [
      "E1122 21:00:00.000001    1234 memcache.go:265] couldn't get current server API group list\nUnable to connect to the server: EOF",
      "Unable to connect to the server: EOF",
    ],
    ["", "it says nothing"],
  ])("of %j is told without kubectl's own words", (stderr, message) => {
    expect(serverMessage(stderr)).toBe(message);
  });
});
