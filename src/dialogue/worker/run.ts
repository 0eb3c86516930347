import { parentPort, workerData } from 'node:worker_threads';
import { ContentError } from '../../errors.ts';
import { createRenderer } from '../../indicators/index.ts';
import type { ReportBook } from '../../reporting/snapshot.ts';
import type { Respond } from '../answer.ts';
import { loadReportBook, loadResponder } from '../load.ts';
import type { Ask, WorkerMessage, WorkerStart } from './protocol.ts';

/** The worker's side: builds the indexes, then answers one turn after the other. */
const port = parentPort;
if (port === null) throw new Error('dialogue/worker/run is started by createWorkerResponder, not by itself');
const post = (message: WorkerMessage) => port.postMessage(message);

let reportBook: ReportBook | undefined;
const respond = load();
port.on('message', ({ id, turn, reports }: Ask) => {
  if (reports !== undefined) reportBook?.apply(reports);
  respond?.(turn).then(
    (outcome) => post({ kind: 'answer', id, outcome }),
    (error: unknown) =>
      post({ kind: 'failed', id, error: error instanceof Error ? error : new Error(String(error)) }),
  );
});
if (respond) post({ kind: 'ready' });
else port.close();

function load(): Respond | undefined {
  try {
    const start = workerData as WorkerStart;
    reportBook = loadReportBook(start);
    return loadResponder({ ...start, reportBook, render: createRenderer().attachmentOf });
  } catch (error) {
    const problems = error instanceof ContentError ? error.problems : [];
    post({ kind: 'broken', message: error instanceof Error ? error.message : String(error), problems });
    return undefined;
  }
}
