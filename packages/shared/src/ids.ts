/** Nominal strings: a HostId can never be passed where a StepId is wanted. */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type HostId = Id<"HostId">;
export type StepId = Id<"StepId">;
export type RunId = Id<"RunId">;
export type BarrierId = Id<"BarrierId">;
export type AssertionId = Id<"AssertionId">;

/** RFC 1123 label, the grammar of host names and Kubernetes node names. */
export const hostNamePattern: RegExp = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const idPattern: RegExp = /^[a-z0-9][a-z0-9./-]{0,127}$/;

function parser<T extends string>(name: string, pattern: RegExp): (raw: string) => T {
  return (raw) => {
    if (!pattern.test(raw)) throw new TypeError(`invalid ${name}: ${JSON.stringify(raw.slice(0, 200))}`);
    return raw as T;
  };
}

/** Each parser throws TypeError on a string outside the grammar. */
export const hostId: (raw: string) => HostId = parser<HostId>("host id", hostNamePattern);
export const stepId: (raw: string) => StepId = parser<StepId>("step id", idPattern);
export const runId: (raw: string) => RunId = parser<RunId>("run id", idPattern);
export const barrierId: (raw: string) => BarrierId = parser<BarrierId>("barrier id", idPattern);
export const assertionId: (raw: string) => AssertionId = parser<AssertionId>("assertion id", idPattern);
