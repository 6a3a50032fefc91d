import { seededRandom } from "../../sim/random.ts";

/** Chance that can be had again: the same seed, the same cases. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  /** 0 to count - 1. */
  below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  /** True in one of so many. */
  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  of<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }

  /** The same bytes with some of them changed, lost, repeated or swapped for others. */
  spoilt(bytes: Buffer): Buffer {
    let spoilt: Buffer = Buffer.from(bytes);
    for (let times = 1 + this.below(3); times > 0; times--) spoilt = this.#spoil(spoilt);
    return spoilt;
  }

  #spoil(bytes: Buffer): Buffer {
    const at = this.below(bytes.length + 1);
    const rest = bytes.subarray(at);
    switch (this.below(6)) {
      case 0:
        return Buffer.concat([bytes.subarray(0, at), this.bytes(1 + this.below(8)), rest]);
      case 1:
        return bytes.subarray(0, at);
      case 2:
        return Buffer.concat([bytes.subarray(0, at), rest.subarray(1 + this.below(16))]);
      case 3:
        return Buffer.concat([bytes, bytes.subarray(at)]);
      case 4:
        return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(this.below(64), this.below(256)), rest]);
      default: {
        if (bytes.length === 0) return this.bytes(4);
        const flipped = Buffer.from(bytes);
        const where = this.below(bytes.length);
        flipped.writeUInt8(flipped.readUInt8(where) ^ (1 << this.below(8)), where);
        return flipped;
      }
    }
  }
}
