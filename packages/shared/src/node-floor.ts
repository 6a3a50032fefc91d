/**
 * The first Node that has all fixes that our ports need: CVE-2025-59465, CVE-2026-21637, -21714, -48618, -48934, -56846 and
 * -56848 in TLS and HTTP/2 (release notes of v24.18.1). `import.meta.main`, which the agent starts by, came with 24.2.
 */
export const nodeFloor = "24.18.1";
/** Ended before it got them. */
const endedLine = 25;

/** As sysexits' EX_DATAERR, and as for a wrong enrolment: the service is not started again and again. */
const refusedExit = 65;

/** Why this Node may not run us, for people; undefined when it may. `version` as in process.versions.node. */
export function nodeRefusal(version: string): string | undefined {
  const [have, floor] = [numbers(version), numbers(nodeFloor)];
  if (have[0] === endedLine)
    return `Node ${version} is of a line that gets no fixes any more; ${nodeFloor} or 26 is needed`;
  const differs = floor.findIndex((part, index) => part !== have[index]);
  if (differs < 0 || (have[differs] ?? 0) > (floor[differs] ?? 0)) return undefined;
  return `Node ${version} has known holes in TLS and HTTP/2; ${nodeFloor} or newer is needed`;
}

/** Ends the process, before it opens or reads anything, when this Node may not run it. */
export function refuseOldNode(program: string): void {
  const refusal = nodeRefusal(process.versions.node);
  if (refusal === undefined) return;
  process.stderr.write(
    `${program}: ${refusal}\n  install the package again, which brings its own, or name another in PATH\n`,
  );
  process.exit(refusedExit);
}

function numbers(version: string): readonly number[] {
  return version.split(/[.-]/).slice(0, 3).map(Number);
}
