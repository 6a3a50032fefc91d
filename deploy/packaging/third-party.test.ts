import { describe, expect, it } from "vitest";
import { billOfMaterials } from "./bill-of-materials.ts";
import { bundledProvides, licenceExpression, type ThirdParty, thirdParties } from "./third-party.ts";

const part = (name: string, licence: string): ThirdParty => ({
  name,
  licence,
  version: "1.2.3-rc.1",
  integrity: "sha512-AAEC",
  licenceText: "",
});

describe("what is told of third-party packages", () => {
  it("comes from the lockfile, with the words of their own licence files", () => {
    const [zod] = thirdParties(["node_modules/zod"]);
    expect(zod).toMatchObject({ name: "zod", licence: "MIT" });
    expect(zod?.licenceText).toContain("Permission is hereby granted");
  });

  it("is refused when the lockfile does not know one: it could not be passed on", () => {
    expect(() => thirdParties(["node_modules/never-heard-of"])).toThrow("node_modules/never-heard-of");
  });

  it("keeps a choice of licences together in the expression", () => {
    const parts = [part("a", "MIT"), part("b", "MIT OR Apache-2.0"), part("c", "MIT")];
    expect(licenceExpression(parts)).toBe("(MIT OR Apache-2.0) AND MIT");
    expect(licenceExpression([part("d", "(BSD-3-Clause OR GPL-2.0)")])).toBe("(BSD-3-Clause OR GPL-2.0)");
  });

  it("is for rpm without scope signs, and with a version that rpm can compare", () => {
    expect(bundledProvides([part("@grpc/grpc-js", "MIT")])).toEqual(["bundled(nodejs-grpc-grpc-js) = 1.2.3~rc.1"]);
  });

  it("is in the bill of materials with a package URL and the checksum in hex", () => {
    const bom = JSON.parse(billOfMaterials({ name: "x", version: "1", description: "" }, [part("@a/b", "MIT")], 0));
    expect(bom.metadata.timestamp).toBe("1970-01-01T00:00:00.000Z");
    expect(bom.components[0]).toMatchObject({
      purl: "pkg:npm/%40a/b@1.2.3-rc.1",
      hashes: [{ alg: "SHA-512", content: "000102" }],
    });
  });
});
