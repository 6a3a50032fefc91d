import { readFile } from "node:fs/promises";
import { request as httpsRequest, type RequestOptions } from "node:https";
import { AppError } from "@quorate/shared/errors";
import type { WatchTarget } from "@quorate/shared/facts";
import type { EtcdHealth } from "@quorate/shared/heartbeat";
import { z } from "zod";
import { httpRequest } from "../host/http-request.ts";
import { type EtcdMetrics, etcdMetrics } from "./etcd-metrics.ts";

/** Numbers of 64 bits come as decimal strings from etcd's JSON gateway. */
const decimal = z.string().regex(/^\d{1,20}$/);
const memberStatus = z.object({
  header: z.object({ cluster_id: decimal, member_id: decimal }),
  leader: decimal.optional(),
  dbSize: decimal.optional(),
});
const healthAnswer = z.object({ health: z.string(), reason: z.string().optional() });

const limitMs = 2_000;
/** The metrics of a member are 60 to 150 KiB. */
const maxAnswer = 1_024 * 1_024;
const hex = (text: string): string => BigInt(text).toString(16);

/** Where the plan has etcd publish /health without client certificates, on loopback only. */
export const metricsUrl = "http://127.0.0.1:2381";

/** Looks once; what goes wrong becomes the problem, never a rejection. */
export async function readEtcdHealth(watch: WatchTarget, metrics = metricsUrl): Promise<EtcdHealth> {
  const nothing = { memberId: "", clusterId: "", leader: false, databaseBytes: 0 };
  try {
    const status = memberStatus.parse(JSON.parse(await askMember(watch)));
    const health = healthAnswer.parse(JSON.parse(await ask(`${metrics}/health`, {})));
    const healthy = health.health === "true";
    return {
      healthy,
      memberId: hex(status.header.member_id),
      clusterId: hex(status.header.cluster_id),
      leader: status.leader !== undefined && status.leader === status.header.member_id,
      databaseBytes: Number(status.dbSize ?? 0),
      problem: healthy ? "" : (health.reason || "etcd says that it is not healthy").slice(0, 200),
      ...(await readMetrics(metrics)),
    };
  } catch (error) {
    return { ...nothing, healthy: false, problem: AppError.from(error).message.slice(0, 200) };
  }
}

/** With the client pair of this host; the answer names the member and the cluster it belongs to. */
async function askMember(watch: WatchTarget): Promise<string> {
  const [ca, cert, key] = await Promise.all(
    [watch.etcdCaFile, watch.etcdCertFile, watch.etcdKeyFile].map((path) => readFile(path, "utf8")),
  );
  const pair = { ca: ca ?? "", cert: cert ?? "", key: key ?? "" };
  return ask(`${watch.etcdClientUrl}/v3/maintenance/status`, { ...pair, method: "POST" });
}

/** What they say is good to know and no part of the verdict. */
async function readMetrics(metrics: string): Promise<EtcdMetrics> {
  try {
    return etcdMetrics(await ask(`${metrics}/metrics`, {}));
  } catch {
    return {};
  }
}

function ask(url: string, options: RequestOptions): Promise<string> {
  const start = url.startsWith("https:") ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(limitMs);
    const call = start(url, { ...options, signal }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > maxAnswer) answer.destroy(new Error(`${url} answers without end`));
      });
      answer.once("error", reject);
      answer.once("end", () => resolve(text));
    });
    call.once("error", (error) => reject(signal.aborted ? new Error(`${url} did not answer in ${limitMs} ms`) : error));
    call.end(options.method === "POST" ? "{}" : undefined);
  });
}
