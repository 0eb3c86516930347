import type { ConversationId } from '../messages/index.ts';
import type { ChatDesk } from './chat-desk.ts';

/** Streams that are open now; closed together at shutdown. */
export interface OpenStreams {
  /** Undefined when this conversation has too many already. */
  add(conversation: ConversationId, close: () => void): (() => void) | undefined;
  closeAll(): void;
}

/** Tabs of one person that may listen at once. */
const STREAMS_PER_CONVERSATION = 8;
/** Keeps proxies from closing a quiet stream, and looks for replies another process has written. */
const HEARTBEAT_MS = 15_000;
const BATCH = 50;

export function createOpenStreams(): OpenStreams {
  const open = new Map<ConversationId, Set<() => void>>();
  return {
    add(conversation, close) {
      const ours = open.get(conversation) ?? new Set();
      if (ours.size >= STREAMS_PER_CONVERSATION) return undefined;
      ours.add(close);
      open.set(conversation, ours);
      return () => {
        ours.delete(close);
        if (ours.size === 0) open.delete(conversation);
      };
    },
    closeAll() {
      for (const ours of [...open.values()]) for (const close of [...ours]) close();
    },
  };
}

/** Server-sent events with every reply after a cursor, then new ones as they are sent. The event id is the cursor. */
export function createEventStream(options: {
  desk: ChatDesk;
  conversation: ConversationId;
  after: number;
  streams: OpenStreams;
}): ReadableStream<Uint8Array> | undefined {
  const { desk, conversation, streams } = options;
  const encoder = new TextEncoder();
  let cursor = options.after;
  let stop: () => void = () => {};
  const remove = streams.add(conversation, () => stop());
  if (remove === undefined) return undefined;

  return new ReadableStream<Uint8Array>({
    start(controller) {
      let stopped = false;
      let reading = false;
      let again = false;

      const write = (text: string) => {
        if (!stopped) controller.enqueue(encoder.encode(text));
      };
      async function pump(): Promise<void> {
        // One reader at a time keeps the order; a wake-up meanwhile means one more look.
        again = true;
        if (reading) return;
        reading = true;
        try {
          while (again && !stopped) {
            again = false;
            const replies = await desk.replies(conversation, cursor, BATCH);
            for (const reply of replies) {
              cursor = reply.cursor;
              write(`id: ${reply.cursor}\nevent: reply\ndata: ${JSON.stringify(reply)}\n\n`);
            }
            if (replies.length === BATCH) again = true;
          }
        } catch {
          // The page comes back with its cursor and loses nothing.
          stop();
        } finally {
          reading = false;
        }
      }
      const unlisten = desk.listen(conversation, () => void pump());
      const heartbeat = setInterval(() => {
        write(': still here\n\n');
        void pump();
      }, HEARTBEAT_MS);
      stop = () => {
        if (stopped) return;
        stopped = true;
        clearInterval(heartbeat);
        unlisten();
        remove();
        try {
          controller.close();
        } catch {
          // Already closed by the other side.
        }
      };
      write('retry: 2000\n\n');
      void pump();
    },
    cancel() {
      stop();
    },
  });
}
