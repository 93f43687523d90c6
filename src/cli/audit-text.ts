// The audit of a day as a page of text: the verdict and why, what was found and where, what was looked for and not
// found, where the bytes went. Times are UTC, to the nanosecond; bytes are those of the decompressed file.

import {
  AUDIT_KIND_NAMES,
  AUDIT_KINDS,
  type AuditBytes,
  type AuditEntry,
  type AuditExample,
  type AuditSpan,
  type AuditVerdict,
  auditCountText,
  auditExampleText,
  auditPriceText,
  type DayAudit,
  type DayJoins,
  nameDateText,
  otherRecordsText,
  overlapText,
  type SnapshotCheck,
  type SnapshotDifference,
} from '../../contracts/audit.ts';
import { faultText } from '../../contracts/errors.ts';
import type { DaySummary } from '../../contracts/messages.ts';
import { lastingText } from '../core/silver/audit-verdict.ts';
import { timeText } from './time.ts';

const WIDTH = 110;
const INDENT = 8;
/** Spans told one by one; of more, the first and the last moment say enough. */
const MOST_SPANS = 4;

export function auditText(summary: DaySummary, audit: DayAudit): string {
  const { verdict, findings } = audit;
  const lines = [
    `${summary.symbol} · ${summary.utcDate} · ${summary.dataset} · ${summary.sourceName} · times are UTC`,
    `${verdict.grade.toUpperCase()} · ${verdict.phrase} · ${countText(summary.records)} ${summary.records === 1 ? 'record' : 'records'}`,
    '',
    ...verdict.reasons.flatMap(({ kinds, weight, words }) =>
      kinds.length === 0 ? paragraph(weight, words) : [],
    ),
    ...findings.entries.flatMap((entry) => ['', ...entryLines(entry, verdict)]),
  ];
  // Equal ones are among the reasons.
  for (const check of findings.snapshots) if (check.differences > 0) lines.push('', ...snapshotLines(check));
  lines.push(...joinLines(audit.joins));
  lines.push('', ...notFoundLines(audit));
  const others = otherRecordsText(audit.recordTypes);
  if (others) lines.push(...paragraph('note', others));
  lines.push(...bytesLines(audit.bytes));
  for (const fault of audit.faults) lines.push(...paragraph('fault', faultText(fault)));
  return `${lines.join('\n')}\n`;
}

/** Headed by the verdict's words where it has some for this kind alone. */
function entryLines(
  { kind, count, totalNanos, spans, examples }: AuditEntry,
  verdict: AuditVerdict,
): string[] {
  const reason = verdict.reasons.find(({ kinds, weight }) => weight !== 'normal' && kinds.includes(kind));
  const { weight, means } = AUDIT_KINDS[kind];
  const lasted = totalNanos > 0 && !reason ? `, ${lastingText(totalNanos)} in all` : '';
  const head = `${reason?.words ?? auditCountText(kind, count)}${lasted}, ${spansText(spans)}`;
  return [
    ...paragraph(reason?.weight ?? weight, head),
    ...paragraph('', means),
    ...examples.map((example) => `${' '.repeat(INDENT)}${exampleText(example)}`),
  ];
}

function spansText(spans: readonly AuditSpan[]): string {
  const [first] = spans;
  const last = spans.at(-1);
  if (!first || !last) return '';
  if (spans.length <= MOST_SPANS) return spans.map(spanText).join('; ');
  return `${spanText({ ...first, toNanos: last.toNanos })} in ${spans.length} stretches`;
}

function spanText({ fromNanos, toNanos }: Pick<AuditSpan, 'fromNanos' | 'toNanos'>): string {
  const from = clockText(BigInt(fromNanos));
  return fromNanos === toNanos ? `at ${from}` : `from ${from} to ${clockText(BigInt(toNanos))}`;
}

function exampleText(example: AuditExample): string {
  const { tsNanos, streamOffset, orderId, sequence } = example;
  const place = `byte ${countText(streamOffset)}  ${clockText(BigInt(tsNanos))}`;
  return `${place}  ${auditExampleText(example)}, order ${orderId}, sequence ${sequence}`;
}

