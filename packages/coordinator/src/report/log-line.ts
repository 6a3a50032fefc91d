import { oneLine } from "./line.ts";

/** When and where it was logged says nothing about why it failed, and takes half the line. */
const noise: ReadonlySet<string> = new Set(["level", "msg", "message", "error", "ts", "time", "caller", "logger"]);

/** One line of evidence as a person reads it; etcd and many others log JSON: its level, message and error come first. */
export function logLine(text: string): string {
  const line = oneLine(text);
  const record = jsonRecord(line);
  if (!record) return line;
  const { level, error } = record;
  const message = record["msg"] ?? record["message"];
  if (typeof message !== "string") return line;
  const rest = Object.entries(record).filter(([key]) => !noise.has(key));
  return [
    typeof level === "string" ? `${level}: ${message}` : message,
    ...(error === undefined ? [] : [`error: ${valueText(error)}`]),
    ...rest.map(([key, value]) => `${key}=${valueText(value)}`),
  ].join("  ");
}

function jsonRecord(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    // Cut off or no JSON at all: shown as it is.
    return undefined;
  }
}

const valueText = (value: unknown): string => oneLine(typeof value === "string" ? value : JSON.stringify(value));
