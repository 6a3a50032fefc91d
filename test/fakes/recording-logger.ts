import type { Logger } from "@quorate/shared/log";

/** What was logged, by its constant message. */
export class RecordingLogger {
  readonly messages: string[] = [];
  readonly lines: string[] = [];

  /** As the code under test takes it; only what it uses is there. */
  get logger(): Logger {
    const record = (fields: unknown, message?: string): void => {
      this.messages.push(message ?? String(fields));
      this.lines.push(JSON.stringify(fields, (_key, value) => (value instanceof Error ? value.message : value)));
    };
    const levels = { debug: record, info: record, warn: record, error: record };
    return levels as unknown as Logger;
  }
}
