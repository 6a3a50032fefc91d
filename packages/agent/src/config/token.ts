import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { AppError } from "@quorate/shared/errors";
import { Secret } from "@quorate/shared/secret";

export interface TokenSource {
  /** On the command line, where every user of the machine can read it while the command runs. */
  readonly token?: string;
  /** A file, or "-" for standard input. */
  readonly tokenFile?: string;
}

/** Printable, without blanks; the coordinator knows the rest of the grammar. */
const pattern = /^[\x21-\x7e]{8,256}$/;

export async function readToken({ token, tokenFile }: TokenSource): Promise<Secret<string>> {
  if ((token === undefined) === (tokenFile === undefined)) {
    throw new AppError(
      "USAGE",
      "give the join token once: --token-file FILE (or - for standard input) or --token TOKEN",
    );
  }
  const found = (token ?? (await readSource(tokenFile ?? "-"))).trim();
  if (!pattern.test(found)) throw new AppError("USAGE", "what was given as the join token is none");
  return new Secret(found);
}

async function readSource(path: string): Promise<string> {
  try {
    return path === "-" ? await text(process.stdin) : await readFile(path, "utf8");
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, cause: unknown): AppError {
  return new AppError("USAGE", `cannot read the join token from ${path}`, { cause });
}
