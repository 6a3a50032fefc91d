export const exitCodes = { done: 0, failed: 1, usage: 64, unavailable: 69, interrupted: 130 } as const;

export type LabExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export class LabError extends Error {
  override readonly name = "LabError";
  readonly exitCode: LabExitCode;

  constructor(message: string, options: { readonly exitCode?: LabExitCode; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode ?? exitCodes.failed;
  }
}
