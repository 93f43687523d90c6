import { describe, expect, it } from 'vitest';
import { createViewStore, DEFAULT_VIEW, type KeyValueStorage, setColorMap, setRange } from './view.ts';

class MemoryStorage implements KeyValueStorage {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
}

describe('view settings', () => {
  it('come back as they were left', () => {
    const storage = new MemoryStorage();
    const first = createViewStore(storage);
    first.setState({ fieldId: 'rho', lattice: 'B', speed: 20 });
    setRange(first, 'rho', { floor: 0, ceiling: 5 });
    setColorMap(first, 'sequential', 'viridis');
    expect(createViewStore(storage).getState()).toEqual(first.getState());
    expect(first.getState().colorMaps).toEqual({ diverging: 'tide', sequential: 'viridis' });
  });

  it.each(['', '{', '[]', '{"version":2}', JSON.stringify({ ...DEFAULT_VIEW, speed: 1e9 })])(
    'start afresh from %j',
    (text) => {
      const storage = new MemoryStorage();
      storage.setItem('fieldbook.view', text);
      expect(createViewStore(storage).getState()).toEqual(DEFAULT_VIEW);
    },
  );

  it('survive a storage that refuses', () => {
    const refusing: KeyValueStorage = {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('full');
      },
    };
    const store = createViewStore(refusing);
    store.setState({ lattice: 'A' });
    expect(store.getState().lattice).toBe('A');
  });

  it('drop a range that is reset', () => {
    const store = createViewStore(null);
    setRange(store, 'rho', { floor: 0, ceiling: 5 });
    setRange(store, 'rho', null);
    expect(store.getState().ranges).toEqual({});
  });
});
