import type { ThirdParty } from "./third-party.ts";

export interface Subject {
  readonly name: string;
  readonly version: string;
  readonly description: string;
}

/** CycloneDX 1.6 as JSON. `seconds` is the time that it says it was made at. */
export function billOfMaterials(subject: Subject, parts: readonly ThirdParty[], seconds: number): string {
  const bom = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      timestamp: new Date(seconds * 1_000).toISOString(),
      component: { type: "application", "bom-ref": reference(subject), ...subject },
    },
    components: parts.map(component),
    dependencies: [{ ref: reference(subject), dependsOn: parts.map(purl) }],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
}

function component(part: ThirdParty): Readonly<Record<string, unknown>> {
  const { name, version, licence, integrity } = part;
  const [algorithm = "", digest = ""] = integrity.split(/-(.*)/);
  return {
    type: "library",
    "bom-ref": purl(part),
    name,
    version,
    purl: purl(part),
    licenses: [/\s(OR|AND)\s/.test(licence) ? { expression: licence } : { license: { id: licence } }],
    hashes: [{ alg: algorithm.replace("sha", "SHA-"), content: Buffer.from(digest, "base64").toString("hex") }],
  };
}

const reference = ({ name, version }: Subject): string => `pkg:generic/${name}@${version}`;
const purl = ({ name, version }: ThirdParty): string => `pkg:npm/${name.replace("@", "%40")}@${version}`;
