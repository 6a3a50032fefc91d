import { z } from "zod";
import { complaint, fileNameField, listOf, section } from "./field.ts";
import { imageRepositoryField } from "./kubernetes-names.ts";

const example = "{ plugin: manifests, files: [calico.yaml] }";

/** How pods reach each other across hosts. */
export const networkField = z
  .discriminatedUnion(
    "plugin",
    [
      section(
        {
          plugin: z.literal("flannel").meta({ description: "flannel, whose manifest comes with Quorate." }),
          imageRepository: imageRepositoryField(
            "Where flannel's images come from, in place of their own registry.",
          ).optional(),
        },
        "flannel.",
      ),
      section(
        {
          plugin: z.literal("manifests").meta({ description: "Manifests of your own." }),
          files: listOf(
            fileNameField("calico.yaml", "A manifest, or a directory: its *.yaml, *.yml and *.json by name."),
            1,
            64,
            {
              what: "a list of files and directories",
              example: "[calico.yaml, policies/]",
              description: "Manifests, relative to this spec file, in the order in which they are applied.",
            },
          ),
        },
        "A network plugin, or more, by manifests of your own.",
      ),
      section(
        { plugin: z.literal("none").meta({ description: "None; nodes stay NotReady until somebody brings one." }) },
        "No network plugin.",
      ),
    ],
    {
      error: (issue) =>
        issue.code === "invalid_union"
          ? `plugin is none of flannel, manifests, none; for example ${example}`
          : complaint(issue.input, { what: "a map", example }),
    },
  )
  .meta({ description: "How pods reach each other across hosts." });
