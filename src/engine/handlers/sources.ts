// Requests that open something, and those that end it.
import { FaultError } from '../../../contracts/errors.ts';
import type { Handlers } from '../../../contracts/wire/peer.ts';
import type { EngineContext } from './context.ts';

export function sourceHandlers({ jobs, exact, uploads }: EngineContext) {
  return {
    'source.open': async ({ paths, fragment }) => ({ result: { jobId: jobs.open(paths, { fragment }) } }),

    'source.demo': async () => ({ result: { jobId: jobs.openDemo() } }),

    'upload.begin': async ({ name, sizeBytes }) => ({
      result: { uploadId: await uploads.begin(name, sizeBytes) },
    }),

    'upload.chunk': async ({ uploadId, offset }, { payload }) => {
      if (!payload)
        throw new FaultError({ code: 'bad_request', message: 'A piece of a file came without bytes.' });
      return { result: { received: await uploads.take(uploadId, offset, payload) } };
    },

    'upload.open': async ({ uploadIds, fragment }) => {
      const { paths, names, remove } = await uploads.collect(uploadIds);
      const afterwards = async (): Promise<void> => {
        await exact.keep(paths);
        await remove();
      };
      return { result: { jobId: jobs.open(paths, { fragment, names, afterwards }) } };
    },

    'job.cancel': async ({ jobId }) => {
      jobs.cancel(jobId);
      return { result: {} };
    },
  } satisfies Handlers;
}
