import { join } from 'node:path';
import { currentVersion, readVersion } from './catalogue/versions.ts';
import { createCatalogueWatch } from './catalogue/watch.ts';
import type { Channel } from './channels/channel.ts';
import { CHANNELS } from './channels/index.ts';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { createChatDesk, createReplyBell } from './delivery/chat-desk.ts';
import { createHousekeeping } from './delivery/housekeeping.ts';
import { createDelivery, type Delivery, type Identify } from './delivery/index.ts';
import type { Asker, Respond } from './dialogue/answer.ts';
import type { Deployment } from './dialogue/context.ts';
import { createWorkerResponder } from './dialogue/worker/index.ts';
import { contentDir, packageRoot, webPageDir } from './files.ts';
import { LANGUAGES, type Language, loadTexts } from './i18n/texts.ts';
import { createLogger, type Logger } from './logger.ts';
import { identify as identifyOfficer } from './officers/linking.ts';
import type { RunResult } from './reminders/run.ts';
import { createOfficials, type Officials } from './reminders/service.ts';
import type { Snapshots } from './snapshot.ts';
import { createChannelMemory, createEchoes } from './storage/channel-memory.ts';
import { openSqliteStore } from './storage/sqlite/index.ts';
import type { Store } from './storage/store.ts';
import { createWeb, newSecret } from './web/index.ts';

/** What may be replaced, mostly by tests. */
export interface ServiceDeps {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly store?: Store;
  readonly respond?: Respond;
  readonly identify?: Identify<Asker>;
  /** Folder of the built web page. */
  readonly webPageDir?: string;
  /** Channels beside those of `channels/index.ts`. */
  readonly moreChannels?: readonly Channel[];
  /** Runs only this channel, without a web server: the chat on the command line. */
  readonly only?: (delivery: { settled: () => Promise<void> }) => Channel;
}

export interface Service {
  readonly store: Store;
  readonly delivery: Delivery;
  /** Which channels are on, and why the others are not. */
  readonly channels: readonly { readonly name: string; readonly off?: string }[];
  /** Resolves with the address of the web chat, undefined without a web server. */
  start(): Promise<string | undefined>;
  /** Looks now whom there is to remind; by itself it looks every ten minutes. */
  remind(): Promise<RunResult>;
  /** Finishes what is held, then closes everything. Safe to call twice. */
  stop(): Promise<void>;
}

