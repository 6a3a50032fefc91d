import { fixIn } from "@quorate/shared/texts/catalogue-texts";
import { sentenceIn } from "@quorate/shared/texts/sentence-in";
import { clusterBlock } from "./cluster-block.ts";
import { took } from "./duration.ts";
import { oneLine, wrap } from "./line.ts";
import { type Look, paint } from "./look.ts";
import { noticesOf } from "./notices.ts";
import { recap } from "./recap.ts";
import type { RunProgress } from "./run-progress.ts";
import { startWindow } from "./start-window.ts";
import { runWords } from "./words/run-words.ts";

/** Windows of the run, for a terminal whose frames were drawn over; a log has them where they happened. */
export function runWindows(progress: RunProgress, look: Look): readonly string[] {
  return progress.barriers.flatMap(({ barrier, result }) => (result ? spaced(startWindow(barrier, result, look)) : []));
}

/** The last words of a run before its failure report, which goes elsewhere: warnings, the cluster, counts, the verdict. */
export function runEnd(progress: RunProgress, look: Look): readonly string[] {
  const { finished } = progress;
  if (!finished) return [];
  const said = finished.outcome === "done" ? [paint(look, "good", verdict(progress, look))] : [];
  const cluster = finished.outcome === "done" ? clusterBlock(progress, look) : [];
  return [...spaced(warnings(progress, look)), ...spaced(cluster), "", ...recap(progress, look), ...said];
}

const spaced = (lines: readonly string[]): readonly string[] => (lines.length > 0 ? ["", ...lines] : []);

function verdict(progress: RunProgress, { language }: Look): string {
  const words = runWords[language];
  const time = took(progress.finished?.durationMs ?? 0);
  const { plan, changedSteps: changed } = progress;
  const size = progress.steps.size;
  const stopped = plan.until === undefined ? undefined : words.stoppedAfter(plan.until);
  if (changed === 0) {
    const nothing = words.nothing(size, time);
    return stopped === undefined ? nothing : words.both(stopped, nothing);
  }
  const what = stopped ?? (plan.purpose === "reset" ? words.doneReset : words.doneAll);
  return words.verdict(what, words.done(changed, size, time));
}

function warnings(progress: RunProgress, look: Look): readonly string[] {
  return noticesOf(progress).flatMap(({ host, check: { id, severity, detail, fix } }) => {
    const excepted = severity === "ignored" ? runWords[look.language].ignored : "";
    const mend = fix === "" || severity === "ignored" ? "" : `; ${oneLine(fixIn(look.language, id, fix))}`;
    const [first = "", ...rest] = wrap(
      `${id} ${host}${excepted}: ${oneLine(sentenceIn(look.language, detail))}${mend}`,
      look.columns - 2,
    );
    return [`${paint(look, "warn", "!")} ${first}`, ...rest.map((line) => `  ${line}`)];
  });
}
