import { type ErrorCode, isErrorCode } from "@quorate/shared/error-catalogue";
import { AppError } from "@quorate/shared/errors";
import type { ProgramResult } from "./run-program.ts";
import { lastLines } from "./ssh-failure.ts";

/** What a package manager says, and what it means. The first that fits is it. */
const signs: readonly (readonly [RegExp, ErrorCode, string, string])[] = [
  [
    /Could not get lock|Unable to (?:acquire|lock)|is locked by another process|Existing lock|another copy is running|transaction lock/,
    "PACKAGE_LOCKED",
    "another package manager is at work on it",
    "wait until it has ended, then run this again",
  ],
  [
    /No space left on device|more space needed on|enough free space|needs \S+ on the \S+ filesystem/,
    "FILE_ACCESS_FAILED",
    "its disk is full",
    "make room (the packages take some 250 MB in /usr, and as much in /var while they are installed), then run this again",
  ],
  [
    /Read-only file system/,
    "FILE_ACCESS_FAILED",
    "its file system is read-only",
    "an agent cannot work on such a host",
  ],
  [
    /wrong architecture|does not match system|incompatible architecture|different architecture/,
    "UNSUPPORTED",
    "the package is for another processor",
    "put the packages for this one into the folder",
  ],
  [
    /[Uu]nmet dependencies|dependency problems|Failed dependencies|nothing provides|Requires: /,
    "AGENT_INSTALL_FAILED",
    "something that the packages need is not there",
    "the evidence names it: install it from the host's own repositories, then run this again",
  ],
];

/** Why a package was not copied or installed. `what`: the command in the operator's words. */
export function installFailure(what: string, { code, stdout, stderr }: ProgramResult): AppError {
  const said = `${stdout}\n${stderr}`;
  const evidence = lastLines(said);
  const noTty = sudoRefusal(said);
  if (noTty) return noRoot(noTty);
  const sign = signs.find(([pattern]) => pattern.test(said)) ?? (code === 200 ? signs[0] : undefined);
  if (!sign) {
    return new AppError("AGENT_INSTALL_FAILED", `${what} ended with code ${code}`, { evidence });
  }
  const [, error, why, hint] = sign;
  return new AppError(error, `${what} failed: ${why}`, { evidence, hint });
}

/** For a user who is not root, and does not become it without a question. */
export function noRoot(said: string): AppError {
  const why =
    said
      .replace(/^sudo: /, "")
      .trim()
      .slice(0, 200) || "there is no sudo";
  return new AppError("SSH_NO_ROOT", `the user is not root, and sudo does not make it so: ${why}`);
}

/** Of what sudo says; the rest, like a host name that it cannot resolve, it only mentions. */
const refusals =
  /^(sudo: (?:a password is required|a terminal is required|no tty present|sorry, you must have a tty).*|.*(?:is not in the sudoers file|is not allowed to (?:execute|run)).*)$/m;

function sudoRefusal(said: string): string | undefined {
  return refusals.exec(said)?.[1];
}

/** Why `quorate-agent enroll` failed on a host: it says its code in brackets. */
export function enrolFailure(coordinator: string, { code, stdout, stderr }: ProgramResult): AppError {
  const evidence = lastLines(`${stdout}\n${stderr}`);
  const [, why = "", found = ""] = /^quorate-agent: (.*) \[([A-Z_]{3,40})\]$/m.exec(stderr) ?? [];
  if (found === "COORDINATOR_UNREACHABLE") {
    return new AppError("COORDINATOR_UNREACHABLE", `the host cannot reach the coordinator's enrol port: ${why}`, {
      hint: `from the host ${coordinator} must be open, and the control port (7443) beside it: look at firewalls and routes\nis the address wrong? the coordinator says it: coordinator serve --advertise ADDRESS`,
    });
  }
  if (found === "TOKEN_REFUSED" && why.includes("it came from")) {
    return new AppError("TOKEN_REFUSED", why, {
      hint: "the host reaches the coordinator from another address than the one that was given: list that one in cluster.yaml (-f FILE)",
    });
  }
  if (isErrorCode(found)) return new AppError(found, why);
  return new AppError("AGENT_INSTALL_FAILED", `quorate-agent enroll ended with code ${code}`, { evidence });
}
