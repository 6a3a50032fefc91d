import { existsSync, rmSync } from "node:fs";
import { AppError } from "@quorate/shared/errors";
import { planSteps } from "@quorate/shared/plan";
import { stepContracts, stepKinds } from "@quorate/shared/step/contract";
import { describe, expect, it } from "vitest";
import { runProgram } from "../../packages/agent/src/host/run-program.ts";
import { buildPlan } from "../../packages/coordinator/src/plan/build-plan.ts";
import { parseSpec } from "../../packages/coordinator/src/spec/parse-spec.ts";
import { writtenFile } from "../../packages/coordinator/src/spec/schema/cluster-file.ts";
import { factsOf, fakeSharedPki } from "../fakes/cluster.ts";
import { canaryFile, injections } from "./injection-corpus.ts";
import { putText, textAt } from "./put-text.ts";
import { keepalivedWith, kubeadmWith, renderedFiles } from "./rendered-files.ts";
import { keepalivedConfig, yaml } from "./strict-parsers.ts";
import { type StringField, stringFields } from "./string-fields.ts";

const texts = injections.map(({ text }) => text);
const accepted = ({ schema }: StringField): readonly string[] => texts.filter((text) => schema.safeParse(text).success);

/** Texts that reach neither a command line nor a file with a grammar, but one that quotes them or takes them whole. */
const free = [
  /^preflight\.(?:host|network) ignore\[\]$/,
  /^etcd\.(?:write|read)-proof (?:key|value)$/,
  /^kubernetes\.manifests (?:name|text)$/,
  /^kubernetes\.pki publicFiles\[\]\.text$/,
  /^package\.repository (?:title|(?:apt|yum)\.publicKey)$/,
];
/** What else than a plain word a field takes, since its place allows it. */
const more: Readonly<Record<string, RegExp>> = {
  // Numbers, several in one value; after "key = ".
  "host.sysctl values{value}": /^[-\s]+|[ \t]/g,
  "package.install packages[].version": /\*$/g,
  // A cursor of journald, after "--after-cursor=".
  "host.journal after": /;/g,
  "certificates.ensure items[].commonName": / /g,
  "certificates.ensure items[].organization": / /g,
  // After "--flag=".
  "kubelet.configure args{value}": /^-+/g,
};
const plain = /^(?!-)[A-Za-z0-9._@:/,=+~%-]*$/;

describe("fault 57: what people put into fields to get out of them", () => {
  it("is more than 500 texts", () => {
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.length).toBeGreaterThan(500);
  });

  it("fault 57: stays out of every field of every step, or is one plain word", () => {
    const fields = stepKinds.flatMap((kind) =>
      stringFields(stepContracts[kind].input).map((field) => ({ ...field, name: `${kind} ${field.path}` })),
    );
    expect(fields.length).toBeGreaterThan(250);
    const strange = fields
      .filter(({ name }) => !free.some((pattern) => pattern.test(name)))
      .flatMap((field) => accepted(field).map((text) => ({ name: field.name, text })))
      .filter(({ name, text }) => !plain.test(text.replaceAll(more[name] ?? /$^/g, "")));
    expect(strange).toEqual([]);
  });

  it.each(renderedFiles)("fault 57: is one value in $name", async ({ kind, input, render, parse }) => {
    const before = parse(await render(input));
    const fields = stringFields(stepContracts[kind].input).filter(({ path }) => textAt(input, path) !== undefined);
    expect(fields.length).toBeGreaterThan(0);
    for (const field of fields) {
      const had = textAt(input, field.path) ?? "";
      for (const text of accepted(field)) {
        const changed = putText(input, field.path, text);
        if (!stepContracts[kind].input.safeParse(changed).success) continue;
        const rows = parse(await render(changed));
        const expected = before.map((row) => row.map((cell) => cell.replaceAll(had, "\0")));
        const shape = rows.map((row) => row.map((cell) => cell.replaceAll(text.trim(), "\0")));
        expect(
          shape.map((row) => row.length),
          `${field.path}: ${text}`,
        ).toEqual(expected.map((row) => row.length));
      }
    }
  });

  it("fault 57: is refused as VRRP's password, or is one word", () => {
    const rows = keepalivedConfig(keepalivedWith("hush1234")).length;
    for (const text of texts) {
      try {
        expect(keepalivedConfig(keepalivedWith(text))).toHaveLength(rows);
      } catch (error) {
        expect(error).toMatchObject({ code: "STEP_INPUT_INVALID" });
      }
    }
  });

  it("fault 57: is read back by kubeadm as it was written, in names and in values", () => {
    // What is in another's place: line ends of Unicode are none to YAML 1.2 and are to 1.1, and no spec can hold them.
    for (const text of texts.filter((each) => each.length < 1_000 && !/[\x80-\x9f\u2028\u2029\ufeff]/.test(each))) {
      const found = yaml(kubeadmWith(text)).filter(([document]) => document === "2");
      expect(found).toContainEqual(["2", "clusterName", "string", text]);
      expect(found).toContainEqual(["2", "apiServer", "extraArgs", "audit-log-path", "string", text]);
    }
  });

  it("fault 57: is an argument like any other to a program, and starts none", async () => {
    rmSync(canaryFile, { force: true });
    const words = texts.filter((text) => !text.includes("\0") && text.length < 1_000);
    const { stdout } = await runProgram(["printf", "%s\\n--\\n", ...words]);
    expect(stdout).toBe(words.map((word) => `${word}\n--\n`).join(""));
    await expect(runProgram(["true", "a\0b"])).rejects.toThrow();
    expect(existsSync(canaryFile)).toBe(false);
  });
});

const base = {
  apiVersion: "quorate.dev/v1alpha1",
  kind: "Cluster",
  metadata: { name: "prod" },
  spec: {
    hosts: [1, 2, 3].map((last) => ({ name: `m${last}`, address: `192.168.1.9${last}` })),
    endpoint: { vip: "192.168.1.33" },
  },
};

describe("fault 57: such a text in cluster.yaml", () => {
  const fields = stringFields(writtenFile);
  /** The plan of a file with the text at this place; undefined when the file is refused. */
  function planWith(path: string, text: string) {
    const file = putText(base, path, text);
    try {
      const spec = parseSpec(JSON.stringify(file), "c");
      return buildPlan({
        spec,
        specHash: "h",
        facts: factsOf(spec),
        freshToken: "demo-0123456789abcdef",
        pki: fakeSharedPki(),
      });
    } catch (error) {
      expect(
        AppError.from(error).code,
        `${path}: ${text.slice(0, 80)}: ${AppError.from(error).message.slice(0, 300)}`,
      ).not.toBe("INTERNAL");
      return undefined;
    }
  }

  it("fault 57: is refused with its place, or makes a plan that every contract takes", () => {
    expect(fields.length).toBeGreaterThan(40);
    // Each of a class is judged alike: a few of each field go the whole way.
    const tried = fields.flatMap(({ path, schema }) =>
      accepted({ path, schema })
        .filter((_, at, all) => at % Math.ceil(all.length / 12) === 0)
        .map((text) => ({ path, text, plan: planWith(path, text) })),
    );
    const planned = tried.filter(({ plan }) => plan !== undefined).length;
    for (const { path, text, plan } of tried) {
      const steps = plan ? planSteps(plan) : [];
      const refused = steps.filter(({ kind, input }) => !stepContracts[kind].input.safeParse(input).success);
      expect(
        refused.map(({ id }) => id),
        `${path}: ${text.slice(0, 80)}`,
      ).toEqual([]);
    }
    expect(planned).toBeGreaterThan(50);
  });
});
