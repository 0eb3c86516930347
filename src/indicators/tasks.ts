import type { Choice, Source } from '../messages/index.ts';
import { fold } from '../understanding/fold.ts';
import { toWords } from './lexicon.ts';
import type { Matcher } from './match.ts';
import { EXPLAINING, type Reader, type Reading, type Skimmed } from './reading.ts';
import type {
  Contradiction,
  IndicatorContent,
  IndicatorQuery,
  PlanTask,
  Stated,
  Unfinished,
} from './types.ts';
import { capital, type Wording } from './wording.ts';

/** What was asked about plan tasks. */
export interface TaskAsk {
  readonly aspect:
    | 'lead'
    | 'partners'
    | 'unfinished'
    | 'status'
    | 'years'
    | 'funding'
    | 'duties'
    | 'list'
    | 'card'
    | 'contradiction';
  readonly agencies: readonly string[];
  readonly tasks: readonly PlanTask[];
  readonly unfinished: readonly Unfinished[];
  readonly years: readonly number[];
  readonly kinds: readonly Unfinished['kind'][];
  /** `done`, `running`, `not-started`: asks for tasks in that state. */
  readonly state: 'done' | 'open' | undefined;
  readonly contradiction: Contradiction | undefined;
  /** 0..1 */
  readonly score: number;
}

export interface TaskAnswer {
  readonly found: boolean;
  readonly text: string;
  readonly details?: string;
  readonly sources: readonly Source[];
  readonly choices: readonly Choice[];
  readonly taskIds: readonly string[];
  readonly unfinished: readonly Unfinished[];
}

export interface TaskBook {
  /** Whether `read` may find that a plan task is asked for, where no task was asked for before; cheap. */
  couldBeTask(skimmed: Skimmed): boolean;
  read(reading: Reading, previous: IndicatorQuery | undefined): TaskAsk;
  answer(ask: TaskAsk): TaskAnswer;
}

/** Least share of a task's name that must be said for the task to be meant. */
const TASK_MATCH = 0.5;

/** Least likeness to the name of an unfinished item from which asking why is about that; and of a contradiction. */
const WHY_MATCH = 0.55;
const CONTRADICTION_MATCH = 0.6;

const TASK = /\b(nhiem vu|nv|dau viec)\b/;
const DUTY = /\btrach nhiem\b/;
const PLAN = /\b(ke hoach|kh|nghi quyet|nq) ?(so )?(498|22)\b/;
const NOT_DONE = /\b(chua|khong|ko|k|nỏ|no) (hoan thanh|xong|lam|thuc hien|trien khai|dat)\b|\bdo dang\b/;
const LEADS =
  /\b(chu tri|phu trach|dung dau|dau moi|ai lam|ai chiu trach nhiem|co quan nao lam|don vi nao lam|giao cho ai|giao ai|giao cho (co quan|don vi|so) nao)\b/;
const JOINS = /\bphoi hop\b/;
const STATE_ASKED =
  /\b(hien trang|tien do|tinh trang|toi dau|den dau|toi mo|den mo|xong chua|hoan thanh chua|lam chua|thuc hien chua|trien khai chua|da lam chua)\b/;
const TIME_ASKED =
  /\b(khi nao|bao gio|nam nao|thoi gian|luc nao|khi mo|giai doan nao|nhung nam nao|may nam)\b/;
const MONEY_SOURCE =
  /\b(nguon kinh phi|nguon tien|tien o dau|nguon nao|ngan sach nao|kinh phi tu dau|lay tu dau)\b/;
const HOW_OFTEN =
  /\b(dinh ky|chu ky|hang quy|may thang|bao lau|thuong xuyen|bao nhieu lan|mot lan|quy hay|hang nam)\b/;

/** Words of a question about a task that name no task. */
const QUESTION_WORDS = new Set(
  'nhiemvu duan chuahoanthanh hoanthanh kehoach kinhphi ngansach chu tri phoi hop noi trach nhiem kh498 nq22 ly do hien trang tien tinh khi bao gio thoi gian nguon dau co quan coquan phu'.split(
    ' ',
  ),
);

