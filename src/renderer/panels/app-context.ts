// How panels reach the controller, the stores and hot values. Hooks only: no state of its own.
import { createContext, useCallback, useContext, useRef, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { ensure } from '../../base/assert.ts';
import type { App } from '../state/app.ts';
import type { DocumentState } from '../state/document.ts';
import type { Observable } from '../state/observable.ts';
import type { ViewSettings } from '../state/view.ts';

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  return ensure(useContext(AppContext), 'a panel outside the application');
}

export function useDocument<T>(select: (state: DocumentState) => T): T {
  return useStore(useApp().document, select);
}

export function useView<T>(select: (state: ViewSettings) => T): T {
  return useStore(useApp().view, select);
}

/** Whether nothing on the page may tell day, time of day and price: what would is not there at all then. */
export function useBlind(): boolean {
  return useObservable(useApp().practice.origin, (origin) => origin !== null);
}

/** A hot value through `select`; the component renders again only when what was selected changed. */
export function useObservable<T, S>(observable: Observable<T>, select: (value: T) => S): S {
  const latest = useRef(select);
  latest.current = select;
  const subscribe = useCallback(
    (notify: () => void) => {
      const subscription = observable.subscribe(notify);
      return () => subscription.dispose();
    },
    [observable],
  );
  return useSyncExternalStore(subscribe, () => latest.current(observable.get()));
}
