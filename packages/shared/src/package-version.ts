/**
 * Does a version that a package manager shows fit the pattern of the spec. A pattern is exact or a prefix that ends with "*".
 * An exact pattern is the whole version, or the upstream version in it: 3.4.23 fits 3.4.23-4+b4, 3.4.23+dfsg-1 and
 * 5:3.4.23~3-0~debian, so that one spec serves hosts of several distributions. It does not fit 3.4.23~rc1 or 3.4.23+really3.4.22,
 * which are other versions. The epoch counts only when the pattern has one.
 */
export function fitsVersion(version: string, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  const shown = pattern.includes(":") ? version : version.replace(/^\d+:/, "");
  if (pattern.endsWith("*")) return shown.startsWith(pattern.slice(0, -1));
  return shown === pattern || upstream(shown) === pattern;
}

/** Without the distribution's revision, and without the marks of repackaging that say nothing about the contents. */
function upstream(version: string): string {
  return version
    .replace(/-[^-]*$/, "")
    .replace(/~\d+(?:-\d+~[a-z]+)?$/, "")
    .replace(/\+(?:dfsg|ds|repack)[.\d]*$/, "");
}

export function isExact(pattern: string | undefined): boolean {
  return pattern !== undefined && !pattern.endsWith("*");
}
