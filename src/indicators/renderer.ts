import type { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import { startWorker } from '../files.ts';
import type { Attachment } from '../messages/index.ts';
import { tableToCsv, tableToXlsx } from './export.ts';
import type { ChartSpec, IndicatorAnswer, Table } from './types.ts';

/** Longest a picture may take before the answer goes out without it. */
const DRAW_TIMEOUT_MS = 15_000;

/** Makes pictures and files of answers, off the event loop. */
export interface Renderer {
  chart(spec: ChartSpec): Promise<Attachment>;
  file(table: Table, kind: 'csv' | 'xlsx', name: string): Promise<Attachment>;
  /** What belongs to an answer: its file when one was asked for, else its picture, else nothing. */
  attachmentOf(answer: IndicatorAnswer): Promise<Attachment | undefined>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (png: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/** Starts its worker with the first picture; `close` ends it. */
export function createRenderer(): Renderer {
  let worker: Worker | undefined;
  let next = 0;
  const waiting = new Map<number, Waiting>();

  function failAll(error: Error): void {
    for (const { reject, timer } of waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    waiting.clear();
    worker = undefined;
  }

  function start(): Worker {
    const started = startWorker(import.meta.url, './chart-worker');
    started.unref();
    started.on('message', ({ id, png, error }: { id: number; png?: Uint8Array; error?: string }) => {
      const one = waiting.get(id);
      if (!one) return;
      waiting.delete(id);
      clearTimeout(one.timer);
      if (png) one.resolve(png);
      else
        one.reject(
          new AppError(
            'chart',
            `the chart could not be drawn: ${error ?? 'unknown'}; send the table instead`,
          ),
        );
    });
    started.on('error', (error) =>
      failAll(new AppError('chart', 'the chart worker ended; send the table instead', { cause: error })),
    );
    return started;
  }

  async function draw(spec: ChartSpec): Promise<Uint8Array> {
    worker ??= start();
    const target = worker;
    const id = next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(
          new AppError('chart', `the chart took longer than ${DRAW_TIMEOUT_MS} ms; send the table instead`),
        );
      }, DRAW_TIMEOUT_MS);
      timer.unref();
      waiting.set(id, { resolve, reject, timer });
      target.ref();
      target.postMessage({ id, spec });
    }).then((png) => {
      if (waiting.size === 0) target.unref();
      return png as Uint8Array;
    });
  }

  const renderer: Renderer = {
    async chart(spec) {
      const png = await draw(spec);
      return {
        kind: 'image',
        name: `${slug(spec.title)}.png`,
        mime: 'image/png',
        base64: Buffer.from(png).toString('base64'),
        alt: spec.alt,
      };
    },
    async file(table, kind, name) {
      const data = kind === 'csv' ? Buffer.from(tableToCsv(table), 'utf8') : await tableToXlsx(table);
      return {
        kind: 'file',
        name: `${slug(name)}.${kind}`,
        mime:
          kind === 'csv'
            ? 'text/csv; charset=utf-8'
            : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        base64: data.toString('base64'),
        alt: `Bảng ${table.rows.length} dòng: ${name}`,
      };
    },
    async attachmentOf(answer) {
      const title = answer.chart?.title ?? answer.table?.rows[0]?.[0] ?? 'So lieu';
      if (answer.export && answer.table) return renderer.file(answer.table, answer.export, title);
      return answer.chart ? renderer.chart(answer.chart) : undefined;
    },
    async close() {
      const ending = worker;
      failAll(new AppError('chart', 'the renderer was closed'));
      await ending?.terminate();
    },
  };
  return renderer;
}

/** A file name without diacritics, for mail programs and old phones. */
function slug(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .replace(/[^a-zA-Z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()
    .slice(0, 60);
}
