import { AppError } from "@quorate/shared/errors";
import type { StepContext } from "../handler.ts";
import { peerOf, type TlsFiles } from "../http-exchange.ts";
import type { Ask } from "./health-question.ts";
import { type NodeObject, nodeObject } from "./objects.ts";

const timeoutMs = 5_000;

/** This host's node by the kubelet's own identity: all that a worker may see, and it needs no kubectl. Undefined when there is none. */
export async function readOwnNode(
  ctx: Pick<StepContext, "host" | "signal">,
  ask: Ask,
  kubeconfig: string,
  name: string,
): Promise<NodeObject | undefined> {
  const { server, tls } = await kubeletIdentity(ctx.host.files, kubeconfig);
  const { peer } = peerOf(server, tls);
  const reply = await ask(peer, { path: `/api/v1/nodes/${name}`, timeoutMs }, ctx.signal);
  if (!reply.ok) throw notAnswered(server, reply.problem);
  const { status, text } = reply.value;
  if (status === 404) return undefined;
  if (status !== 200) throw notAnswered(server, `HTTP ${status}: ${text.trim().slice(0, 200)}`);
  return parseNode(server, text);
}

interface Identity {
  readonly server: string;
  readonly tls: TlsFiles;
}

/** Of a kubeconfig as kubeadm writes it: the CA inside, the pair inside or in files. */
async function kubeletIdentity(files: StepContext["host"]["files"], kubeconfig: string): Promise<Identity> {
  const text = await files.read(kubeconfig);
  if (text === undefined) throw unusable(kubeconfig, "it is not there");
  const field = (name: string): string | undefined => new RegExp(`^[ -]*${name}: *"?([^\\s"]+)`, "m").exec(text)?.[1];
  const pem = async (name: string): Promise<string> => {
    const data = field(`${name}-data`);
    if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
    const path = field(name);
    const found = path === undefined ? undefined : await files.read(path);
    if (found === undefined) throw unusable(kubeconfig, `its ${name} cannot be read`);
    return found;
  };
  const server = field("server");
  if (server === undefined) throw unusable(kubeconfig, "it names no server");
  const [ca, cert, key] = [
    await pem("certificate-authority"),
    await pem("client-certificate"),
    await pem("client-key"),
  ];
  return { server, tls: { ca, cert, key } };
}

function parseNode(server: string, text: string): NodeObject {
  try {
    return nodeObject.parse(JSON.parse(text));
  } catch (error) {
    throw notAnswered(server, text.slice(0, 100), error);
  }
}

function notAnswered(server: string, problem: string, cause?: unknown): AppError {
  return new AppError("STEP_COMMAND_FAILED", `${server} does not tell about the node: ${problem}`, { cause });
}

function unusable(kubeconfig: string, why: string): AppError {
  return new AppError("STEP_COMMAND_FAILED", `the kubelet's ${kubeconfig} cannot be used: ${why}`, {
    hint: "has `kubeadm join` ended well on this host?",
  });
}
