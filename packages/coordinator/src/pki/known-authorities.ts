import { readFileSync } from "node:fs";
import { AppError } from "@quorate/shared/errors";
import { z } from "zod";
import { fileAccessFailed, isMissingFile } from "../journal/file-access.ts";
import { writeWhole } from "../journal/whole-file.ts";

/** Which CAs were ever used here, by the hash of their public keys: a CA that is gone or exchanged is noticed. */
export interface KnownAuthorities {
  hashOf(name: string): string | undefined;
  /** Throws CA_MISMATCH when another CA was used under this name; `what` says what it is in the message. */
  refuseOther(name: string, caHash: string, what?: string): void;
  remember(name: string, caHash: string): void;
}

const content = z.strictObject({ version: z.literal(1), authorities: z.record(z.string(), z.string()) });

export function openKnownAuthorities(file: string): KnownAuthorities {
  const hashes = new Map(Object.entries(readKnown(file)));
  return {
    hashOf: (name) => hashes.get(name),
    refuseOther(name, caHash, what = `${name} CA`) {
      const known = hashes.get(name);
      if (known === undefined || known === caHash) return;
      throw new AppError("CA_MISMATCH", `the ${what} is ${caHash}; the one that was used before is ${known}`, {
        hint: `put the files back that ${file} names`,
      });
    },
    remember(name, caHash) {
      if (hashes.has(name)) return;
      hashes.set(name, caHash);
      writeWhole(file, `${JSON.stringify({ version: 1, authorities: Object.fromEntries(hashes) }, null, 2)}\n`);
    },
  };
}

function readKnown(file: string): Readonly<Record<string, string>> {
  try {
    return content.parse(JSON.parse(readFileSync(file, "utf8"))).authorities;
  } catch (cause) {
    if (isMissingFile(cause)) return {};
    throw fileAccessFailed(`the list of CAs ${file} cannot be read`, cause);
  }
}
