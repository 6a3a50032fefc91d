import { type Logger, pino, stdSerializers } from "pino";

export type { Logger };

export type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** JSON lines on standard error. Constant messages, everything else in fields. Secrets are `Secret` and print as "[redacted]". */
export function createLogger(name: string, level: LogLevel): Logger {
  return pino(
    {
      name,
      level,
      serializers: { error: stdSerializers.err },
      // A second net under Secret<T>: fields by these names never leave the process.
      redact: {
        paths: ["token", "*.token", "secret", "*.secret", "secrets", "*.secrets", "key", "*.key"],
        censor: "[redacted]",
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
