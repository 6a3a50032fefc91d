import type { Step } from "@quorate/shared/plan";
import type { Secret } from "@quorate/shared/secret";

/** Where the values behind the names in a plan come from; they leave with a lease and are kept nowhere else. */
export interface Secrets {
  of(step: Step): Readonly<Record<string, Secret<string>>>;
}
