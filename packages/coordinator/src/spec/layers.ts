import { deriveValues } from "./derived-values.ts";
import { isMapData } from "./problem.ts";
import { defaults } from "./profiles/defaults.ts";
import { defaultProfile, isProfileName, profiles } from "./profiles/profiles.ts";

type Data = Readonly<Record<string, unknown>>;

/** Where a value of the effective spec comes from; a later layer wins. */
export interface Layer {
  readonly origin: "default" | "profile" | "derived" | "file";
  readonly spec: Data;
}

export interface Layers {
  readonly profile: keyof typeof profiles;
  readonly layers: readonly Layer[];
  readonly merged: Data;
}

/** Maps whose keys the user chooses are merged key by key; everything else below a section is replaced whole. */
export const mergedByKey: readonly string[] = ["versions", "sysctl", "kubeletArgs"];

/** Lays what the file says over the profile and the defaults, and under it what follows from the choices made. */
export function layersOf(written: Data): Layers {
  const name = written["profile"] ?? defaultProfile;
  const profile = isProfileName(name) ? name : defaultProfile;
  const base: Layer[] = [
    { origin: "default", spec: { profile, ...defaults } },
    { origin: "profile", spec: { ...profiles[profile].values } },
  ];
  const file: Layer = { origin: "file", spec: written };
  const chosen = merge([...base, file]);
  const derived: Layer = { origin: "derived", spec: deriveValues(profiles[profile], chosen, written) };
  const layers = [...base, derived, file];
  return { profile, layers, merged: merge(layers) };
}

function merge(layers: readonly Layer[]): Data {
  return layers.reduce<Data>((sum, { spec }) => laidOver(sum, spec, laidSection), {});
}

/** Null over a map is an empty section, as in a file where every line below the key is a comment. */
function laidOver(under: Data, over: Data, lay: (key: string, a: unknown, b: unknown) => unknown): Data {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const keep = value === null && isMapData(under[key]);
    if (!keep) result[key] = lay(key, under[key], value);
  }
  return result;
}

function laidSection(_key: string, under: unknown, over: unknown): unknown {
  return isMapData(under) && isMapData(over) ? laidOver(under, over, laidField) : over;
}

function laidField(key: string, under: unknown, over: unknown): unknown {
  return mergedByKey.includes(key) && isMapData(under) && isMapData(over) ? { ...under, ...over } : over;
}
