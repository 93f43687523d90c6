// Opens what the user chose. Paths go as they are; files that only the page holds are sent in pieces, one at a time,
// each after the engine has taken the one before: the file is never whole in memory, whatever its size.
import type { FragmentSettings } from '../../../contracts/fragment.ts';
import type { Peer } from '../../../contracts/wire/peer.ts';
import type { ChosenSources } from './host.ts';

export interface UploadProgress {
  readonly fileName: string;
  readonly bytesSent: number;
  readonly bytesTotal: number;
}

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** The files are bare records. */
  readonly fragment?: FragmentSettings | undefined;
  onUpload?(progress: UploadProgress): void;
}

const PIECE_BYTES = 4 * 1024 * 1024;

/** Starts one job for all of `chosen`. Rejects with a FaultError; `cancelled` where `signal` was aborted. */
export async function openSources(
  peer: Peer,
  chosen: ChosenSources,
  options: OpenOptions = {},
): Promise<{ jobId: string }> {
  const { fragment } = options;
  if ('paths' in chosen)
    return (await peer.call('source.open', { paths: [...chosen.paths], fragment }, callOptions(options)))
      .result;
  const bytesTotal = chosen.files.reduce((sum, file) => sum + file.size, 0);
  const uploadIds: string[] = [];
  let bytesSent = 0;
  for (const file of chosen.files) {
    const begin = { name: file.name, sizeBytes: file.size };
    const { uploadId } = (await peer.call('upload.begin', begin, callOptions(options))).result;
    uploadIds.push(uploadId);
    await sendFile(peer, file, uploadId, options, (bytes) => {
      bytesSent += bytes;
      options.onUpload?.({ fileName: file.name, bytesSent, bytesTotal });
    });
  }
  return (await peer.call('upload.open', { uploadIds, fragment }, callOptions(options))).result;
}

async function sendFile(
  peer: Peer,
  file: File,
  uploadId: string,
  options: OpenOptions,
  onSent: (bytes: number) => void,
): Promise<void> {
  let next = readPiece(file, 0);
  for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
    const payload = await next;
    // The next piece is read while this one travels.
    next = readPiece(file, offset + PIECE_BYTES);
    await peer.call('upload.chunk', { uploadId, offset }, { ...callOptions(options), payload });
    onSent(payload.length);
  }
}

async function readPiece(file: File, offset: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(offset, offset + PIECE_BYTES).arrayBuffer());
}

function callOptions(options: OpenOptions): { signal?: AbortSignal } {
  return options.signal ? { signal: options.signal } : {};
}
