import { userName } from "@quorate/shared/step/grammar";
import { z } from "zod";
import { parseAddress } from "../ip-network.ts";
import { parsed, text } from "./field.ts";

const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const domain = new RegExp(`^${label}(?:\\.${label})*$`);
/** kubeadm takes one wildcard, as the first label. */
const nameOrWildcard = new RegExp(`^(?:\\*\\.)?${label}(?:\\.${label})*$`);

export const dnsDomainField = text(z.string().max(253).regex(domain), {
  what: "a DNS domain in lower case (RFC 1123)",
  example: "cluster.local",
  description: "Domain of the services' names.",
});

export const certSanField = parsed(
  (value) => {
    const address = parseAddress(value)?.text;
    // A slip of the hand in an address is a valid DNS name: 10.0.0.312.
    const name = value.length <= 253 && nameOrWildcard.test(value) && !/^[\d.]+$/.test(value);
    return address ?? (name ? value : undefined);
  },
  {
    what: "a DNS name in lower case (*. may stand before it) or an IPv4 or IPv6 address",
    example: "api.example.com",
    description: "Name or address.",
  },
);

export const kubectlUserField = text(
  userName.refine((name) => name !== "root"),
  {
    what: "the name of a user other than root, who gets one anyway",
    example: "ops",
    description: "User of the host.",
  },
);

export const imageRepositoryField = (description: string) =>
  text(
    z
      .string()
      .max(255)
      .regex(/^(?!.*\.\.)[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:\/[a-z0-9][a-z0-9._-]*)*$/),
    { what: "a registry with an optional path, without https://", example: "registry.k8s.io", description },
  );
