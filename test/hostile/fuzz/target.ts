import { AppError } from "@quorate/shared/errors";
import type { Dice } from "./dice.ts";

/** Something that takes what others send. */
export interface FuzzTarget {
  readonly name: string;
  /** How many of a million cases are its own: what is cheap is asked more often. */
  readonly share: number;
  /** One case; throws when the product did what it must not. */
  run(dice: Dice): void | Promise<void>;
  close?(): Promise<void>;
}

/** Refusing is fine, as long as it is ours: a stack that ran out or a field of undefined is not. */
export function refusedOr(work: () => void, what: string): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "INTERNAL")
      throw new Error(`${what}: ${error}`, { cause: error });
  }
}
