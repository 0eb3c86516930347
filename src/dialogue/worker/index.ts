import type { Worker } from 'node:worker_threads';
import { AppError, ContentError } from '../../errors.ts';
import { startWorker } from '../../files.ts';
import { FEED_START, type FeedCursor, type ReportFeed } from '../../reporting/feed.ts';
import type { Outcome, Respond } from '../answer.ts';
import type { Ask, WorkerMessage, WorkerStart } from './protocol.ts';

/** A dialogue that runs in a worker, so that building indexes and searching never hold up the event loop. */
export interface WorkerResponder {
  readonly respond: Respond;
  /**
   * Builds anew from today's content, and from `changed`, beside the running one, then swaps. Rejects, and keeps the
   * old, when it fails.
   */
  reload(changed?: Pick<WorkerStart, 'imported'>): Promise<void>;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

interface Running {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
  ended: boolean;
  /** How much of the ledger this worker has been told. */
  told: FeedCursor;
}

/** After this a turn is given up and the worker, which may hang for ever, replaced. Answers take milliseconds. */
const TURN_TIMEOUT_MS = 20_000;

/** Resolves when the indexes are built. Rejects with the ContentError when the content has problems. */
export async function createWorkerResponder(
  first: WorkerStart,
  feed?: Pick<ReportFeed, 'since'>,
): Promise<WorkerResponder> {
  let start = first;
  let current = Promise.resolve(await launch(start));
  let next = 0;
  let stopped = false;

  function replace(failed: Running): void {
    current = current.then(async (running) => {
      // Somebody else was quicker.
      if (running !== failed || stopped) return running;
      await failed.worker.terminate();
      return launch(start);
    });
    // Whoever asks next meets the error; nobody asking must not be a crash.
    current.catch(() => {});
  }

  return {
    async respond(turn) {
      if ((await current).ended) replace(await current);
      const running = await current;
      // Citizens see nothing of the ledger, so their turns need not wait for it.
      const news =
        feed === undefined || turn.asker.role === 'citizen' ? undefined : await feed.since(running.told);
      if (news !== undefined) running.told = news.cursor;
      const id = next++;
      let timer: NodeJS.Timeout | undefined;
      try {
        return await new Promise<Outcome>((resolve, reject) => {
          running.waiting.set(id, { resolve, reject });
          timer = setTimeout(() => {
            reject(
              new AppError(
                'timeout',
                `the dialogue gave no answer within ${TURN_TIMEOUT_MS} ms; its worker was replaced`,
              ),
            );
            replace(running);
          }, TURN_TIMEOUT_MS);
          running.worker.postMessage({
            id,
            turn,
            ...(news === undefined ? {} : { reports: news.delta }),
          } satisfies Ask);
        });
      } finally {
        clearTimeout(timer);
        running.waiting.delete(id);
      }
    },
    async reload(changed) {
      const old = await current;
      const renewed = { ...start, ...changed };
      const fresh = await launch(renewed);
      start = renewed;
      current = Promise.resolve(fresh);
      // What the old one was asked, it still answers.
      while (old.waiting.size > 0) await new Promise((resolve) => setTimeout(resolve, 10));
      await old.worker.terminate();
    },
    async stop() {
      stopped = true;
      await (await current).worker.terminate();
    },
  };
}

function launch(start: WorkerStart): Promise<Running> {
  const worker = startWorker(import.meta.url, './run', { workerData: start });
  const waiting = new Map<number, Waiting>();
  const running: Running = { worker, waiting, ended: false, told: FEED_START };
  return new Promise((resolve, reject) => {
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') resolve(running);
      if (message.kind === 'broken') {
        const { problems } = message;
        reject(problems.length > 0 ? new ContentError(problems) : new AppError('content', message.message));
      }
      if (message.kind === 'answer') waiting.get(message.id)?.resolve(message.outcome);
      if (message.kind === 'failed') waiting.get(message.id)?.reject(message.error);
    });
    function fail(error: unknown): void {
      running.ended = true;
      reject(error);
      for (const one of [...waiting.values()]) one.reject(error);
    }
    worker.on('error', fail);
    worker.on('exit', () =>
      fail(new AppError('worker', 'the worker of the dialogue ended; a new one is started')),
    );
  });
}
