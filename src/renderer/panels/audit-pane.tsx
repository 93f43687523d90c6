// The day's audit: the verdict and why, then each finding with its place in time as a strip and its first examples as
// buttons; both bring the playhead there.
import { type ReactElement, type ReactNode, useEffect } from 'react';
import { Button } from 'react-aria-components';
import {
  AUDIT_KIND_NAMES,
  AUDIT_KINDS,
  type AuditEntry,
  type AuditExample,
  type AuditReason,
  type AuditSpan,
  type AuditVerdict,
  auditCountText,
  auditExampleText,
  type DayAudit,
  type DayJoins,
  nameDateText,
  otherRecordsText,
  overlapText,
  type SnapshotCheck,
  type SnapshotDifference,
} from '../../../contracts/audit.ts';
import { decimalText } from '../../../contracts/contract.ts';
import { windowFromTs } from '../../../contracts/units.ts';
import { countText, durationText } from '../format/numbers.ts';
import { GRADE_TONES, WEIGHT_TONES } from '../format/quality.ts';
import { clockFromDay } from '../format/trade-time.ts';
import type { DayFacts } from '../state/document.ts';
import { useApp, useDocument, useObservable } from './app-context.ts';
import { spanShares } from './audit-strip.ts';

export function AuditPane({ tabs }: { tabs: ReactNode }): ReactElement {
  const app = useApp();
  const day = useDocument((s) => s.day);
  const known = useObservable(app.audit.audit, (value) => value);
  const dayId = day?.summary.dayId ?? null;
  const age = day ? `${day.summary.records} ${day.summary.state} ${day.summary.verdict?.phrase}` : '';
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the day has grown
  useEffect(() => {
    if (dayId !== null) void app.audit.load(dayId);
  }, [app, dayId, age]);
  const audit = known && known.dayId === dayId ? known.audit : null;
  return (
    <section className="pane book-pane" aria-label="Audit of the day">
      <div className="pane-head">{tabs}</div>
      <div className="pane-body audit-body selectable">
        {day && audit ? (
          <AuditWords day={day} audit={audit} />
        ) : (
          <p className="pane-note">Not audited yet.</p>
        )}
      </div>
    </section>
  );
}

function AuditWords({ day, audit }: { day: DayFacts; audit: DayAudit }): ReactElement {
  const { verdict, findings } = audit;
  const others = verdict.reasons.filter((reason) => reason.kinds.length === 0);
  return (
    <>
      <p className={`audit-grade ${GRADE_TONES[verdict.grade]}`}>
        <span>{verdict.grade}</span> · {verdict.phrase}
      </p>
      <Reasons reasons={others.filter((reason) => reason.weight !== 'normal')} />
      {findings.entries.map((entry) => (
        <Finding key={entry.kind} day={day} entry={entry} verdict={verdict} />
      ))}
      {findings.snapshots.map((check) => (
        <Snapshot key={check.streamOffset} day={day} check={check} />
      ))}
      <Joins joins={audit.joins} />
      <Reasons reasons={others.filter((reason) => reason.weight === 'normal')} />
      <NotFound audit={audit} />
    </>
  );
}

function Reasons({ reasons }: { reasons: readonly AuditReason[] }): ReactElement {
  return (
    <>
      {reasons.map(({ weight, words }) => (
        <p key={words} className={`audit-reason ${WEIGHT_TONES[weight]}`}>
          {words}
        </p>
      ))}
    </>
  );
}

interface FindingProps {
  readonly day: DayFacts;
  readonly entry: AuditEntry;
  readonly verdict: AuditVerdict;
}

function Finding({ day, entry, verdict }: FindingProps): ReactElement {
  const reason = verdict.reasons.find(({ kinds }) => kinds.includes(entry.kind));
  const { weight, means } = AUDIT_KINDS[entry.kind];
  return (
    <article className={`audit-finding ${WEIGHT_TONES[reason?.weight ?? weight]}`}>
      <h3 className="audit-words">{auditCountText(entry.kind, entry.count)}</h3>
      <p className="audit-when">
        {spansText(entry.spans, day)}
        {entry.totalNanos > 0 ? ` · ${durationText(entry.totalNanos / 1e9)} in all` : ''}
      </p>
      <SpanStrip day={day} entry={entry} />
      <p className="audit-means">{means}</p>
      {entry.examples.length > 0 ? (
        <ul className="audit-examples" aria-label="First of them">
          {entry.examples.map((example) => (
            <li key={example.streamOffset}>
              <Example day={day} example={example} />
            </li>
          ))}
        </ul>
      ) : null}
    </article>
  );
}

/** From the first to the last, to the second; the strip and the examples tell more. */
function spansText(spans: readonly AuditSpan[], { summary }: DayFacts): string {
  const clock = clockFromDay(summary);
  const timeText = (nanos: string): string =>
    clock.timeText(windowFromTs(BigInt(nanos), clock.dayStartNanos));
  const [from, to] = [timeText(spans[0]?.fromNanos ?? '0'), timeText(spans.at(-1)?.toNanos ?? '0')];
  return from === to ? `${from} ${clock.label}` : `${from} to ${to} ${clock.label}`;
}

