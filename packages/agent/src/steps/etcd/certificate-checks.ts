import type { EtcdMember } from "@quorate/shared/step/etcd";
import { chainProblems, parseCertificate, parsePrivateKey } from "../certificates/judge.ts";
import type { StepContext } from "../handler.ts";

interface Pair {
  readonly name: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  /** Servers are known by their address; a client's certificate names none. */
  readonly address?: string;
}

/** What etcd would only notice when it starts, or when a peer hangs up on it. */
export async function certificateProblems(ctx: StepContext, member: EtcdMember): Promise<string[]> {
  const { peerCa, peerCert, peerKey, clientCa, serverCert, serverKey, rootCert, rootKey } = member.certificates;
  const { address } = member;
  const pairs: readonly Pair[] = [
    { name: "peer", ca: peerCa, cert: peerCert, key: peerKey, address },
    { name: "server", ca: clientCa, cert: serverCert, key: serverKey, address },
    { name: "root client", ca: clientCa, cert: rootCert, key: rootKey },
  ];
  return (await Promise.all(pairs.map((pair) => problemsOf(ctx, pair)))).flat();
}

async function problemsOf(ctx: StepContext, { name, address, ...paths }: Pair): Promise<string[]> {
  const [ca, cert, key] = await Promise.all([paths.ca, paths.cert, paths.key].map((path) => ctx.host.files.read(path)));
  const [authority, certificate, privateKey] = [parseCertificate(ca), parseCertificate(cert), parsePrivateKey(key)];
  if (!authority) return [`${paths.ca} is no CA certificate`];
  if (!certificate) return [`${paths.cert} is no certificate`];
  if (!privateKey) return [`${paths.key} is no private key`];
  const problems = [
    ...(certificate.checkPrivateKey(privateKey) ? [] : ["does not belong to its key"]),
    ...chainProblems(certificate, authority, ctx.clock.wallMs()),
    ...(address === undefined || certificate.checkIP(address) ? [] : [`does not name ${address}`]),
  ];
  return problems.map((problem) => `the ${name} certificate ${problem}`);
}
