import type { ChannelName } from '../../messages/index.ts';
import type { ChannelStates } from '../store.ts';
import type { Db } from './table.ts';

export interface ChannelStateTable {
  channel: ChannelName;
  key: string;
  value: string;
}

export function createChannelStates(db: Db): ChannelStates {
  return {
    async get(channel, key) {
      const row = await db
        .selectFrom('channel_state')
        .select('value')
        .where('channel', '=', channel)
        .where('key', '=', key)
        .executeTakeFirst();
      return row === undefined ? undefined : (JSON.parse(row.value) as unknown);
    },
    async set(channel, key, value) {
      const row = { value: JSON.stringify(value ?? null) };
      await db
        .insertInto('channel_state')
        .values({ channel, key, ...row })
        .onConflict((conflict) => conflict.columns(['channel', 'key']).doUpdateSet(row))
        .execute();
    },
    async remove(channel, key) {
      await db.deleteFrom('channel_state').where('channel', '=', channel).where('key', '=', key).execute();
    },
  };
}
