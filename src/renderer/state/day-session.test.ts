import { expect, it } from 'vitest';
import type { DayInfo } from '../../../contracts/messages.ts';
import { DEFAULT_FIELD_PARAMS } from '../../../contracts/params.ts';
import { emptyQualityCounts } from '../../../contracts/quality.ts';
import { Playhead } from '../replay/playhead.ts';
import { DaySession } from './day-session.ts';
import { createDocumentStore } from './document.ts';
import { ObservableValue } from './observable.ts';
import { createViewStore } from './view.ts';

const OPTIONS = { series: 2, stepNanos: '5000000000', expiries: ['1'] };

function infoOf(options: DayInfo['options']): DayInfo {
  const summary = { dayId: 'd', dayStartNanos: '0', tickSizeNanos: '1', state: 'complete' };
  return {
    summary: summary as DayInfo['summary'],
    windowFrom: 0,
    windowEnd: 0,
    validWindows: 0,
    chunks: [],
    quality: emptyQualityCounts(),
    faults: [],
    params: DEFAULT_FIELD_PARAMS,
    paramsHash: 'p',
    ...(options && { options }),
  };
}

it('takes up options that are read while their future’s day is open, and asks no more then', async () => {
  let known: DayInfo['options'];
  const asked: string[] = [];
  const answers: Record<string, () => unknown> = {
    'day.info': () => infoOf(known),
    'day.scales': () => ({ ranges: [], final: true }),
    'day.session': () => ({ spans: [], figures: [] }),
  };
  const peer = {
    on: () => ({ dispose: () => undefined }),
    call: async (name: string) => {
      asked.push(name);
      return { result: answers[name]?.() };
    },
  };
  const document = createDocumentStore();
  const gold = new ObservableValue({ params: DEFAULT_FIELD_PARAMS, paramsHash: 'p' });
  const session = new DaySession({
    peer,
    document,
    view: createViewStore(null),
    playhead: new Playhead(),
    gold,
    report: (fault: unknown) => expect(fault).toBeNull(),
  } as never);
  await session.open('d');
  const data = session.data.get();
  expect(document.getState().day?.options).toBeUndefined();

  await session.lookForOptions();
  expect(document.getState().day?.options).toBeUndefined();

  known = OPTIONS;
  const revision = data?.revision.get() ?? 0;
  await session.lookForOptions();
  expect(session.data.get()).toBe(data);
  expect(data?.info.options).toEqual(OPTIONS);
  expect(document.getState().day?.options).toEqual(OPTIONS);
  expect(data?.revision.get()).toBeGreaterThan(revision);

  const before = asked.length;
  await session.lookForOptions();
  expect(asked.length).toBe(before);
  session.dispose();
});
