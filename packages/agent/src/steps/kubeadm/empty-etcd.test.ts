import { describe, expect, it } from "vitest";
import { fakeHost } from "../../../../../test/fakes/fake-host.ts";
import { fakeStepContext } from "../../../../../test/fakes/fake-step-context.ts";
import type { AskEtcd } from "../etcd/json-exchange.ts";
import { refuseOldData } from "./empty-etcd.ts";

const etcd = {
  endpoints: ["https://10.0.0.1:2379", "https://10.0.0.2:2379"],
  caFile: "/p/ca",
  certFile: "/p/crt",
  keyFile: "/p/key",
  prefix: "/registry/",
};
const files = { "/p/ca": "ca", "/p/crt": "crt", "/p/key": "key" };
const context = () => fakeStepContext(fakeHost({ files }));

describe("refuseOldData", () => {
  it("asks for all keys below the prefix and is content with none", async () => {
    const asked: object[] = [];
    const ask: AskEtcd = async (_endpoint, _path, _pair, body) => {
      asked.push(body);
      return { ok: true, value: { header: {} } };
    };
    await refuseOldData(context(), etcd, ask);
    const range = { key: "L3JlZ2lzdHJ5Lw==", range_end: "L3JlZ2lzdHJ5MA==", count_only: true };
    expect(asked).toEqual([range]);
  });

  it("says how many keys there are and which cluster it was", async () => {
    const service = Buffer.from('k8s\0\n\x02v1 kubernetes "default\x1a\x0910.96.0.1"\x09ClusterIP').toString("base64");
    const ask: AskEtcd = async (_endpoint, _path, _pair, body) =>
      "count_only" in body ? { ok: true, value: { count: "330" } } : { ok: true, value: { kvs: [{ value: service }] } };
    await expect(refuseOldData(context(), etcd, ask)).rejects.toMatchObject({
      code: "ETCD_NOT_EMPTY",
      message: expect.stringMatching(/330 keys.*10\.96\.0\.1/),
    });
  });

  it("goes on to the next member when one does not answer", async () => {
    const ask: AskEtcd = async (endpoint) =>
      endpoint.includes("10.0.0.1") ? { ok: false, problem: "refused" } : { ok: true, value: {} };
    await expect(refuseOldData(context(), etcd, ask)).resolves.toBeUndefined();
  });

  it("is not content with silence", async () => {
    const ask: AskEtcd = async () => ({ ok: false, problem: "refused" });
    await expect(refuseOldData(context(), etcd, ask)).rejects.toMatchObject({
      code: "KUBERNETES_NOT_READY",
      evidence: ["https://10.0.0.1:2379: refused", "https://10.0.0.2:2379: refused"],
    });
  });

  it("is not content with an answer that counts nothing", async () => {
    const ask: AskEtcd = async () => ({ ok: true, value: { count: 3 } });
    await expect(refuseOldData(context(), etcd, ask)).rejects.toMatchObject({ code: "STEP_COMMAND_FAILED" });
  });
});
