import { lookup } from "node:dns/promises";
import { access, constants } from "node:fs/promises";
import { AppError } from "@quorate/shared/errors";
import { execa } from "execa";
import { fileAccessFailed } from "../journal/file-access.ts";

export interface ProgramCall {
  /** Program and arguments; no shell looks at them. */
  readonly argv: readonly [string, ...string[]];
  /** Text, or a file by its path, for standard input; nothing unless given. */
  readonly input?: string | { readonly file: string };
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface ProgramResult {
  /** 255 when it did not end by itself, which is also how ssh says that it failed. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** It did not end in time and was killed. */
  readonly late: boolean;
}

/** What of the operator's machine is used to reach hosts. */
export interface Reach {
  /** Rejects UNSUPPORTED when the program cannot be started, FILE_ACCESS_FAILED when the file cannot be read, and with the signal's reason. */
  run(call: ProgramCall): Promise<ProgramResult>;
  /** The IP of a DNS name; undefined when this machine knows none. */
  lookUp(name: string): Promise<string | undefined>;
}

/** What a host says is not trusted to end. */
const outputLimitBytes = 1_048_576;
const killGraceMs = 2_000;
const notByItself = 255;

export const realReach: Reach = {
  async run({ argv: [file, ...args], input, timeoutMs, signal }) {
    signal?.throwIfAborted();
    if (typeof input === "object") await readable(input.file);
    const result = await execa(file, args, {
      ...(typeof input === "object" ? { inputFile: input.file } : { input: input ?? "" }),
      ...{ reject: false, timeout: timeoutMs, forceKillAfterDelay: killGraceMs, maxBuffer: outputLimitBytes },
      // What ssh has begun to reach the host by goes with it.
      killDescendants: true,
      ...{ stripFinalNewline: false, env: { LC_ALL: "C" } },
      ...(signal ? { cancelSignal: signal } : {}),
    });
    if (result.isCanceled) throw signal?.reason;
    const { stdout, stderr, timedOut } = result;
    const exitCode = result.isMaxBuffer ? notByItself : result.exitCode;
    if (exitCode === undefined && !timedOut && result.signal === undefined) {
      throw cannotStart(file, result.code ?? result.originalMessage ?? "?", result.cause);
    }
    return { code: exitCode ?? notByItself, stdout: stdout ?? "", stderr: stderr ?? "", late: timedOut };
  },

  async lookUp(name) {
    try {
      return (await lookup(name, { order: "ipv4first" })).address;
    } catch {
      return undefined;
    }
  },
};

async function readable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (error) {
    throw fileAccessFailed(`${file} cannot be read on this machine`, error);
  }
}

function cannotStart(file: string, why: string, cause: unknown): AppError {
  return new AppError("UNSUPPORTED", `${file} cannot be started on this machine: ${why}`, {
    cause,
    hint: "install openssh-client (rpm: openssh-clients), or take `coordinator enroll-script` to the hosts by other means",
  });
}
