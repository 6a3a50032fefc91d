import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { caHash } from "@quorate/shared/ca-hash";
import type { Language } from "@quorate/shared/language";
import { decodeFacts } from "@quorate/shared/wire/codec-agent-message";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { main } from "../../packages/agent/src/main.ts";
import { coordinatorUri, enrolListener, LoopbackFleet } from "../fakes/loopback-coordinator.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "quorate-agent-cli-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const ownDirectories = () => ["--config-dir", join(directory, "etc"), "--state-dir", join(directory, "state")];

/** What the command prints and its exit code. */
const agent = (...args: readonly string[]) => agentIn("en", ...args);

async function agentIn(language: Language, ...args: readonly string[]) {
  const said = { out: "", error: "" };
  const exit = await main(["node", "quorate-agent", ...args], {
    out: (text) => {
      said.out += text;
    },
    error: (text) => {
      said.error += text;
    },
    language,
  });
  return { exit, ...said };
}

const hash = `sha256:${"0".repeat(64)}`;

describe("quorate-agent", () => {
  test("shows its commands, and not the one that only it calls", async () => {
    const { exit, out } = await agent("--help");
    expect(exit).toBe(0);
    expect(out).toContain("enroll");
    expect(out).toContain("run");
    expect(out).not.toContain("inventory");
  });

  test("shows its version", async () => {
    expect(await agent("--version")).toEqual({ exit: 0, out: "0.1.0\n", error: "" });
  });

  test.each([
    ["an unknown command", ["fly"]],
    ["an unknown option", ["run", "--fast"]],
    ["an unknown log level", ["run", "--log-level", "loud"]],
    ["no coordinator", ["enroll", "--ca-hash", hash, "--token", "a-join-token"]],
    ["no CA hash", ["enroll", "--coordinator", "127.0.0.1:1", "--token", "a-join-token"]],
    ["no token", ["enroll", "--coordinator", "127.0.0.1:1", "--ca-hash", hash]],
    ["an address without port", ["enroll", "--coordinator", "127.0.0.1", "--ca-hash", hash, "--token", "a-join-token"]],
    [
      "a hash that is none",
      ["enroll", "--coordinator", "127.0.0.1:1", "--ca-hash", "md5:1", "--token", "a-join-token"],
    ],
    [
      "a host name that is none",
      ["enroll", "--host", "Ä", "--coordinator", "127.0.0.1:1", "--ca-hash", hash, "--token", "a-join-token"],
    ],
  ])("with %s exits 64 and says what is wrong, without the token", async (_, args) => {
    const { exit, error } = await agent(...args);
    expect(exit).toBe(64);
    expect(error).not.toBe("");
    expect(error).not.toContain("a-join-token");
  });

  test("does not run before it is enrolled, and says what to do", async () => {
    const { exit, error } = await agent("run", ...ownDirectories());
    expect(exit).toBe(65);
    expect(error).toContain("[AGENT_NOT_ENROLLED]");
    expect(error).toContain("coordinator token create HOST");
  });

  test("speaks Chinese where the locale does: its help, what is wrong with a command line, and every error", async () => {
    const help = await agentIn("zh", "enroll", "--help");
    expect(help).toMatchObject({ exit: 0, error: "" });
    expect(help.out).toContain("用法: quorate-agent enroll|enrol [选项]\n\n用加入令牌换取这台主机的证书");
    expect(help.out).toContain("  --state-dir <dir>          步骤的日志文件放在哪里（默认：/var/lib/quorate-agent）");
    expect((await agentIn("zh", "run", "--fast")).error).toMatch(/^错误: 没有“--fast”这个选项\n\n用法: /);
    expect((await agentIn("zh", "run", ...ownDirectories())).error).toBe(
      `quorate-agent: 无法读取 ${directory}/etc/agent.json [AGENT_NOT_ENROLLED]\n` +
        "  用 `coordinator token create HOST` 做一个令牌，再运行它打印的 `quorate-agent enroll` 那一行\n",
    );
    const order = ["--coordinator", "127.0.0.1:1", "--ca-hash", hash, "--token", "a-join-token", "--host", "k8s-1"];
    expect((await agentIn("zh", "enroll", ...order, ...ownDirectories())).error).toBe(
      "quorate-agent: 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1 [COORDINATOR_UNREACHABLE]\n" +
        "  coordinator 在运行吗？这台主机能访问它的 enrol 端口吗？\n",
    );
  });

  test("exits 69 when nobody answers", async () => {
    const args = ["enroll", "--coordinator", "127.0.0.1:1", "--ca-hash", hash, "--token", "a-join-token"];
    expect(await agent(...args, "--host", "k8s-1", ...ownDirectories())).toMatchObject({
      exit: 69,
      error: expect.stringContaining("[COORDINATOR_UNREACHABLE]"),
    });
  });

  test("enrols with a token from a file, under the name it is given, and says what comes next", async () => {
    const fleet = new LoopbackFleet();
    const coordinator = await enrolListener(fleet, (request) => ({
      certificatePem: fleet.agentCertificate(request.publicKey, request.hostName),
      caPem: fleet.ca.pem,
      controlAddress: "127.0.0.1:8444",
      coordinatorUri,
    }));
    writeFileSync(join(directory, "token"), "a-join-token\n");
    const args = ["--coordinator", coordinator.address, "--ca-hash", caHash(fleet.ca.pem), "--host", "k8s-master90"];
    const { exit, out } = await agent("enroll", ...args, "--token-file", join(directory, "token"), ...ownDirectories());
    coordinator.close();
    expect(exit).toBe(0);
    expect(out).toContain("k8s-master90 is enrolled");
    expect(out).toContain("systemctl");
    expect(coordinator.requests[0]).toMatchObject({ token: "a-join-token", hostName: "k8s-master90" });
    expect(decodeFacts(coordinator.requests[0]?.factsJson ?? "")).toMatchObject({ host: "k8s-master90" });
  });

  test("as its own inventory prints what systeminformation knows", async () => {
    const { exit, out } = await agent("inventory");
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ productUuid: expect.any(String), osName: expect.any(String) });
  });
});
