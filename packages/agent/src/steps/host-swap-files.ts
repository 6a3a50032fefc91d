/** zram-generator reads the first of these that exists; one without sections makes no device (zram-generator.conf(5)). */
export const zramFiles = {
  own: "/etc/systemd/zram-generator.conf",
  vendor: "/usr/lib/systemd/zram-generator.conf",
};
const marker = "# quorate: swap off # ";

/** A line of /etc/fstab that mounts swap: the third field says so. */
export function isSwapLine(line: string): boolean {
  return !line.trimStart().startsWith("#") && line.trim().split(/\s+/)[2] === "swap";
}

/** Keeps the lines, so that they can be had back by removing the marker. */
export function commentSwapLines(text: string): string {
  return text
    .split("\n")
    .map((line) => (isSwapLine(line) ? marker + line : line))
    .join("\n");
}

/** The lines are as they were before commentSwapLines and disabledZram. */
export function uncommentSwapLines(text: string): string {
  return text.replaceAll(marker, "");
}

export function hasZramDevice(text: string): boolean {
  return /^\s*\[zram\d*\]/m.test(text);
}

/** The same file with every line that does something commented out. */
export function disabledZram(text: string): string {
  const kept = text
    .split("\n")
    .map((line) => (/^\s*(?:[#;].*)?$/.test(line) ? line : marker + line))
    .join("\n");
  return text === "" ? "# managed by quorate: no zram device\n" : kept;
}

/** Units that bring swap: swap units themselves, and Debian's zram-tools. */
export function wantedBySwap(unit: string): boolean {
  return unit.endsWith(".swap") || unit === "zramswap.service";
}
