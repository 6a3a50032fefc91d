import { type ErrorCode, type ErrorSpec, errorSpec } from "./error-catalogue.ts";

export interface AppErrorOptions {
  readonly cause?: unknown;
  readonly hint?: string;
  /** Lines that show the cause: the tail of a journal, a command's stderr. */
  readonly evidence?: readonly string[];
}

/** The one error class. `message` says what and where; the code says the rest. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly hint: string;
  readonly evidence: readonly string[];

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint ?? errorSpec(code).hint;
    this.evidence = options.evidence ?? [];
  }

  get spec(): ErrorSpec {
    return errorSpec(this.code);
  }

  /** Anything thrown, as an AppError; what is none already becomes INTERNAL with its cause kept. */
  static from(error: unknown): AppError {
    if (error instanceof AppError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new AppError("INTERNAL", message, { cause: error });
  }
}
