import { parentPort, workerData } from 'node:worker_threads';
import { loadResponder } from '../load.ts';
import type { Ask, WorkerMessage, WorkerStart } from './protocol.ts';

/** The worker's side: builds the indexes, then answers one turn after the other. */
const port = parentPort;
if (port === null) throw new Error('dialogue/worker/run is started by createWorkerResponder, not by itself');
const post = (message: WorkerMessage) => port.postMessage(message);

const respond = loadResponder(workerData as WorkerStart);
port.on('message', ({ id, turn }: Ask) => {
  respond(turn).then(
    (outcome) => post({ kind: 'answer', id, outcome }),
    (error: unknown) =>
      post({ kind: 'failed', id, error: error instanceof Error ? error : new Error(String(error)) }),
  );
});
post({ kind: 'ready' });