function snapshotLines(check: SnapshotCheck): string[] {
  const { orders, comparedOrders, differences } = check;
  const place = `Snapshot of ${countText(orders)} orders at ${clockText(BigInt(check.tsNanos))}, byte ${countText(check.streamOffset)}`;
  return [
    ...paragraph(
      'odd',
      `${place}: of ${countText(comparedOrders ?? 0)} in the running book, ${countText(differences)} differ.`,
    ),
    ...check.examples.map((example) => `${' '.repeat(INDENT)}${differenceText(example)}`),
  ];
}

/** The difference at midnight is among the reasons; here are its first orders. */
function joinLines({ midnight, overlaps, nameDate }: DayJoins): string[] {
  const lines = (midnight?.examples ?? []).map(
    (example) => `${' '.repeat(INDENT)}${differenceText(example)}`,
  );
  if (lines.length > 0) lines.unshift('', ...paragraph('midnight', 'The first orders that differ:'));
  return [
    ...lines,
    ...overlaps.flatMap((overlap) => paragraph('note', overlapText(overlap))),
    ...(nameDate === null ? [] : paragraph('note', nameDateText(nameDate))),
  ];
}

function differenceText({ orderId, running, snapshot }: SnapshotDifference): string {
  const order = (resting: SnapshotDifference['running']): string =>
    resting
      ? `${resting.side === 'B' ? 'bid' : 'ask'} ${countText(resting.sizeLots)} @ ${auditPriceText(resting.priceNanos)}`
      : 'nothing';
  return `order ${orderId}: ${order(running)} in the book, ${order(snapshot)} in the snapshot`;
}

function notFoundLines({ findings, gapsVisible }: DayAudit): string[] {
  const found = new Set(findings.entries.map(({ kind }) => kind));
  const clean = AUDIT_KIND_NAMES.filter(
    (kind) =>
      !found.has(kind) && AUDIT_KINDS[kind].weight !== 'normal' && (gapsVisible || kind !== 'sequence_gaps'),
  );
  const lines = paragraph(
    'clean',
    `Looked for and not found: ${clean.map((kind) => AUDIT_KINDS[kind].short).join('; ')}.`,
  );
  if (!gapsVisible && !found.has('sequence_gaps')) {
    lines.push(
      ...paragraph(
        'note',
        'Gaps in the sequence numbers cannot be told: they count the messages of a whole channel, of which this file holds a part. The vendor marks what it could not recover.',
      ),
    );
  }
  return lines;
}

function bytesLines(bytes: AuditBytes | null): string[] {
  if (!bytes) return paragraph('bytes', 'The file was not read to its end.');
  const { fileBytes, skippableBytes, trailingBytes, streamBytes, metadataBytes, recordBytes, tailBytes } =
    bytes;
  const parts = [
    `${countText(metadataBytes)} of metadata`,
    `${countText(recordBytes)} of records`,
    ...(tailBytes > 0 ? [`${countText(tailBytes)} that make no record`] : []),
  ];
  const packed =
    streamBytes === fileBytes
      ? ''
      : `, ${countText(streamBytes)} once decompressed (the bytes named above count there)`;
  const beside = [
    ...(skippableBytes > 0 ? [`${countText(skippableBytes)} in frames to be skipped`] : []),
    ...(trailingBytes > 0 ? [`${countText(trailingBytes)} after the data or unread`] : []),
  ];
  const words = `${countText(fileBytes)} bytes in the file${packed}: ${parts.join(' + ')}`;
  const rest = beside.length > 0 ? `; besides ${beside.join(', ')}` : '';
  const whole = tailBytes + trailingBytes === 0 ? '. Every byte is accounted for.' : '.';
  return paragraph('bytes', `${words}${rest}${whole}`);
}

/** A word in the margin and text beside it, broken at spaces. */
function paragraph(margin: string, text: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && INDENT + line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((each, i) => `${(i === 0 ? margin : '').padEnd(INDENT)}${each}`);
}

function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** The time of day alone: the date stands above. */
function clockText(nanos: bigint): string {
  return timeText(nanos).slice(11);
}
