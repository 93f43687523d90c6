// A frozen, ordered set of things with unique ids: fields, colour maps, commands.
import { assert } from './assert.ts';

export class Registry<T extends { readonly id: string }> {
  readonly all: readonly T[];
  readonly #byId: ReadonlyMap<string, T>;

  constructor(items: readonly T[]) {
    this.all = [...items];
    this.#byId = new Map(items.map((item) => [item.id, item]));
    assert(this.#byId.size === items.length, 'registry: two items share an id');
  }

  get(id: string): T | undefined {
    return this.#byId.get(id);
  }

  require(id: string): T {
    const item = this.#byId.get(id);
    assert(item, `registry: no item "${id}"`);
    return item;
  }
}
