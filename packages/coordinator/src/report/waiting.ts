import type { AssertionId, HostId, StepId } from "@quorate/shared/ids";
import { stepId } from "@quorate/shared/ids";
import type { Language } from "@quorate/shared/language";
import { isDone, isOver, isUnderWay, type RunProgress, type StepProgress } from "./run-progress.ts";
import { momentWords } from "./start-window.ts";
import { runWords } from "./words/run-words.ts";
import { titleWords } from "./words/step-titles.ts";

/** What one host does or waits for now; undefined when nothing is left for it to do. */
export interface HostActivity {
  readonly host: HostId;
  readonly step: StepProgress;
  readonly kind: "works" | "waits" | "blocked";
  /** In words: a step's title, or whom it waits for. */
  readonly text: string;
}

export function activityOf(progress: RunProgress, host: HostId, language: Language): HostActivity | undefined {
  const steps = progress.stepsOf(host);
  const working = steps.filter(({ state }) => isUnderWay(state));
  // The newest lease is what people want to see: an armed step only stands still.
  const [step] = working.sort((a, b) => rank(b) - rank(a));
  // In front, where a narrow line does not cut it off.
  const count = working.length > 1 ? runWords[language].oneOf(working.length) : "";
  if (step) return { host, step, kind: "works", text: `${count}${workText(progress, step, language)}` };
  const next = steps.find(({ state }) => state === "pending");
  return next && { host, step: next, ...waitText(progress, next, language) };
}

const rank = ({ state, startedMs = 0 }: StepProgress): number =>
  state === "armed" || state === "retrying" ? 0 : startedMs;

function workText(progress: RunProgress, { step, state, attempt, lastMark }: StepProgress, language: Language): string {
  const words = runWords[language];
  const title = titleWords(language, step.title);
  if (state === "armed") return words.armed(armedText(progress, step.barrier, language));
  if (state === "fired") return words.verdict(title, momentWords(lastMark ?? "command-sent", language));
  if (state === "retrying") return words.tryAgain(title);
  return attempt > 1 ? words.attempt(title, attempt) : title;
}

function armedText(progress: RunProgress, id: string | undefined, language: Language): string {
  const words = runWords[language];
  const members = [...progress.steps.values()].filter(({ step }) => step.barrier === id);
  const unarmed = members.filter(({ state }) => state === "running" || state === "pending");
  if (unarmed.length > 0) return words.toArm(hostList(unarmed));
  const { barrier } = progress.barriers.find((each) => each.barrier.id === id) ?? {};
  const fired = members.filter(({ state }) => state === "fired");
  return barrier?.gate && fired.length > 0
    ? words.waitsFor(hostList(fired), momentWords(barrier.gate, language))
    : words.forCommand;
}

function hostList(steps: readonly StepProgress[]): string {
  return [...new Set(steps.map(({ step }) => step.host))].join(", ");
}

function waitText(
  progress: RunProgress,
  { step }: StepProgress,
  language: Language,
): Pick<HostActivity, "kind" | "text"> {
  const words = runWords[language];
  const open = step.needs.flatMap((need) => openNeed(progress, need));
  const dead = deadEnd(progress, open, new Set());
  if (dead) {
    const { state } = dead;
    const how = state === "lost" || state === "canceled" ? state : "failed";
    return { kind: "blocked", text: words.stopped(how, dead.step.host, titleWords(language, dead.step.title)) };
  }
  const [first] = open.sort((a, b) => Number(isUnderWay(b.state)) - Number(isUnderWay(a.state)));
  if (!first) return { kind: "waits", text: words.next(titleWords(language, step.title)) };
  const same = open.filter((other) => other.step.title === first.step.title);
  return { kind: "waits", text: words.waitsFor(hostList(same), titleWords(language, first.step.title)) };
}

/** The step that ended badly and is behind all this, near or far. */
function deadEnd(progress: RunProgress, open: readonly StepProgress[], seen: Set<StepId>): StepProgress | undefined {
  const dead = open.filter(({ state }) => isOver(state));
  // Of several, the one that failed is the reason why the others were canceled.
  const [worst] = dead.sort((a, b) => Number(a.state === "canceled") - Number(b.state === "canceled"));
  if (worst) return worst.state === "canceled" ? (culprit(progress, worst) ?? worst) : worst;
  const fresh = open.filter(({ step }) => !seen.has(step.id));
  for (const { step } of fresh) seen.add(step.id);
  const behind = fresh.flatMap(({ step }) => step.needs.flatMap((need) => openNeed(progress, need)));
  return behind.length === 0 ? undefined : deadEnd(progress, behind, seen);
}

/** Whose failure canceled a member of a barrier. */
function culprit(progress: RunProgress, { step }: StepProgress): StepProgress | undefined {
  const members = [...progress.steps.values()].filter((other) => other.step.barrier === step.barrier);
  return step.barrier === undefined ? undefined : members.find(({ state }) => state === "failed" || state === "lost");
}

/** The steps behind an unmet need; an assertion stands for the steps it judges. */
function openNeed(progress: RunProgress, need: StepId | AssertionId): readonly StepProgress[] {
  const assertion = progress.assertions.find((each) => each.assertion.id === need)?.assertion;
  const ids = assertion ? assertion.over : [stepId(need)];
  return ids.flatMap((id) => {
    const step = progress.steps.get(id);
    return step && !isDone(step.state) ? [step] : [];
  });
}