/** What "chưa hoàn thành" and its like are read as. */
const UNFINISHED = 'chuahoanthanh';
/** More than rounding can make of a likeness. */
const ROUNDING = 1e-9;

function namingTokens({ tokens }: Skimmed): string[] {
  return [...new Set(tokens.map(({ token }) => token))].filter((token) => !QUESTION_WORDS.has(fold(token)));
}

/** The words of a name, and what they weigh together. */
interface WeighedName {
  readonly tokens: readonly string[];
  readonly mass: number;
}

export function createTaskBook(
  content: IndicatorContent,
  reader: Reader,
  matcher: Matcher,
  wording: Wording,
): TaskBook {
  const agencies = content.agencies.flatMap(({ name, names }) =>
    names.map((one) => ({
      name,
      words: toWords(one)
        .map((word) => word.folded)
        .join(' '),
    })),
  );
  const taskNames = content.tasks.map((task) => ({
    task,
    names: [...task.names, task.name].map(weighed),
  }));
  const undoneNames = content.unfinished.map((item) => ({ item, names: [weighed(item.name)] }));
  const contradictionNames = content.contradictions.map((item) => ({
    item,
    names: item.words.map(weighed),
  }));

  function weightOf(tokens: readonly string[]): number {
    return tokens.reduce((sum, token) => sum + matcher.weight(token), 0);
  }

  function weighed(name: string): WeighedName {
    const tokens = reader.nameTokens(name);
    return { tokens, mass: weightOf(tokens) };
  }

  function similarity(asked: readonly string[], total: number, names: readonly WeighedName[]): number {
    let best = 0;
    for (const { tokens, mass } of names) {
      let shared = 0;
      for (const token of tokens) if (asked.includes(token)) shared += matcher.weight(token);
      if (shared > 0) best = Math.max(best, (2 * shared) / (mass + total));
    }
    return best;
  }

  /** Words of the names, and how alike a name can be to a question by those of them that it says. */
  const nameWords = new Set(
    [...taskNames, ...undoneNames, ...contradictionNames].flatMap(({ names }) =>
      names.flatMap((name) => name.tokens),
    ),
  );
  function mostSimilar(asked: readonly string[]): number {
    const shared = weightOf(asked.filter((token) => nameWords.has(token)));
    return shared === 0 ? 0 : (2 * shared) / (shared + weightOf(asked));
  }

  function couldBeTask(skimmed: Skimmed): boolean {
    const { folded, tokens } = skimmed;
    const has = (pattern: RegExp): boolean => pattern.test(folded);
    if ([TASK, DUTY, PLAN, NOT_DONE, LEADS, JOINS].some(has)) return true;
    if (tokens.some(({ token }) => token === UNFINISHED)) return true;
    return (
      [STATE_ASKED, TIME_ASKED, MONEY_SOURCE, HOW_OFTEN, EXPLAINING].some(has) &&
      mostSimilar(namingTokens(skimmed)) + ROUNDING >= Math.min(TASK_MATCH, WHY_MATCH, CONTRADICTION_MATCH)
    );
  }

  function read(reading: Reading, previous: IndicatorQuery | undefined): TaskAsk {
    const { folded } = reading;
    const has = (pattern: RegExp): boolean => pattern.test(folded);
    const plain = ` ${toWords(folded)
      .map((word) => word.folded)
      .join(' ')} `;
    const named = [
      ...new Set(agencies.filter(({ words }) => plain.includes(` ${words} `)).map(({ name }) => name)),
    ];
    const tokens = namingTokens(reading);
    const total = weightOf(tokens);
    const taskScores = taskNames
      .map(({ task, names }) => ({ task, score: similarity(tokens, total, names) }))
      .sort((a, b) => b.score - a.score);
    const top = taskScores[0]?.score ?? 0;
    const tasks = taskScores
      .filter(({ score }) => score >= TASK_MATCH && score >= top - 0.08)
      .map(({ task }) => task);
    const undoneScores = undoneNames
      .map(({ item, names }) => ({ item, score: similarity(tokens, total, names) }))
      .sort((a, b) => b.score - a.score);
    const undone = undoneScores.filter(({ score }) => score >= 0.4).map(({ item }) => item);
    const contradiction = contradictionNames
      .map(({ item, names }) => ({ item, score: similarity(tokens, total, names) }))
      .filter(({ item, score }) => score >= CONTRADICTION_MATCH && item.touches.length === 0)
      .sort((a, b) => b.score - a.score)[0]?.item;
    const years = reading.periods.flatMap(({ id }) => (/^\d{4}$/.test(id) ? [Number(id)] : []));
    const why = reading.operations.includes('explain');
    const aboutTask = has(TASK);
    const aboutProject =
      has(/\bdu an\b|\bda\b/) || (reading.tokens.some(({ token }) => token === 'duan') && !aboutTask);
    const which = has(/\b(nao|gi|nhung|cac|liet ke|ke ten|danh sach|cu the|mo|chi)\b/);
    const notDone = reading.tokens.some(({ token }) => token === UNFINISHED) || has(NOT_DONE);
    const plan = has(PLAN);
    const counts = has(/\b(bao nhieu|may|bn|nhieu|nhiu|so nhiem vu|so du an|so luong)\b/) && !why;
    const leads = has(LEADS);
    const joins = has(JOINS);
    const state: TaskAsk['state'] = notDone
      ? 'open'
      : has(/\b(da )?(hoan thanh|xong)\b/)
        ? 'done'
        : undefined;
    const stateAsked = has(STATE_ASKED);
    const timeAsked = has(TIME_ASKED);
    const moneySource = has(MONEY_SOURCE);
    const base = {
      agencies: named,
      tasks,
      unfinished: undone,
      years,
      kinds: [...(aboutTask ? ['task' as const] : []), ...(aboutProject ? ['project' as const] : [])],
      state,
      contradiction,
    };
    const previousTask = previous?.kind === 'plan_task' ? previous.task : undefined;

    // The plans are Hà Tĩnh's.
    const elsewhere = reading.areas.length > 0 && !reading.areas.includes('ha-tinh');
    if (elsewhere) return { ...base, aspect: 'list', score: 0 };
    if (contradiction && has(HOW_OFTEN)) return { ...base, aspect: 'contradiction', score: 0.9 };
    // An unfinished item of the yearly IT plan: why, or which.
    if (notDone && !plan && (why || (which && !counts)) && (aboutTask || aboutProject || undone.length > 0))
      return { ...base, aspect: 'unfinished', score: 0.95 };
    if (why && undone.length > 0 && (undoneScores[0]?.score ?? 0) >= WHY_MATCH && !plan)
      return { ...base, aspect: 'unfinished', score: 0.85 };
    if ((leads || joins) && (plan || aboutTask || named.length > 0 || tasks.length > 0)) {
      const sure =
        plan || aboutTask || (tasks.length > 0 && top >= 0.6) ? 0.92 : named.length > 0 && leads ? 0.7 : 0.3;
      return { ...base, aspect: joins && !leads ? 'partners' : 'lead', score: sure };
    }
    if (
      has(/\b(trach nhiem|nhiem vu|lam gi|viec gi|phai lam)\b/) &&
      named.length > 0 &&
      !counts &&
      (plan || has(/\b(trach nhiem|nhiem vu)\b/))
    ) {
      return {
        ...base,
        aspect: has(DUTY) || !aboutTask ? 'duties' : 'lead',
        score: plan ? 0.9 : 0.75,
      };
    }
    if (tasks.length > 0 && (stateAsked || timeAsked || moneySource) && (!counts || moneySource)) {
      const sure = plan || aboutTask || aboutProject ? 0.9 : Math.min(0.85, top + 0.15);
      return { ...base, aspect: stateAsked ? 'status' : timeAsked ? 'years' : 'funding', score: sure };
    }
    if (aboutTask && which && !counts && (plan || state !== undefined || years.length > 0))
      return { ...base, aspect: 'list', score: plan ? 0.9 : 0.7 };
    if (previousTask && reading.followUp) {
      const carried =
        previousTask.taskIds?.flatMap((id) => content.tasks.find((task) => task.id === id) ?? []) ?? [];
      const aspect = previousTask.aspect as TaskAsk['aspect'];
      const score =
        named.length > 0 || years.length > 0 || stateAsked || timeAsked || joins || leads ? 0.8 : 0.2;
      return {
        ...base,
        tasks: tasks.length > 0 ? tasks : named.length > 0 ? [] : carried,
        kinds: base.kinds,
        aspect: stateAsked ? 'status' : timeAsked ? 'years' : joins ? 'partners' : leads ? 'lead' : aspect,
        score,
      };
    }
    const card = tasks.length > 0 && plan && aboutTask && !counts;
    return { ...base, aspect: tasks.length > 0 ? 'card' : 'list', score: card ? 0.75 : 0 };
  }

  const cite = ({ source, section }: { source: string; section: string }): string =>
    wording.citation(source, section);
  const sourcesOf = (items: readonly { source: string; section: string }[]): Source[] => {
    const found: Source[] = [];
    for (const { source: id, section } of items) {
      const source = wording.source(id);
      const title = source?.title ?? id;
      if (!found.some((item) => item.title === title && item.section === section))
        found.push({ title, section, asOf: source?.asOf ?? '' });
    }
    return found;
  };
  const contradictionsOf = (tasks: readonly PlanTask[]): Contradiction[] =>
    content.contradictions.filter((item) => item.tasks.some((id) => tasks.some((task) => task.id === id)));
  const contradictionText = (item: Contradiction): string =>
    [
      `**${item.topic}**: tài liệu nêu khác nhau.`,
      ...item.says.map((say) => `- ${say.text} (${cite(say)})`),
      item.differs,
    ].join('\n');

  const same = (a: string, b: string): boolean => fold(a).includes(fold(b)) || fold(b).includes(fold(a));
  const involves = (
    statements: readonly Stated<readonly string[]>[],
    agency: string,
  ): Stated<readonly string[]>[] =>
    statements.filter((item) =>
      item.value.some(
        (name) =>
          same(name, agency) ||
          (/huyện$/.test(agency) && /cấp huyện/.test(name)) ||
          (/xã$/.test(agency) && /cấp xã/.test(name)),
      ),
    );

  function statements<T>(items: readonly Stated<T>[], show: (value: T) => string): string {
    const distinct = new Map<string, Stated<T>[]>();
    for (const item of items) {
      const text = show(item.value);
      distinct.set(text, [...(distinct.get(text) ?? []), item]);
    }
    return [...distinct].map(([text, where]) => `${text} (${where.map(cite).join('; ')})`).join(' | ');
  }
  const list = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'để trống');

  function card(task: PlanTask): string {
    return [
      `**${task.code}. ${task.name}**`,
      `- Chủ trì: ${statements(task.lead, list)}`,
      ...(task.partners.length > 0 ? [`- Phối hợp: ${statements(task.partners, list)}`] : []),
      `- Thời gian: ${statements(task.years, String)}`,
      `- Nguồn kinh phí: ${task.funding.value} (${cite(task.funding)})`,
      `- Hiện trạng: ${task.status.length > 0 ? statements(task.status, String) : 'tài liệu không nêu'}`,
      ...(task.note ? [`- Lưu ý: ${task.note}`] : []),
    ].join('\n');
  }

  function taskSources(tasks: readonly PlanTask[]): Source[] {
    return sourcesOf(
      tasks.flatMap((task) => [...task.lead, ...task.years, ...task.status, ...task.partners]),
    );
  }

  function forTasks(
    tasks: readonly PlanTask[],
    heading: string,
    line: (task: PlanTask) => string,
  ): TaskAnswer {
    const clashes = contradictionsOf(tasks);
    return {
      found: tasks.length > 0,
      text: [
        heading,
        tasks.map(line).join('\n'),
        ...(tasks.length <= 3
          ? clashes.map(contradictionText)
          : clashes.length > 0
            ? [`Có ${clashes.length} nhiệm vụ mà tài liệu nêu khác nhau; xem phần chi tiết.`]
            : []),
      ]
        .filter(Boolean)
        .join('\n\n'),
      ...(tasks.length > 3 && clashes.length > 0
        ? { details: clashes.map(contradictionText).join('\n\n') }
        : {}),
      sources: taskSources(tasks),
      choices: [],
      taskIds: tasks.map((task) => task.id),
      unfinished: [],
    };
  }

  function answer(ask: TaskAsk): TaskAnswer {
    switch (ask.aspect) {
      case 'contradiction': {
        const item = ask.contradiction;
        if (!item) return nothing();
        return {
          found: true,
          text: contradictionText(item),
          sources: sourcesOf(item.says),
          choices: [],
          taskIds: [],
          unfinished: [],
        };
      }
      case 'unfinished':
        return unfinishedAnswer(ask);
      case 'duties': {
        const duties = content.duties.filter((duty) =>
          ask.agencies.some((agency) => same(duty.agency, agency)),
        );
        if (duties.length === 0) return leadAnswer(ask, 'lead');
        const led = leadAnswer(ask, 'lead');
        return {
          found: true,
          text: [
            ...duties.map((duty) =>
              [`**${duty.agency}** (${cite(duty)}):`, ...duty.items.map((item) => `- ${item}`)].join('\n'),
            ),
            ...(led.found ? [led.text] : []),
          ].join('\n\n'),
          sources: [...sourcesOf(duties), ...led.sources],
          choices: [],
          taskIds: led.taskIds,
          unfinished: [],
        };
      }
      case 'lead':
      case 'partners':
        if (ask.agencies.length > 0 && ask.tasks.length === 0) return leadAnswer(ask, ask.aspect);
        if (ask.tasks.length > 0) {
          const pick =
            ask.aspect === 'lead'
              ? (task: PlanTask) => `chủ trì: ${statements(task.lead, list)}`
              : (task: PlanTask) => `phối hợp: ${statements(task.partners, list)}`;
          return forTasks(
            ask.tasks,
            '',
            (task) => `**${task.code}. ${task.name}**\n- ${capital(pick(task))}`,
          );
        }
        return listAnswer(ask);
      case 'status':
        return forTasks(
          ask.tasks,
          '',
          (task) =>
            `**${task.code}. ${task.name}**\n- Hiện trạng (tháng 6/2019): ${task.status.length > 0 ? statements(task.status, String) : 'tài liệu không nêu'}${task.note ? `\n- Lưu ý: ${task.note}` : ''}`,
        );
      case 'years':
        return forTasks(
          ask.tasks,
          '',
          (task) => `**${task.code}. ${task.name}**\n- Thời gian: ${statements(task.years, String)}`,
        );
      case 'funding':
        return forTasks(
          ask.tasks,
          '',
          (task) =>
            `**${task.code}. ${task.name}**\n- Nguồn kinh phí: ${task.funding.value} (${cite(task.funding)})`,
        );
      case 'card':
        return forTasks(ask.tasks, '', card);
      case 'list':
        return listAnswer(ask);
    }
  }

  function leadAnswer(ask: TaskAsk, aspect: 'lead' | 'partners'): TaskAnswer {
    const field = aspect === 'lead' ? 'lead' : 'partners';
    const verb = aspect === 'lead' ? 'chủ trì' : 'phối hợp';
    const who = ask.agencies.join(', ');
    const tasks = content.tasks.filter(
      (task) =>
        ask.agencies.every((agency) => involves(task[field], agency).length > 0) && inYears(task, ask.years),
    );
    if (tasks.length === 0)
      return {
        ...nothing(),
        text: `Kế hoạch 498 không ghi nhiệm vụ nào do ${who} ${verb}.`,
        sources: sourcesOf([{ source: 'ht-kh-498-2016', section: 'III' }]),
      };
    return forTasks(
      tasks,
      `Kế hoạch 498/KH-UBND: ${tasks.length} nhiệm vụ ${aspect === 'lead' ? 'do' : 'có'} **${who}** ${verb}.`,
      (task) => {
        const where = ask.agencies.flatMap((agency) => involves(task[field], agency));
        const everywhere = where.length >= task[field].length;
        return `- ${task.code}. ${task.name} (${statements(task.years.slice(0, 1), String).replace(/ \(.*$/, '')}; ${everywhere ? cite(where[0] ?? { source: '', section: '' }) : `chỉ theo ${where.map(cite).join('; ')}`})`;
      },
    );
  }

  function inYears(task: PlanTask, years: readonly number[]): boolean {
    if (years.length === 0) return true;
    return task.years.slice(0, 2).some(({ value }) => {
      const range = /^(\d{4})-(\d{4})$/.exec(value);
      return years.some((year) =>
        range ? year >= Number(range[1]) && year <= Number(range[2]) : value.includes(String(year)),
      );
    });
  }

  function listAnswer(ask: TaskAsk): TaskAnswer {
    const tasks = content.tasks.filter((task) => {
      if (!inYears(task, ask.years)) return false;
      if (ask.state === undefined) return true;
      const done = task.status.some(({ value }) => value === 'Hoàn thành');
      return ask.state === 'done' ? done : task.status.length > 0 && !done;
    });
    const what =
      ask.state === 'done'
        ? ' đã hoàn thành (tính đến 10/6/2019)'
        : ask.state === 'open'
          ? ' chưa hoàn thành (tính đến 10/6/2019)'
          : '';
    const when = ask.years.length > 0 ? ` của năm ${ask.years.join(', ')}` : '';
    if (tasks.length === 0)
      return {
        ...nothing(),
        text: `Kế hoạch 498 không có nhiệm vụ nào${what}${when}.`,
        sources: sourcesOf([{ source: 'ht-kh-498-2016', section: 'III' }]),
      };
    return forTasks(
      tasks,
      `Kế hoạch 498/KH-UBND có ${tasks.length} nhiệm vụ${what}${when}:`,
      (task) =>
        `- ${task.code}. ${task.name} (${task.years[0]?.value ?? ''}${task.status[0] ? `; ${task.status[0].value.toLowerCase()}` : ''})`,
    );
  }

  function unfinishedAnswer(ask: TaskAsk): TaskAnswer {
    const matching = (ask.unfinished.length > 0 ? ask.unfinished : content.unfinished).filter(
      (item) =>
        (ask.years.length === 0 || ask.years.includes(item.year)) &&
        (ask.kinds.length === 0 || ask.kinds.includes(item.kind)),
    );
    const items =
      matching.length > 0 || ask.unfinished.length === 0
        ? matching
        : content.unfinished.filter(
            (item) =>
              (ask.years.length === 0 || ask.years.includes(item.year)) &&
              (ask.kinds.length === 0 || ask.kinds.includes(item.kind)),
          );
    const kind =
      ask.kinds.length === 1 ? (ask.kinds[0] === 'task' ? 'nhiệm vụ' : 'dự án') : 'nhiệm vụ, dự án';
    const when = ask.years.length > 0 ? ` năm ${ask.years.join(', ')}` : '';
    if (items.length === 0) {
      const years = [
        ...new Set(
          content.unfinished
            .filter((item) => ask.kinds.length === 0 || ask.kinds.includes(item.kind))
            .map((item) => item.year),
        ),
      ].sort();
      return {
        ...nothing(),
        text: `Biểu số liệu 2015–2018 không ghi ${kind} CNTT nào chưa hoàn thành${when}. Các năm có ghi: ${years.join(', ')}.`,
        sources: sourcesOf([{ source: 'ht-bieu-2015-2018', section: '1.4, 1.7' }]),
      };
    }
    return {
      found: true,
      text: [
        `Hà Tĩnh${when}: ${items.length} ${kind} của kế hoạch ứng dụng CNTT chưa hoàn thành.`,
        items
          .map(
            (item) =>
              `- ${ask.years.length === 1 ? '' : `${item.year}, `}${item.name}.\n  Lý do: ${item.reason}.`,
          )
          .join('\n'),
        `Theo ${[...new Set(items.map(cite))].join('; ')}.`,
      ].join('\n\n'),
      sources: sourcesOf(items),
      choices: [],
      taskIds: [],
      unfinished: items,
    };
  }

  function nothing(): TaskAnswer {
    return {
      found: false,
      text: 'Tài liệu không có thông tin này.',
      sources: [],
      choices: [],
      taskIds: [],
      unfinished: [],
    };
  }

  return { couldBeTask, read, answer };
}
