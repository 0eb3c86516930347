import './engine.ts';
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { AppError } from '../errors.ts';

/** Adds one command; a new one: its file and a line in COMMANDS, under the word that is typed. */
export type AddCommand = (program: Command) => void;

/** Loaded when they are asked for: `deliveries list` need not load the whole service. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  serve: async () => (await import('./serve.ts')).addServe,
  ask: async () => (await import('./ask.ts')).addAsk,
  chat: async () => (await import('./chat.ts')).addChat,
  deliveries: async () => (await import('./deliveries.ts')).addDeliveries,
  zalo: async () => (await import('./zalo.ts')).addZalo,
  notices: async () => (await import('./notices.ts')).addNotices,
  obligations: async () => (await import('./obligations.ts')).addObligations,
  import: async () => (await import('./import.ts')).addImport,
  catalogue: async () => (await import('./catalogue.ts')).addCatalogue,
  officers: async () => (await import('./officers.ts')).addOfficers,
};

async function run(): Promise<void> {
  // Values already in the environment win over the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const program = new Command('mot-cua').description('Trợ lý Một Cửa').showHelpAfterError();
  const asked = COMMANDS[process.argv[2] ?? ''];
  // Anything else is for the help text, which names them all.
  for (const load of asked ? [asked] : Object.values(COMMANDS)) (await load())(program);
  await program.parseAsync();
}

run().catch((error: unknown) => {
  // Our own errors say what to do; anything else needs its stack.
  console.error(error instanceof AppError ? `Lỗi: ${error.message}` : error);
  process.exit(1);
});
