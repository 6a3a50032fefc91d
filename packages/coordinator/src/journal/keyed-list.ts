/**
 * An immutable list with keys. A change copies an array of pointers and no keys, so a long fold over many hosts or steps
 * stays cheap. Values come in the order in which their keys came.
 */
export class KeyedList<K, V> implements Iterable<V> {
  /** Shared with the lists that grew out of this one: a place past the end of `#values` is theirs, not ours. */
  readonly #places: Map<K, number>;
  readonly #values: readonly V[];

  private constructor(places: Map<K, number>, values: readonly V[]) {
    this.#places = places;
    this.#values = values;
  }

  static of<K, V>(entries: Iterable<readonly [K, V]> = []): KeyedList<K, V> {
    const unique = new Map(entries);
    const places = new Map([...unique.keys()].map((key, place) => [key, place]));
    return new KeyedList(places, [...unique.values()]);
  }

  get size(): number {
    return this.#values.length;
  }

  get(key: K): V | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#values[place];
  }

  with(key: K, value: V): KeyedList<K, V> {
    const place = this.#places.get(key) ?? this.size;
    if (place < this.size) return new KeyedList(this.#places, this.#values.with(place, value));
    // Another list may have grown out of this one already; its keys are not ours.
    const places = this.#places.size === this.size ? this.#places : new Map(this.#own());
    return new KeyedList(places.set(key, this.size), [...this.#values, value]);
  }

  map(change: (value: V) => V): KeyedList<K, V> {
    return new KeyedList(this.#places, this.#values.map(change));
  }

  [Symbol.iterator](): Iterator<V> {
    return this.#values[Symbol.iterator]();
  }

  /** For printing and comparing: keys and values, in order. */
  toJSON(): readonly (readonly [K, V])[] {
    return this.#own().flatMap(([key, place]) =>
      this.#values.slice(place, place + 1).map((value) => [key, value] as const),
    );
  }

  #own(): readonly (readonly [K, number])[] {
    return [...this.#places].filter(([, place]) => place < this.size);
  }
}
