import { describe, expect, it } from 'vitest';
import { dueDigest, planDay } from '../../src/reminders/items.ts';
import { addDays } from '../../src/reporting/days.ts';
import type { EventKind, ReportEvent } from '../../src/reporting/ledger.ts';
import { createReportBook } from '../../src/reporting/snapshot.ts';
import { dutiesOf, ladder, naive, world } from '../support/reminder-world.ts';
import { reporting } from '../support/reporting.ts';

describe('reminders, ten simulated years against a naive ledger', () => {
  it.each([1, 2, 3])(
    'world %i: nothing missed, nothing twice, nothing on a wrong day',
    (seed) => {
      const one = world(seed);
      const { random } = one;
      const oracle = naive(one);
      const duties = dutiesOf(one);
      const book = createReportBook(reporting({ years: one.years, units: one.units, duties }));
      book.apply({ frozen: [], events: [], trackedFrom: one.start });
      const told = new Map(one.people.map(({ id }) => [id, new Set<string>()]));
      const closed = new Set<string>();
      let nextEvent = 1;
      let down = 0;
      let sent = 0;

      for (let today = one.start; today < one.end; today = addDays(today, 1)) {
        const events: ReportEvent[] = [];
        for (const { key, opens, due } of oracle.reports) {
          if (closed.has(key) || opens > today || due < addDays(today, -60) || random() > 0.012) continue;
          const [obligation = '', period = '', of = ''] = key.split('|');
          const kinds: EventKind[] = ['filed', 'filed_elsewhere', 'waived'];
          events.push({
            id: nextEvent++,
            obligation,
            period,
            unit: of,
            kind: kinds[Math.floor(random() * 3)] ?? 'filed',
            on: today,
            actor: 'test',
          });
          closed.add(key);
        }
        book.apply({ frozen: [], events, trackedFrom: one.start });
        // Down for up to three weeks now and then.
        if (down === 0 && random() < 0.01) down = 1 + Math.floor(random() * 21);
        if (down > 0) down -= 1;
        else if (book.reporting.calendar.isWorkingDay(today)) {
          const sends: string[] = [];
          const plan = planDay(book, ladder, today);
          for (const who of one.people) {
            const log = told.get(who.id) ?? new Set();
            const { items } = dueDigest(who, { book, ladder, plan, told: log });
            for (const { key, step } of items) {
              sends.push(`${today}|${who.id}|${key}|${step}`);
              log.add(`${key}|${step}`);
            }
          }
          const expected = oracle.send(today, closed);
          if (sends.length !== expected.length || sends.sort().join('\n') !== expected.join('\n'))
            expect(sends.sort(), `on ${today}`).toEqual(expected);
          sent += sends.length;
        }
      }

      expect(sent).toBeGreaterThan(800);
    },
    120_000,
  );
});
