// The engine's thread as a host runs it: a port in, answers out, an orderly end.
import { rm } from 'node:fs/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { messagePortLink } from '../../contracts/wire/message-port-link.ts';
import { Peer } from '../../contracts/wire/peer.ts';
import { newFolder } from './engine.testkit.ts';

it('serves a page over a port and ends when it is told to', async () => {
  const dataFolder = await newFolder();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: { dataFolder, productVersion: '1.2.3', openPaths: ['/a/b.dbn'] },
  });
  const exited = new Promise<number>((resolve) => worker.once('exit', resolve));
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ type: 'link', port: port2 }, [port2]);
  const peer = new Peer(messagePortLink(port1));
  const { result } = await peer.call('hello', { protocolVersion: 1 });
  expect(result).toMatchObject({ productVersion: '1.2.3', openPaths: ['/a/b.dbn'] });
  expect(result.catalogue.map(({ id }) => id).slice(0, 4)).toEqual([
    'liquidity_velocity',
    'u_wave_energy',
    'viscosity_nu',
    'pressure_grad',
  ]);
  await expect(peer.call('day.info', { dayId: 'none' })).rejects.toMatchObject({
    fault: { code: 'not_found' },
  });
  worker.postMessage({ type: 'close' });
  expect(await exited).toBe(0);
  expect(peer.closed).toBe(true);
  await rm(dataFolder, { recursive: true, force: true });
});