/** Builds everything from the configuration. Nothing runs, and no port is open, before `start`. */
export async function createService(config: Config, deps: ServiceDeps = {}): Promise<Service> {
  const clock = deps.clock ?? systemClock;
  const logger = deps.logger ?? createLogger(config.logLevel);
  const store = deps.store ?? (await openSqliteStore({ path: join(config.dataDir, 'mot-cua.db') }));
  const officials: Officials = createOfficials({
    store,
    clock,
    logger,
    contentDir: contentDir(),
    province: config.province,
    t: loadTexts(contentDir()).in('vi'),
    publicUrl: config.publicUrl,
    channels: () => channels,
    onQueued: () => delivery.wakeOutbox(),
  });
  const dialogue = deps.respond
    ? { respond: deps.respond, stop: async () => {} }
    : await createDialogue(config, { store, officials, logger });

  const setups = deps.only ? [] : setUpChannels(config, { clock, logger, store });
  const channels = setups.flatMap(({ setup }) => (setup.on ? [setup.channel] : []));
  const own = deps.only?.({ settled: () => delivery.drain() });
  if (own) channels.push(own);
  channels.push(...(deps.moreChannels ?? []));

  const bell = createReplyBell();
  const delivery: Delivery = createDelivery<Asker>({
    store,
    clock,
    logger,
    channels,
    // Codes and buttons of reminders need the store, which the dialogue's worker has not.
    respond: async (turn) => (await officials.answer(turn)) ?? dialogue.respond(turn),
    identify: deps.identify ?? identifyOfficer,
    apologise: createApology(config),
    onSent: bell.ring,
  });
  const web = own ? undefined : await createWebServer();
  const housekeeping = createHousekeeping({ store, clock, logger, rawMessageHours: config.rawMessageHours });

  async function createWebServer() {
    const webchat = channels.find((channel) => channel.name === 'web');
    if (webchat === undefined) throw new Error('the web channel is missing from channels/index.ts');
    return createWeb({
      ...config,
      notice: { rawMessageHours: config.rawMessageHours, province: PROVINCE_NAMES[config.province] },
      pageDir: deps.webPageDir ?? webPageDir(),
      sessionSecret: await sessionSecret(store),
      desk: createChatDesk({ store, channel: webchat, host: delivery.host, bell }),
      webhooks: channels.flatMap((channel) => channel.webhook ?? []),
      channelHost: delivery.host,
      checkHealth: () => checkHealth(store),
      clock,
      logger,
    });
  }

  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    for (const channel of channels) await channel.stop?.();
    await web?.stop();
    housekeeping.stop();
    await officials.stop();
    await delivery.stop();
    await dialogue.stop();
    await store.close();
  }

  return {
    store,
    delivery,
    channels: setups.map(({ name, setup }) => (setup.on ? { name } : { name, off: setup.why })),
    async start() {
      // The port first: when it is taken, nothing else has begun.
      const address = await web?.start();
      await delivery.start();
      housekeeping.start();
      // The chat on the command line reminds nobody.
      if (!own) officials.start();
      for (const channel of channels) await channel.start?.(delivery.host);
      return address;
    },
    remind: officials.remind,
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

const PROVINCE_NAMES: Readonly<Record<Config['province'], string>> = {
  'ha-tinh': 'Hà Tĩnh',
  'vinh-long': 'Vĩnh Long',
};

/** The dialogue runs in a worker: building its indexes takes about a second. */
/** Where what was read and learnt from content is kept between starts. */
export function snapshotsOf({ cacheDir }: Config): Snapshots {
  return { folder: cacheDir };
}

/** What answers say of this deployment. */
export function deploymentOf(config: Config): Deployment {
  return {
    province: config.province,
    provinceName: PROVINCE_NAMES[config.province],
    handoffPhone: config.handoff.phone,
    handoffHours: config.handoff.hours,
    feedbackUrl: config.feedbackUrl,
    rawMessageHours: config.rawMessageHours,
  };
}

/** With the imported catalogue, and with every later one as soon as it is switched to. */
async function createDialogue(
  config: Config,
  { store, officials, logger }: { store: Store; officials: Officials; logger: Logger },
) {
  try {
    const version = await currentVersion(store);
    const imported = version === undefined ? [] : await readVersion(store, version.id);
    const worker = await createWorkerResponder(
      {
        root: packageRoot(),
        deployment: deploymentOf(config),
        imported,
        snapshots: snapshotsOf(config),
      },
      officials.feed,
    );
    const watch = createCatalogueWatch({
      store,
      logger,
      using: version?.id,
      use: (rows) => worker.reload({ imported: rows }),
    });
    watch.start();
    return {
      respond: worker.respond,
      async stop() {
        await watch.stop();
        await worker.stop();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function setUpChannels(
  config: Config,
  { clock, logger, store }: { clock: Clock; logger: Logger; store: Store },
) {
  return CHANNELS.map(({ name, setUp }) => ({
    name,
    setup: setUp({
      config,
      clock,
      logger,
      memory: createChannelMemory(store, name),
      echoes: createEchoes(store, clock),
    }),
  }));
}

function createApology(config: Config) {
  const texts = loadTexts(contentDir());
  return (language: string | undefined) => {
    const known: Language = LANGUAGES.find((one) => one === language) ?? 'vi';
    const phone = config.handoff.phone ?? config.feedbackUrl;
    return { text: texts.in(known)('error', { phone }) };
  };
}

/** Made once and kept, so that a restart ends nobody's conversation. */
async function sessionSecret(store: Store): Promise<string> {
  return store.transaction(async (tx) => {
    const kept = await tx.channelState.get('web', 'session-secret');
    if (typeof kept === 'string') return kept;
    const secret = newSecret();
    await tx.channelState.set('web', 'session-secret', secret);
    return secret;
  });
}

async function checkHealth(store: Store): Promise<Readonly<Record<string, unknown>>> {
  return store.transaction(async (tx) => {
    const [inbox, outbox] = [await tx.inbox.counts(), await tx.outbox.counts()];
    return {
      inbox: { waiting: inbox.waiting, dead: inbox.dead },
      outbox: { waiting: outbox.waiting, dead: outbox.dead },
    };
  });
}
