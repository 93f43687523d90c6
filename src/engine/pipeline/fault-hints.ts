// What to do about a file that cannot be read, or not to its end, where the place that found the fault does not know.
import type { Fault, FaultCode } from '../../../contracts/errors.ts';

const CUT =
  'Its download may have ended early: compare its size with what the vendor names, or get it again.';
const DAMAGED = 'The file is damaged: get it again.';

const HINTS: Partial<Record<FaultCode, string>> = {
  file_empty: CUT,
  metadata_truncated: CUT,
  record_truncated: CUT,
  zstd_truncated: CUT,
  zstd_corrupt: DAMAGED,
  zstd_checksum_mismatch: 'Get the file again: which of its records are wrong cannot be told.',
  metadata_invalid: DAMAGED,
  metadata_too_large: DAMAGED,
  record_length_invalid: DAMAGED,
  record_size_mismatch: DAMAGED,
  trailing_bytes: 'All of the data before them was read.',
  concatenated_dbn: 'Split the two files to open both.',
  not_dbn:
    'Files of Databento are opened (.dbn, .dbn.zst, .dbz); "fieldbook import" turns LOBSTER and ob-analytics into them.',
};

/** The fault with a hint, its own where it has one. */
export function withHint(fault: Fault): Fault {
  const hint = fault.hint ?? HINTS[fault.code];
  return hint === undefined ? fault : { ...fault, hint };
}
