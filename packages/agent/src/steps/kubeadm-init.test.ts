import { describe, expect, it } from "vitest";
import { command, exited, type FakeCommand, succeeded } from "../../../../test/fakes/fake-host.ts";
import { initConfigFile, initGuard, initInput, initWorld, token } from "../../../../test/fakes/kubeadm-world.ts";
import { kubernetesGuardFile } from "../facts/kubernetes-state.ts";

describe("kubeadm.init", () => {
  it("makes the cluster, and finds nothing to do the second time", async () => {
    const { host, ctx, handler, seen } = initWorld();
    expect(await handler.probe(initInput, ctx)).toHaveLength(1);
    await handler.apply(initInput, ctx);
    expect(await handler.probe(initInput, ctx)).toEqual([]);
    expect(seen.config).toContain(token);
    expect(host.files.text(initConfigFile)).toBeUndefined();
    expect(JSON.parse(host.files.text(kubernetesGuardFile) ?? "")).toEqual({
      role: "control-plane",
      caHash: initInput.caHash,
      joined: true,
    });
    expect(host.executed.find((argv) => argv[1] === "init")).toEqual([
      ...["kubeadm", "init", "--config", initConfigFile, "--skip-token-print"],
      ...["--skip-phases=addon/coredns", "--ignore-preflight-errors=NumCPU,Mem"],
    ]);
  });

  it("shows its token to nobody: not in arguments, output, marks or errors", async () => {
    const leaking: FakeCommand = (argv, options) => {
      if (argv[1] !== "init") return undefined;
      options.onLine?.(`error: token ${token} is bad, so is ${token.slice(7)}`);
      return exited(1, `panic ${token}`);
    };
    const { host, ctx, handler } = initWorld({ kubeadm: leaking });
    const error: unknown = await handler.apply(initInput, ctx).catch((thrown: unknown) => thrown);
    const { message, hint, evidence, cause } = Object(error);
    const shown = JSON.stringify([ctx.lines, ctx.marks, host.executed, message, hint, evidence, String(cause)]);
    expect(shown).toContain("[redacted]");
    expect(shown).not.toContain("canary");
    expect(host.files.text(initConfigFile)).toBeUndefined();
  });

  it("has its guard on disk before kubeadm starts", async () => {
    let before: string | undefined;
    const { host, ctx, handler } = initWorld({
      kubeadm: (argv) => {
        if (argv[1] === "init") before = host.files.text(kubernetesGuardFile);
        return undefined;
      },
    });
    await handler.apply(initInput, ctx);
    expect(JSON.parse(before ?? "")).toMatchObject({ joined: false });
  });

  it("fault 47: touches nothing where etcd holds another cluster", async () => {
    const { host, ctx, handler } = initWorld({ etcdKeys: 330 });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({ code: "ETCD_NOT_EMPTY" });
    expect(host.executed).toEqual([]);
    expect(host.files.text(kubernetesGuardFile)).toBeUndefined();
  });

  it("fault 46: takes an interrupted attempt back first, keeps the shared PKI, and does not mind its own keys in etcd", async () => {
    const { host, ctx, handler, seen } = initWorld({
      etcdKeys: 9,
      files: {
        [kubernetesGuardFile]: initGuard(false),
        "/etc/kubernetes/admin.conf": "half",
        "/etc/kubernetes/pki/apiserver.crt": "half",
        "/proc/99/comm": "kubeadm\n",
        "/proc/99/cmdline": `kubeadm\0init\0--config\0${initConfigFile}\0`,
        "/proc/98/comm": "kubeadm\n",
        "/proc/98/cmdline": "kubeadm\0token\0list\0",
        "/usr/bin/kill": "",
        [initConfigFile]: "left",
      },
      kubeadm: command(["kill"], succeeded()),
    });
    await handler.apply(initInput, ctx);
    const reset = host.executed.find((argv) => argv[1] === "reset" && argv[2] === "--force");
    expect(reset).toContain("--skip-phases=remove-etcd-member");
    expect(reset).toContain("--cert-dir=/run/quorate/no-pki");
    expect(host.executed.filter(([program]) => program === "kill")).toEqual([["kill", "-KILL", "99"]]);
    expect(host.files.text("/etc/kubernetes/admin.conf")).toBeUndefined();
    expect(host.files.text("/etc/kubernetes/pki/apiserver.crt")).toBeUndefined();
    expect(host.files.text("/etc/kubernetes/pki/ca.key")).toBe("key");
    expect(seen.etcdAsked).toBe(0);
  });

  const whole = {
    [kubernetesGuardFile]: initGuard(false),
    "/etc/kubernetes/kubelet.conf": "kubelet",
    "/etc/kubernetes/manifests/kube-apiserver.yaml": "pod",
    [initConfigFile]: "left",
  };

  it("fault 46: keeps what kubeadm did when it ended well after its agent had died", async () => {
    const { host, ctx, handler } = initWorld({ endedAlone: 0, etcdKeys: 9, files: whole });
    await handler.apply(initInput, ctx);
    expect(host.executed.filter(([program]) => program === "kubeadm" || program === "rm")).toEqual([]);
    expect(host.files.text(kubernetesGuardFile)).toContain('"joined": true');
    expect(host.files.text(initConfigFile)).toBeUndefined();
    expect(await handler.probe(initInput, ctx)).toEqual([]);
  });

  it.each([
    ["ended badly", 1],
    ["did not live to tell", undefined],
  ])("fault 46: takes back what kubeadm did when it %s", async (_how, endedAlone) => {
    const { host, ctx, handler } = initWorld({ ...(endedAlone === undefined ? {} : { endedAlone }), files: whole });
    await handler.apply(initInput, ctx);
    expect(host.executed.some((argv) => argv[1] === "reset" && argv[2] === "--force")).toBe(true);
    expect(host.executed.some((argv) => argv[1] === "init")).toBe(true);
  });

  it("believes no kubeadm that ended well before the host was reset", async () => {
    const { host, ctx, handler } = initWorld({ endedAlone: 0 });
    await handler.apply(initInput, ctx);
    expect(host.executed.some((argv) => argv[1] === "init")).toBe(true);
  });

  it.each([["/etc/kubernetes/admin.conf"], ["/etc/kubernetes/manifests/etcd.yaml"]])(
    "touches nothing where %s is a stranger's",
    async (path) => {
      const { host, ctx, handler } = initWorld({ files: { [path]: "theirs" } });
      await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({
        code: "KUBEADM_FAILED",
        message: expect.stringContaining(path),
      });
      expect(host.executed).toEqual([]);
    },
  );

  it("refuses a host of another cluster", async () => {
    const other = JSON.stringify({ role: "control-plane", caHash: `sha256:${"0".repeat(64)}`, joined: false });
    const { ctx, handler } = initWorld({ files: { [kubernetesGuardFile]: other } });
    await expect(handler.probe(initInput, ctx)).rejects.toMatchObject({ code: "KUBERNETES_CA_MISMATCH" });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({ code: "KUBERNETES_CA_MISMATCH" });
  });

  it("never makes a cluster anew on a host that has one and lost a manifest", async () => {
    const { host, ctx, handler } = initWorld({
      files: { [kubernetesGuardFile]: initGuard(true), "/etc/kubernetes/kubelet.conf": "k" },
    });
    expect(await handler.probe(initInput, ctx)).toEqual([
      { what: "/etc/kubernetes/manifests/kube-apiserver.yaml", have: "absent", want: "present" },
    ]);
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({ code: "KUBEADM_FAILED" });
    expect(host.executed).toEqual([]);
  });

  it("waits until the apiserver stays well after the kubelet's restart", async () => {
    const { ctx, handler, seen } = initWorld({ health: [undefined, "HTTP 500: etcd failed", undefined, undefined] });
    await handler.apply(initInput, ctx);
    expect(seen.health).toBe(5);
  });

  it("leaves the guard open when the apiserver does not come back", async () => {
    const { host, ctx, handler } = initWorld({ health: new Array<string>(1_000).fill("HTTP 500: etcd failed") });
    await expect(handler.apply(initInput, ctx)).rejects.toMatchObject({ code: "KUBERNETES_NOT_READY" });
    expect(host.files.text(kubernetesGuardFile)).toContain('"joined": false');
  });

  it("has the configuration checked first by a kubeadm that can", async () => {
    const { host, ctx, handler } = initWorld({
      kubeadm: command(["kubeadm", "config", "validate"], exited(1, `strict decoding error: unknown field ${token}`)),
    });
    const newer = { ...initInput, version: "1.31.0" };
    await expect(handler.apply(newer, ctx)).rejects.toMatchObject({
      code: "CONFIG_REJECTED",
      message: expect.stringContaining("unknown field [redacted]"),
    });
    expect(host.executed.some((argv) => argv[1] === "init")).toBe(false);
  });

  it("stops when it is told to, and leaves no configuration file", async () => {
    const stop = new AbortController();
    const waiting: FakeCommand = (argv, { signal }) =>
      argv[1] === "init"
        ? new Promise((_resolve, reject) => {
            signal?.addEventListener("abort", () => reject(signal.reason));
            stop.abort(new Error("canceled"));
          })
        : undefined;
    const { host, ctx, handler } = initWorld({ kubeadm: waiting, signal: stop.signal });
    await expect(handler.apply(initInput, ctx)).rejects.toThrow("canceled");
    expect(host.files.text(initConfigFile)).toBeUndefined();
    expect(host.files.text(kubernetesGuardFile)).toContain('"joined": false');
  });
});