/** The whole day as a line, the spans on it; each is a button. */
function SpanStrip({ day, entry }: { day: DayFacts; entry: AuditEntry }): ReactElement {
  const shares = spanShares(entry.spans, day);
  return (
    <div className="audit-strip">
      {entry.spans.map((span, i) => (
        <SpanMark key={span.fromNanos} day={day} span={span} share={shares[i] ?? { from: 0, to: 0 }} />
      ))}
    </div>
  );
}

interface SpanMarkProps {
  readonly day: DayFacts;
  readonly span: AuditSpan;
  readonly share: { readonly from: number; readonly to: number };
}

function SpanMark({ day, span, share }: SpanMarkProps): ReactElement {
  const app = useApp();
  const clock = clockFromDay(day.summary);
  const words = `${countText(span.count)}, ${clock.nanosText(BigInt(span.fromNanos))} to ${clock.nanosText(BigInt(span.toNanos))}`;
  const style = { left: `${share.from * 100}%`, width: `${(share.to - share.from) * 100}%` };
  return (
    <Button
      className="audit-span"
      style={style}
      aria-label={`Go to ${words}`}
      onPress={() => app.replay.goToTime(BigInt(span.fromNanos))}
    />
  );
}

function Example({ day, example }: { day: DayFacts; example: AuditExample }): ReactElement {
  const app = useApp();
  const { tsNanos, orderId, streamOffset } = example;
  return (
    <Button className="audit-example number" onPress={() => app.replay.goToTime(BigInt(tsNanos))}>
      <span>{clockFromDay(day.summary).nanosText(BigInt(tsNanos))}</span>
      <span className="weak">
        {auditExampleText(example)} · order {orderId} · byte {countText(streamOffset)}
      </span>
    </Button>
  );
}

/** A later snapshot that differs from the running book; equal ones are among the reasons. */
function Snapshot({ day, check }: { day: DayFacts; check: SnapshotCheck }): ReactElement | null {
  const { comparedOrders, differences } = check;
  if (comparedOrders === null || differences === 0) return null;
  const at = clockFromDay(day.summary).nanosText(BigInt(check.tsNanos));
  return (
    <p className="audit-reason doubtful">
      The snapshot at {at} differs from the running book in {countText(differences)} of{' '}
      {countText(comparedOrders)} orders, such as {check.examples.map((order) => order.orderId).join(', ')}.
    </p>
  );
}

/** How the file joins those beside it. That its opening differs from the one before is among the reasons. */
function Joins({ joins }: { joins: DayJoins }): ReactElement {
  const { midnight, overlaps, nameDate } = joins;
  const notes = [...overlaps.map(overlapText), ...(nameDate === null ? [] : [nameDateText(nameDate)])];
  return (
    <>
      {midnight && midnight.examples.length > 0 ? (
        <article className="audit-finding">
          <h3 className="audit-words">Midnight check</h3>
          <p className="audit-means">
            {countText(midnight.comparedOrders)} orders at the end of {midnight.sourceName},{' '}
            {countText(midnight.orders)} in the opening snapshot, {countText(midnight.differences)} differ.
            The first:
          </p>
          <ul className="audit-differences">
            {midnight.examples.map((difference) => (
              <Difference key={difference.orderId} difference={difference} />
            ))}
          </ul>
        </article>
      ) : null}
      {notes.map((words) => (
        <p key={words} className="audit-reason doubtful">
          {words}
        </p>
      ))}
    </>
  );
}

function Difference({ difference }: { difference: SnapshotDifference }): ReactElement {
  const { orderId, running, snapshot } = difference;
  const order = (resting: SnapshotDifference['running']): string =>
    resting
      ? `${resting.side === 'B' ? 'bid' : 'ask'} ${countText(resting.sizeLots)} @ ${decimalText(BigInt(resting.priceNanos), 2)}`
      : 'nothing';
  return (
    <li className="number">
      <span>{orderId}</span>
      <span className="weak">
        {order(running)} before, {order(snapshot)} after
      </span>
    </li>
  );
}

function NotFound({ audit }: { audit: DayAudit }): ReactElement {
  const found = new Set(audit.findings.entries.map(({ kind }) => kind));
  const clean = AUDIT_KIND_NAMES.filter(
    (kind) =>
      !found.has(kind) &&
      AUDIT_KINDS[kind].weight !== 'normal' &&
      (audit.gapsVisible || kind !== 'sequence_gaps'),
  );
  const { bytes } = audit;
  const others = otherRecordsText(audit.recordTypes);
  const lost = bytes ? bytes.tailBytes + bytes.trailingBytes : 0;
  return (
    <>
      <p className="audit-clean">
        <span className="weak">Looked for and not found: </span>
        {clean.map((kind) => AUDIT_KINDS[kind].short).join('; ')}.
      </p>
      {others ? <p className="audit-clean">{others}</p> : null}
      {bytes ? (
        <p className="audit-clean">
          {countText(bytes.fileBytes)} bytes
          {lost === 0 ? ', every one accounted for.' : `, ${countText(lost)} of them no records.`}
        </p>
      ) : null}
    </>
  );
}
