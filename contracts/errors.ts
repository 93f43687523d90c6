// Every way in which input or the machine can fail, by code. A Fault is what the user is told: where, what, what to do.
import { z } from 'zod';

export const FAULT_CODES = [
  // files and containers
  'file_unreadable',
  'file_empty',
  'file_changed',
  'not_dbn',
  'compression_unsupported',
  'zstd_corrupt',
  'zstd_checksum_mismatch',
  'zstd_truncated',
  'zstd_window_too_large',
  'trailing_bytes',
  // DBN
  'dbn_version_unsupported',
  'fragment_needs_settings',
  'metadata_truncated',
  'metadata_invalid',
  'metadata_too_large',
  'record_length_invalid',
  'record_size_mismatch',
  'record_truncated',
  'concatenated_dbn',
  'side_file_invalid',
  'no_mbo_records',
  'options_only',
  'time_span_too_long',
  // imports of other formats
  'import_name_invalid',
  'import_row_invalid',
  // exports
  'file_unwritable',
  'range_empty',
  // engine and store
  'disk_full',
  'store_damaged',
  'store_locked',
  'interrupted',
  'cancelled',
  'not_found',
  'not_ready',
  'bad_request',
  'deadline_exceeded',
  'link_closed',
  'internal',
] as const;

export const FaultCode = z.enum(FAULT_CODES);
export type FaultCode = z.infer<typeof FaultCode>;

/** `message` is a whole sentence for a trader; `hint` says what to do; `byteOffset` counts from the file's start. */
export const Fault = z.object({
  code: FaultCode,
  message: z.string(),
  file: z.string().optional(),
  /** Offset in the file as stored, decimal. */
  byteOffset: z.string().optional(),
  /** Offset in the decompressed stream, decimal, where the file is compressed. */
  streamOffset: z.string().optional(),
  hint: z.string().optional(),
});
export type Fault = z.infer<typeof Fault>;

/** A Fault as an exception, for the few places (async iterators, handlers) where a Result cannot travel. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

export function faultFrom(error: unknown): Fault {
  if (error instanceof FaultError) return error.fault;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `Internal error: ${message}` };
}

/** A fault as sentences: what, in which file at which byte, what to do. */
export function faultText(fault: Fault): string {
  const place = [fault.file, fault.byteOffset === undefined ? null : `byte ${fault.byteOffset}`].filter(
    (part) => part != null,
  );
  const where = place.length > 0 ? `${place.join(', ')}: ` : '';
  return `${where}${fault.message}${fault.hint ? ` ${fault.hint}` : ''}`;
}
