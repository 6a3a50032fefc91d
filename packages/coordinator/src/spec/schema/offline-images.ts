import { sha256 } from "@quorate/shared/step/grammar";
import { imageName } from "@quorate/shared/step/kubernetes-grammar";
import { imagesEnsure } from "@quorate/shared/step/runtime";
import { listOf, section, text } from "./field.ts";

const { archives } = imagesEnsure.input.shape;

/** With its tag or digest: without one, what is in the archive and what is asked for could differ unseen. */
const exactImage = imageName.regex(/(?::[^:/@]+|@sha256:[0-9a-f]{64})$/);

export const imagesField = listOf(
  section(
    {
      image: text(exactImage, {
        what: "an image name with its tag or digest",
        example: "registry.k8s.io/kube-proxy:v1.37.1",
        description: "The image that the archive holds.",
      }),
      url: text(archives.element.shape.url, {
        what: "an http, https or file URL",
        example: "file:///opt/images/kube-proxy.tar",
        description: "The archive (docker save, ctr image export): the same URL on every host.",
      }),
      sha256: text(sha256, {
        what: "a sha256: 64 hexadecimal digits in lower case",
        example: "4ad86e663b63feb4855e1f3a647e719d6d79cf6306410c52b7f280fa56f8eb6b",
        description: "sha256 of the archive.",
      }),
    },
    "An image as an archive.",
  ),
  0,
  64,
  {
    what: "a list of images",
    example: "- { image: registry.k8s.io/pause:3.10, url: file:///opt/images/pause.tar, sha256: … }",
    description: "Offline bundle: images that are imported on every host before anything is pulled.",
  },
);
