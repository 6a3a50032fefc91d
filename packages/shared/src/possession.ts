/** What the requests of enrol.proto and control.proto sign, to prove possession of the key. Each purpose has its own first line, so no signature serves twice. */

/** "quorate-enrol-v1\n" token "\n" host_name "\n" public_key; the key as DER SubjectPublicKeyInfo. */
export function enrolmentBytes(request: {
  readonly token: string;
  readonly hostName: string;
  readonly publicKey: Buffer;
}): Buffer {
  return signedBytes(["quorate-enrol-v1", request.token, request.hostName], request.publicKey);
}

/** "quorate-certificate-v1\n" run "\n" step "\n" role "\n" public_key. */
export function certificateBytes(request: {
  readonly run: string;
  readonly step: string;
  readonly role: string;
  readonly publicKey: Buffer;
}): Buffer {
  return signedBytes(["quorate-certificate-v1", request.run, request.step, request.role], request.publicKey);
}

/** The parts have grammars without newlines, so no two requests give the same bytes. */
function signedBytes(parts: readonly string[], publicKey: Buffer): Buffer {
  return Buffer.concat([Buffer.from(parts.map((part) => `${part}\n`).join(""), "utf8"), publicKey]);
}
