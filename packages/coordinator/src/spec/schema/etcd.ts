import { etcdTarball } from "@quorate/shared/step/etcd";
import { filePath, packageName, sha256, versionPattern } from "@quorate/shared/step/grammar";
import { z } from "zod";
import { choice, complaint, duration, integer, parsed, section, size, text } from "./field.ts";

const packageField = (what: string, example: string) =>
  text(packageName, { what: "a package name", example, description: `Package that brings ${what}.` });

const source = z
  .discriminatedUnion(
    "kind",
    [
      section(
        {
          kind: z.literal("package"),
          server: packageField("the etcd binary", "etcd-server"),
          client: packageField("etcdctl; may be the same package", "etcd-client"),
        },
        "etcd from a package repository.",
      ),
      section(
        {
          kind: z.literal("tarball"),
          url: text(etcdTarball.input.shape.url, {
            what: "an http, https or file URL",
            example: "https://mirror.example.com/etcd-v3.4.7-linux-amd64.tar.gz",
            description: "The release archive; a mirror will do, since the sha256 decides.",
          }),
          sha256: text(sha256, {
            what: "a sha256: 64 hexadecimal digits in lower case",
            example: "4ad86e663b63feb4855e1f3a647e719d6d79cf6306410c52b7f280fa56f8eb6b",
            description: "sha256 of the archive, from the SHA256SUMS of the release.",
          }),
        },
        "etcd from a release archive.",
      ),
    ],
    {
      error: (issue) =>
        issue.code === "invalid_union"
          ? 'kind is neither "package" nor "tarball"; for example { kind: package, server: etcd-server, client: etcd-client }'
          : complaint(issue.input, {
              what: "a map",
              example: "{ kind: package, server: etcd-server, client: etcd-client }",
            }),
    },
  )
  .meta({ description: "Where etcd comes from. Default: the release archive of the profile's version." });

export const etcdSection = section(
  {
    version: text(versionPattern.regex(/^\d+\.\d+\./), {
      what: "an etcd version, exact or as a prefix with *",
      example: "3.4.7",
      description: "3.4.7, or 3.4.* where a package repository decides.",
    }),
    topology: choice(
      ["external", "stacked"],
      "external: etcd as a service beside Kubernetes, on the control-plane hosts. stacked: kubeadm runs a member beside each apiserver; version, source and what else is ours to start is then not used.",
    ),
    source,
    dataDir: parsed(directory, {
      what: "a plain absolute path",
      example: "/var/lib/quorate-etcd",
      description:
        "Data directory. Never one that kubeadm reset empties, such as /var/lib/etcd (kubernetes/kubeadm#3225).",
    }),
    certificateDays: integer(1, 3650, { example: "365", description: "Life of the etcd certificates in days." }),
    startWindow: duration(5000, 600_000, {
      example: "60s",
      description: "All members must be started and healthy within this time; otherwise the start is undone.",
    }),
    quota: size(2 ** 24, 2 ** 36, {
      example: "8GiB",
      description: "Size of the database at which etcd stops taking writes. etcd suggests 8GiB at most.",
    }),
    autoCompaction: parsed(
      hours,
      {
        what: "whole hours from 1h to 720h",
        example: "8h",
        description: "How long old revisions are kept.",
      },
      /^\d{1,3}h$/,
    ),
    heartbeat: duration(10, 5000, { example: "100ms", description: "Heartbeat of the leader; about the round trip." }),
    election: duration(100, 50_000, {
      example: "1s",
      description: "Silence after which a member calls an election; at least five heartbeats.",
    }),
  },
  "The etcd cluster.",
);

function hours(value: string): number | undefined {
  const count = Number(/^(\d{1,3})h$/.exec(value)?.[1]);
  return count >= 1 && count <= 720 ? count : undefined;
}

/** The path without a slash at its end. */
function directory(value: string): string | undefined {
  const path = value.replace(/\/$/, "");
  return filePath.safeParse(path).success ? path : undefined;
}
