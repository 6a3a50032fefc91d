/** 20 of 1.20.2. Kubernetes has only ever been 1.x. */
export function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
