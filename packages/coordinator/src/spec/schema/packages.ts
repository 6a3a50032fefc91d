import { packageName, versionPattern } from "@quorate/shared/step/grammar";
import { repository } from "@quorate/shared/step/packages";
import { z } from "zod";
import { duration, fileNameField, flag, listOf, recordOf, section, text } from "./field.ts";

const apt = repository.input.shape.apt.unwrap().shape;
const yum = repository.input.shape.yum.unwrap().shape;

/** The armour is judged where both ways of giving the key meet: see repository-keys.ts. */
const keyFields = {
  publicKey: z
    .string({ error: () => "is not text: give the ASCII-armoured public key as a block, publicKey: |" })
    .meta({ description: "ASCII-armoured public key that signs the repository." })
    .optional(),
  publicKeyFile: fileNameField("keys/docker.asc", "File with that key, relative to this spec file.").optional(),
};

const url = (example: string) =>
  text(yum.baseurl, {
    what: "an http, https or file URL without spaces or quotes",
    example,
    description: "Address of the repository.",
  });

const suite = text(apt.suites.element, {
  what: "a suite or component name",
  example: "stable",
  description: "Name in the repository's sources line; a suite may be a path that ends with a slash.",
});

const words = (what: string, min: number, example: string) =>
  listOf(suite, min, 16, { what: `a list of ${what}`, example, description: `The ${what} of a sources line.` });

const aptSection = section(
  {
    uris: listOf(url("https://download.docker.com/linux/debian"), 1, 8, {
      what: "a list of URLs",
      example: "[https://download.docker.com/linux/debian]",
      description: "Addresses of the repository.",
    }),
    suites: words("suites", 1, "[bookworm]"),
    components: words("components", 0, "[stable]").default([]),
    ...keyFields,
  },
  "The repository as apt sees it.",
);

const yumSection = section(
  {
    baseurl: url("https://download.docker.com/linux/centos/7/x86_64/stable"),
    exclude: listOf(
      text(packageName, { what: "a package name", example: "kubelet", description: "Package name." }),
      0,
      64,
      {
        what: "a list of package names",
        example: "[kubelet, kubeadm, kubectl]",
        description: "Packages that only a step of Quorate may update.",
      },
    ).default([]),
    ...keyFields,
  },
  "The repository as dnf and yum see it.",
);

const repositorySection = section(
  {
    id: text(repository.input.shape.id, {
      what: "an id: lower-case letters, digits and hyphens, at most 41",
      example: "docker-ce",
      description: "Names the repository's file on the hosts.",
    }),
    title: text(repository.input.shape.title.min(1), {
      what: "one line of text",
      example: "Docker CE",
      description: "Name for people.",
    }),
    apt: aptSection.optional(),
    yum: yumSection.optional(),
  },
  "A package repository; hosts take the form that their package manager understands.",
);

export const packagesSection = section(
  {
    repositories: listOf(repositorySection, 0, 32, {
      what: "a list of repositories",
      example: "- { id: docker-ce, title: Docker CE, apt: { … } }",
      description: "Repositories to add to every host. An unsigned one is refused.",
    }),
    versions: recordOf(
      text(packageName, { what: "a package name", example: "haproxy", description: "Package name." }),
      text(versionPattern, { what: "a version", example: '"2.6.*"', description: "Version." }),
      {
        what: "a version (exact, or a prefix with *) or null for any version",
        example: '"2.6.*"',
        description: "Package name to version, over the profile's: exact, or a prefix with *; null for any version.",
      },
    ),
    hold: flag("Hold installed packages back from general upgrades (apt-mark hold, versionlock)."),
    lockWait: duration(1000, 3_600_000, {
      example: "5m",
      description: "How long to wait for another package manager's lock.",
    }),
  },
  "Packages and where they come from.",
);
