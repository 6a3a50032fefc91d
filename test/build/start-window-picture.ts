import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawStartWindow } from "../../packages/coordinator/src/web/draw/start-window.ts";
import { en } from "../../packages/coordinator/src/web/words/en.ts";
import type { BarrierResult } from "../../packages/shared/src/events.ts";
import type { Barrier } from "../../packages/shared/src/plan.ts";
import { repository } from "./generate.ts";

export const pictureFile: string = join(repository, "docs/pictures/start-window.svg");
/** The barrier of a bootstrap of three lab hosts, and how it ended: from its run.started and its barrier.finished. */
const storyFile = join(repository, "docs/pictures/start-window.json");

// A picture in a README has no page around it: its own ground, the fonts of its reader, and colours that stand on both.
const style = `text{font-family:system-ui,-apple-system,"Segoe UI",sans-serif;font-size:12px;fill:#1b1f24}.small{font-size:11px}.name{font-weight:600}
.faint{fill:#59636e}.grid{stroke:#d5dae0;fill:none}.zero{stroke:#59636e;stroke-width:1.4;fill:none}.armed{stroke:#59636e;stroke-width:2;stroke-dasharray:2 4;fill:none}
.span{stroke:#2f6fde;stroke-width:2;fill:none}.moment{fill:#2f6fde;stroke:#fff;stroke-width:1.2}.commanded{stroke:#59636e;stroke-width:2.4}.quorum{fill:#6f3fb0}
.ready{fill:none;stroke:#156f3b;stroke-width:3}.error{stroke:#8a5200;stroke-width:2.2}.skew{stroke:#8a5200;stroke-width:1.6;fill:none}.skew-text{fill:#8a5200;font-weight:600}`;

/** The start window of that run, drawn by what draws the status page. */
export function startWindowPicture(): string {
  const { barrier, result }: { readonly barrier: Barrier; readonly result: BarrierResult } = JSON.parse(
    readFileSync(storyFile, "utf8"),
  );
  const times = { armedMs: undefined, firedMs: undefined, endMs: undefined };
  const { text } = drawStartWindow({ barrier, result, marks: result.marks, state: "finished", ...times }, en);
  const [, width = "0", height = "0"] = text.match(/viewBox="0 0 (\d+) (\d+)"/) ?? [];
  const ground = `<rect x="-12" y="-4" width="${Number(width) + 24}" height="${Number(height) + 12}" rx="8" fill="#fff"/>`;
  return `${text
    .replace(
      /viewBox="[^"]*" width="\d+" height="\d+"/,
      `xmlns="http://www.w3.org/2000/svg" viewBox="-12 -4 ${Number(width) + 24} ${Number(height) + 12}"`,
    )
    .replace("</title>", `</title><style>${style}</style>${ground}`)}\n`;
}

if (import.meta.main) writeFileSync(pictureFile, startWindowPicture());
