import type { ClusterSpec } from "./cluster-spec.ts";
import { isMapData, type Path } from "./problem.ts";

export type Component = "apiServer" | "controllerManager" | "scheduler";

/** A flag of a control-plane component that spec.kubernetes.kubeadm.cluster asks for, and where below `extraArgs`. */
export interface ExtraArgument {
  readonly name: string;
  readonly value: string;
  readonly path: Path;
}

/** extraArgs as a map (v1beta2, v1beta3) or as a list of name and value (v1beta4). What is neither is kubeadm's to refuse. */
export function extraArguments({ kubeadm }: ClusterSpec["kubernetes"], component: Component): readonly ExtraArgument[] {
  const part = kubeadm.cluster[component];
  const args = isMapData(part) ? part["extraArgs"] : undefined;
  if (isMapData(args)) {
    return Object.entries(args).map(([name, value]) => ({ name, value: String(value), path: [name] }));
  }
  if (!Array.isArray(args)) return [];
  return args.flatMap((arg: unknown, index) => {
    const name = isMapData(arg) ? arg["name"] : undefined;
    const value = isMapData(arg) ? String(arg["value"]) : "";
    return typeof name === "string" ? [{ name, value, path: [index, "name"] }] : [];
  });
}
