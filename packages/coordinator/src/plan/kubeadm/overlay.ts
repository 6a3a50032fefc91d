import type { ConfigDocument } from "@quorate/shared/step/kubernetes-grammar";
import type { Json, JsonObject } from "../../spec/cluster-spec.ts";

/** What the operator wrote lies over what was rendered: objects merge, lists and single values replace. */
export function overlay(rendered: ConfigDocument, wish: JsonObject): ConfigDocument {
  return { ...merge(rendered, wish), apiVersion: rendered.apiVersion, kind: rendered.kind };
}

function merge(below: Readonly<Record<string, unknown>>, above: JsonObject): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isObject(under) && isJsonObject(value) ? merge(under, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isJsonObject(value: Json): value is JsonObject {
  return isObject(value);
}
