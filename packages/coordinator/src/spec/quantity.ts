/** Durations as people write them, to milliseconds: 500ms, 60s, 2m, 1h30m. Units may not repeat and stand from large to small. */
export const durationPattern = /^(?=\d)(?:(\d{1,6})h)?(?:(\d{1,6})m(?!s))?(?:(\d{1,6})s)?(?:(\d{1,6})ms)?$/;
/** Sizes in powers of 1024, to bytes: 512MiB, 8GiB. The SI units (GB) are refused, because half the world reads them as GiB. */
export const sizePattern = /^(\d{1,6})(KiB|MiB|GiB|TiB)$/;

const hour = 3_600_000;
const unitBytes: Readonly<Record<string, number>> = { KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

export function parseDuration(text: string): number | undefined {
  const match = durationPattern.exec(text);
  if (match === null) return undefined;
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return hours * hour + minutes * 60_000 + seconds * 1000 + ms;
}

export function parseSize(text: string): number | undefined {
  const match = sizePattern.exec(text);
  const unit = unitBytes[match?.[2] ?? ""];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** The shortest way to write it: 90000 is 1m30s. */
export function durationText(ms: number): string {
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(ms / hour), "h"],
    [Math.floor((ms % hour) / 60_000), "m"],
    [Math.floor((ms % 60_000) / 1000), "s"],
    [ms % 1000, "ms"],
  ];
  return parts.map(([count, unit]) => (count === 0 ? "" : `${count}${unit}`)).join("") || "0s";
}

export function sizeText(bytes: number): string {
  const unit = ["TiB", "GiB", "MiB", "KiB"].find((name) => bytes % (unitBytes[name] ?? 1) === 0) ?? "KiB";
  return `${bytes / (unitBytes[unit] ?? 1)}${unit}`;
}
