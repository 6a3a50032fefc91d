import { AppError } from "@quorate/shared/errors";
import type { StepInput } from "@quorate/shared/step/contract";
import { type ManagedFile, managedFile } from "../managed-file.ts";

export type RepositoryInput = StepInput<"package.repository">;

export interface RepositoryFiles {
  readonly key: ManagedFile;
  readonly source: ManagedFile;
}

/** deb822, which every apt since 1.1 reads; the key signs this repository and no other. */
export function aptRepositoryFiles({ id, title, apt }: RepositoryInput): RepositoryFiles {
  if (!apt) throw notFor(id, "apt");
  const key = `/etc/apt/keyrings/quorate-${id}.asc`;
  const lines = [
    "# managed by quorate",
    `# ${title}`,
    "Types: deb",
    `URIs: ${apt.uris.join(" ")}`,
    `Suites: ${apt.suites.join(" ")}`,
    // A suite that ends with "/" is a path, and has no components.
    ...(apt.components.length > 0 ? [`Components: ${apt.components.join(" ")}`] : []),
    `Signed-By: ${key}`,
  ];
  return {
    key: managedFile(key, withNewline(apt.publicKey)),
    source: managedFile(`/etc/apt/sources.list.d/quorate-${id}.sources`, `${lines.join("\n")}\n`),
  };
}

export function yumRepositoryFiles({ id, title, yum }: RepositoryInput): RepositoryFiles {
  if (!yum) throw notFor(id, "yum");
  const key = `/etc/pki/rpm-gpg/RPM-GPG-KEY-quorate-${id}`;
  const lines = [
    "# managed by quorate",
    `[quorate-${id}]`,
    `name=${title}`,
    `baseurl=${yum.baseurl}`,
    "enabled=1",
    "gpgcheck=1",
    `gpgkey=file://${key}`,
    ...(yum.exclude.length > 0 ? [`exclude=${yum.exclude.join(" ")}`] : []),
  ];
  return {
    key: managedFile(key, withNewline(yum.publicKey)),
    source: managedFile(`/etc/yum.repos.d/quorate-${id}.repo`, `${lines.join("\n")}\n`),
  };
}

function withNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

function notFor(id: string, family: "apt" | "yum"): AppError {
  return new AppError("UNSUPPORTED", `the repository ${id} has no ${family} part, which this host needs`, {
    hint: `give spec.packages.repositories ${id} a part named ${family}`,
  });
}
