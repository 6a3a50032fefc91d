/** Work of the same name is done one after the other, in the order in which it came; work of different names side by side. */
export class Turns {
  readonly #last = new Map<string, Promise<void>>();

  /** Resolves or rejects as the work does. Work that fails lets the next one begin all the same. */
  async take(name: string, work: () => Promise<void>): Promise<void> {
    const before = this.#last.get(name);
    const turn = before === undefined ? work() : before.then(work);
    const over = turn.catch(() => undefined);
    this.#last.set(name, over);
    try {
      await turn;
    } finally {
      if (this.#last.get(name) === over) this.#last.delete(name);
    }
  }
}
