import { packageName, versionPattern } from "@quorate/shared/step/grammar";
import { z } from "zod";
import { choice, flag, listOf, section, text } from "./field.ts";

/** As an image's name says it: a host name or an address, with its port where it has one. */
const registryHost = z
  .string()
  .max(255)
  .regex(/^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?$/);

const endpointUrl = z
  .string()
  .max(512)
  .regex(/^https?:\/\/[A-Za-z0-9._~:/@%+$-]+$/)
  .refine((value) => !value.includes("@"));

const mirrorSection = section(
  {
    registry: text(registryHost, {
      what: "a registry's host name, as it stands in images' names",
      example: "docker.io",
      description: "The registry that the mirror stands in for.",
    }),
    endpoints: listOf(
      text(endpointUrl, {
        what: "an http or https URL without user and password",
        example: "https://mirror.example.com",
        description: "Mirror.",
      }),
      1,
      8,
      {
        what: "a list of URLs",
        example: "[https://mirror.example.com]",
        description: "Mirrors, asked in this order and before the registry itself.",
      },
    ),
    insecure: flag("Plain http, or a certificate that nobody signed.").default(false),
  },
  "Mirrors of one registry.",
);

export const runtimeSection = section(
  {
    name: choice(["docker", "containerd"], "docker only before Kubernetes 1.24."),
    version: text(z.union([z.literal("*"), versionPattern]), {
      what: "a version, exact or as a prefix with *, or * for any",
      example: '"18.09.7"',
      description: "Version of the container runtime; * is whatever the repositories offer.",
    }).optional(),
    packages: listOf(
      text(packageName, { what: "a package name", example: "docker.io", description: "Package." }),
      1,
      16,
      {
        what: "a list of packages",
        example: "[docker.io]",
        description:
          "Packages that bring the runtime. Without it those of download.docker.com; Debian's own are docker.io and containerd.",
      },
    ),
    mirrors: listOf(mirrorSection, 0, 16, {
      what: "a list of mirrors",
      example: "- { registry: docker.io, endpoints: [https://mirror.example.com] }",
      description: "Where the runtime looks for images before it asks their own registry.",
    }),
  },
  "The container runtime.",
);
