/** Told of every part that is done, how it went and how long it took; and of one that begins and will take long, without a time. */
export type Progress = (subject: string, outcome: string, ms?: number) => void;

export type Timed = (subject: string, work: () => Promise<string>) => Promise<void>;

export function timedBy(progress: Progress): Timed {
  return async (subject, work) => {
    const start = performance.now();
    progress(subject, await work(), performance.now() - start);
  };
}
