// The open day's facts as what the quality words are made from.
import { type QualityVerdict, verdictFromQuality } from '../format/quality.ts';
import type { DayFacts } from '../state/document.ts';

export function verdictFromDay(day: DayFacts): QualityVerdict {
  return verdictFromQuality({
    counts: day.quality,
    records: day.summary.records,
    validWindows: day.validWindows,
    state: day.summary.state,
    faults: day.faults.length,
    crossedBeforeOpen: day.crossedBeforeOpen,
  });
}
