/** 0:04, 12:30, 1:02:03. */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** 0.4s, 42s, 3m, 5h, 2d: one unit is enough for an age. */
export function age(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)}s`;
  if (seconds < 120) return `${Math.floor(seconds)}s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** 0.84 s, 12.3 s, from a minute on 1:12. */
export function took(ms: number): string {
  return ms < 60_000 ? `${(Math.max(0, ms) / 1000).toFixed(ms < 10_000 ? 2 : 1)} s` : clockTime(ms);
}

/** 0.7s, 20s, 1:12: short, for a column. */
export function shortTime(ms: number): string {
  if (ms >= 60_000) return clockTime(ms);
  return `${(Math.max(0, ms) / 1000).toFixed(ms < 10_000 ? 1 : 0)}s`;
}
