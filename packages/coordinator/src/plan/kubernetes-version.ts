/** The number after the first dot: 20 for 1.20.2. Every release that this product knows is a 1.x. */
export function minorVersion(version: string): number {
  return Number(version.split(".")[1]);
}

/** Taint keys of a control-plane node: master until 1.24, control-plane from 1.24 on (KEP-2067; 1.24 sets both). */
export const controlPlaneTaintKeys = [
  "node-role.kubernetes.io/master",
  "node-role.kubernetes.io/control-plane",
] as const;

export function wantedTaintKeys(version: string): readonly (typeof controlPlaneTaintKeys)[number][] {
  const minor = minorVersion(version);
  return controlPlaneTaintKeys.filter((key) => (key.endsWith("/master") ? minor <= 24 : minor >= 24));
}
