import type { RunId } from "@quorate/shared/ids";
import type { EventLog } from "../../journal/event-log.ts";
import { type RunStory, storyOf } from "./run-story.ts";

/** A page is asked for again and again while a run goes on; few runs are looked at in one day. */
const kept = 4;

/** The stories of the runs that were looked at last, each read from the log once and then only what is new. */
export class StoryShelf {
  readonly #log: Pick<EventLog, "read">;
  readonly #stories = new Map<RunId, RunStory>();

  constructor(log: Pick<EventLog, "read">) {
    this.#log = log;
  }

  /** `since` is the number of the run's first event. */
  story(run: RunId, since: number): RunStory | undefined {
    const known = this.#stories.get(run);
    if (known) return this.#caughtUp(known);
    const story = storyOf(this.#log.read(since - 1), run);
    if (!story) return undefined;
    this.#stories.set(run, story);
    const [oldest] = this.#stories.keys();
    if (this.#stories.size > kept && oldest !== undefined) this.#stories.delete(oldest);
    return story;
  }

  #caughtUp(story: RunStory): RunStory {
    if (story.progress.finished) return story;
    for (const record of this.#log.read(story.seq)) {
      story.apply(record);
      if (story.progress.finished) break;
    }
    return story;
  }
}
