/**
 * One spelling for each image: with its registry, and with a tag or a digest. Docker leaves out docker.io and library, containerd
 * leaves out nothing. A name with both tag and digest is its digest.
 */
export function fullImageName(image: string): string {
  const [name = "", digest] = image.split("@");
  const [first = "", ...rest] = name.split("/");
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  const path = hasRegistry ? name : `docker.io/${rest.length === 0 ? "library/" : ""}${name}`;
  const tagged = /:[^/]*$/.test(path);
  if (digest !== undefined) return `${path.replace(/:[^/]*$/, "")}@${digest}`;
  return tagged ? path : `${path}:latest`;
}
