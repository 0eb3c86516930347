import { describe, expect, it } from 'vitest';
import {
  type Dialogue,
  type IndicatorQuestion,
  rates,
  type Scored,
  scoreDialogues,
  scoreQuestions,
  summary,
} from './scoring.ts';
import { readLines, shipped, shippedIndicators } from './support.ts';

const development = scoreQuestions(
  shippedIndicators(),
  readLines<IndicatorQuestion>('../eval/indicators.jsonl'),
);
const heldOut = scoreQuestions(shippedIndicators(), readLines<IndicatorQuestion>('./held-out.jsonl'));
const dialogues = scoreDialogues(shippedIndicators(), readLines<Dialogue>('./dialogues.jsonl'));

describe('indicators/questions', () => {
  it('answers the development questions exactly, and no wrong figure', () => {
    const { right, wrongFigures, refused } = rates(development);

    expect(right, summary('development', development)).toBeGreaterThanOrEqual(0.98);
    expect(wrongFigures).toBeLessThanOrEqual(0.01);
    expect(refused).toBe(1);
  });

  it('answers the held-out questions, and refuses every figure no document has', () => {
    const { right, wrongFigures, refused } = rates(heldOut);

    expect(right, summary('held out', heldOut)).toBeGreaterThanOrEqual(0.98);
    expect(wrongFigures).toBeLessThanOrEqual(0.01);
    expect(refused).toBe(1);
  });

  it('follows dialogues', () => {
    expect(rates(dialogues).right, summary('dialogues', dialogues)).toBeGreaterThanOrEqual(0.95);
  });

  it('prints no number that is not cited, computed from what is cited, or a period, date or name', () => {
    const unfounded = [...development, ...heldOut, ...dialogues].flatMap((item) => {
      const allowed = allowedNumbers(item);
      return numbersIn(item.answer.reply.text)
        .filter((number) => !allowed.has(number))
        .map((number) => `${item.question.q}: ${number}`);
    });

    expect(unfounded).toEqual([]);
  });

  it('gives every figure with a source and an as-of date', () => {
    for (const { answer } of heldOut) {
      if (answer.indicators.length === 0) continue;
      expect(answer.sources.length).toBeGreaterThan(0);
      for (const source of answer.sources) expect(source.asOf).not.toBe('');
      for (const value of answer.indicators) expect(value.source).not.toBe('');
    }
  });

  it('keeps button data within the 64 bytes a button carries, and understands it', () => {
    const choices = [...development, ...heldOut].flatMap(({ answer }) => answer.reply.choices ?? []);

    expect(choices.length).toBeGreaterThan(50);
    for (const { data } of choices) {
      expect(Buffer.byteLength(data)).toBeLessThanOrEqual(64);
      expect(shippedIndicators().score(data)).toBe(1);
    }
  });
});

function numbersIn(text: string): string[] {
  return text.match(/\d+(?:[.,/]\d+)*/g) ?? [];
}

/** What an answer may print: its cited figures and notes, what was computed of them, periods, names of things and sources. */
function allowedNumbers({ question, answer }: Scored): Set<string> {
  const content = shipped();
  const { reason, query } = answer;
  const keys = new Set([...query.shown, ...((reason.observations as string[] | undefined) ?? [])]);
  const cited = content.observations.filter((item) => keys.has(item.key));
  const ids = new Set([...query.ids, ...cited.map((item) => item.indicator)]);
  const indicators = content.indicators.filter(({ id }) => ids.has(id));
  const periods = content.observations.filter((item) => ids.has(item.indicator)).map((item) => item.period);
  const contradictions = content.contradictions.filter(({ id }) =>
    ((reason.contradictions as string[] | undefined) ?? []).includes(id),
  );
  const tasks =
    answer.kind === 'plan_task'
      ? JSON.stringify([content.tasks, content.unfinished, content.duties, content.contradictions])
      : '';
  const texts = [
    question.q,
    query.levels.join(' '),
    ...cited.flatMap((item) => [item.value, item.note ?? '', item.section, item.level ?? '']),
    ...((reason.computed as string[] | undefined) ?? []),
    ...indicators.flatMap((item) => [
      item.name,
      item.unit,
      ...item.remarks.flatMap(({ text, section, period }) => [text, section, period]),
    ]),
    ...content.sources.flatMap(({ short, title }) => [short, title]),
    ...contradictions.map((item) => JSON.stringify(item)),
    tasks,
  ];
  const allowed = new Set(texts.flatMap(numbersIn));
  // Periods are written out: 2022-H1 as "6 tháng đầu năm 2022", 2019-01..05 as "5 tháng đầu năm 2019".
  for (const period of [...periods, ...query.periods]) {
    for (const number of numbersIn(
      period.replace('H1', '6').replace('H2', '6').replace('..', ' ').replaceAll('-', ' '),
    )) {
      allowed.add(String(Number(number)));
      allowed.add(number);
    }
    const part = /^(\d{4})-(?:Q(\d)|(\d{2}))$/.exec(period);
    if (part) allowed.add(`${Number(part[2] ?? part[3])}/${part[1]}`);
    const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(period);
    if (day) allowed.add(`${Number(day[3])}/${Number(day[2])}/${day[1]}`);
  }
  // Computed in the open where a rate is not printed: both parts and the result are in the reason of no observation.
  const open = /Có thể tự tính[^.]*?([\d.,]+) \/ ([\d.,]+) = ([\d.,]+)%/.exec(answer.reply.text);
  if (open) for (const number of open.slice(1)) allowed.add(number.replace(/[.,]$/, ''));
  return allowed;
}
