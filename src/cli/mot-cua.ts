import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { AppError } from '../errors.ts';
import { addAsk } from './ask.ts';
import { addChat } from './chat.ts';
import { addDeliveries } from './deliveries.ts';
import { addObligations } from './obligations.ts';
import { addOfficers } from './officers.ts';
import { addServe } from './serve.ts';
import { addZalo } from './zalo.ts';

/** Adds one command; a new one: its file and a line in COMMANDS. */
export type AddCommand = (program: Command) => void;

const COMMANDS: readonly AddCommand[] = [addServe, addAsk, addChat, addDeliveries, addZalo, addObligations, addOfficers];

async function run(): Promise<void> {
  // Values already in the environment win over the file.
  if (existsSync('.env')) process.loadEnvFile('.env');
  const program = new Command('mot-cua').description('Trợ lý Một Cửa').showHelpAfterError();
  for (const add of COMMANDS) add(program);
  await program.parseAsync();
}

run().catch((error: unknown) => {
  // Our own errors say what to do; anything else needs its stack.
  console.error(error instanceof AppError ? `Lỗi: ${error.message}` : error);
  process.exit(1);
});
