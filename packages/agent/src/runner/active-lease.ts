import type { LeaseId } from "@quorate/shared/lease";

/** A lease under way in this process. */
export class ActiveLease {
  /** Of the newest message about it: a repeated lease may come with a higher epoch. */
  lease: LeaseId;
  armed = false;
  readonly #fire: PromiseWithResolvers<void> = Promise.withResolvers<void>();
  readonly #cancel = new AbortController();
  readonly #stop = new AbortController();
  readonly #leave: PromiseWithResolvers<void> = Promise.withResolvers<void>();
  #undo = false;
  #isFired = false;

  constructor(lease: LeaseId) {
    this.lease = lease;
  }

  get fired(): Promise<void> {
    return this.#fire.promise;
  }

  /** Resolves when the agent stops and leaves a long command to the next one: nobody is to wait for the attempt here. */
  get left(): Promise<void> {
    return this.#leave.promise;
  }

  get canceled(): AbortSignal {
    return this.#cancel.signal;
  }

  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** The coordinator wants undone what was done, even if it is done already. */
  get undo(): boolean {
    return this.#undo;
  }

  /** Armed and not told to fire yet: stopping now costs nothing. */
  get waiting(): boolean {
    return this.armed && !this.#isFired;
  }

  fire(): void {
    this.#isFired = true;
    this.#fire.resolve();
  }

  leave(): void {
    this.#leave.resolve();
  }

  cancel(reason: Error, undo: boolean): void {
    this.#undo ||= undo;
    this.#cancel.abort(reason);
  }

  stop(reason: Error): void {
    this.#stop.abort(reason);
  }
}
