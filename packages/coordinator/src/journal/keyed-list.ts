/**
 * An immutable list with keys. Replacing a value copies an array of pointers and no key, so a long fold over many hosts
 * or steps stays cheap; only a new key copies the keys. Values come in the order in which their keys came.
 */
export class KeyedList<K, V> implements Iterable<V> {
  readonly #places: ReadonlyMap<K, number>;
  readonly #values: readonly V[];

  private constructor(places: ReadonlyMap<K, number>, values: readonly V[]) {
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
    const place = this.#places.get(key);
    if (place !== undefined) return new KeyedList(this.#places, this.#values.with(place, value));
    return new KeyedList(new Map(this.#places).set(key, this.#values.length), [...this.#values, value]);
  }

  map(change: (value: V) => V): KeyedList<K, V> {
    return new KeyedList(this.#places, this.#values.map(change));
  }

  [Symbol.iterator](): Iterator<V> {
    return this.#values[Symbol.iterator]();
  }

  /** For printing and comparing: keys and values, in order. */
  toJSON(): readonly (readonly [K, V])[] {
    return [...this.#places].flatMap(([key, place]) => {
      const value = this.#values[place];
      return value === undefined ? [] : [[key, value] as const];
    });
  }
}
