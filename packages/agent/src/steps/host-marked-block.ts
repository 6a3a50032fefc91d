const begin = "# BEGIN quorate";
const end = "# END quorate";

/** A marked block of ours in a file that somebody else owns: from one marker to the other, line end included. */
export function markedBlock(rows: readonly string[]): string {
  return `${[begin, ...rows, end].join("\n")}\n`;
}

/** The block as it is in a text, or undefined. */
export function findMarkedBlock(text: string): string | undefined {
  return pattern().exec(text)?.[0];
}

/**
 * Puts the block where it was; without one, before the line that `before` matches, or at the end. A second block of ours goes,
 * every other byte stays.
 */
export function withMarkedBlock(text: string, rows: readonly string[], before?: RegExp): string {
  const block = markedBlock(rows);
  let placed = false;
  const replaced = text.replace(pattern(), () => {
    const here = placed ? "" : block;
    placed = true;
    return here;
  });
  if (placed) return replaced;
  const at = before ? text.search(before) : -1;
  if (at >= 0) return text.slice(0, at) + block + text.slice(at);
  return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${block}`;
}

/** The text without any block of ours; every other byte stays. */
export function withoutMarkedBlock(text: string): string {
  return text.replace(pattern(), "");
}

/** Is this line one of the two markers, and which? */
export function markerOf(row: string): "begin" | "end" | undefined {
  if (row === begin) return "begin";
  return row === end ? "end" : undefined;
}

function pattern(): RegExp {
  return new RegExp(`^${begin}\\n(?:.*\\n)*?${end}(?:\\n|$)`, "gm");
}
