/**
 * `npm run content -- coverage | collisions | check | effect`: what editors want to know about content/ and intents/.
 * Written for people who do not program; content/README.md explains each.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { isFullCard } from '../src/catalogue/card.ts';
import { overlayDifferences } from '../src/catalogue/editing/overlay.ts';
import {
  findClaims,
  findNearPairs,
  findRepeats,
  type OwnedPhrase,
  phrasesOf,
} from '../src/catalogue/editing/phrases.ts';
import { compareWithReviewed, loadReviewed } from '../src/catalogue/editing/reviewed.ts';
import { IMPORTED_KIND } from '../src/catalogue/imported.ts';
import { loadCatalogue } from '../src/catalogue/load.ts';
import { systemClock, vietnamDay } from '../src/clock.ts';
import { readConfig } from '../src/config.ts';
import type { Respond } from '../src/dialogue/answer.ts';
import { loadKnowledge } from '../src/dialogue/knowledge.ts';
import { loadResponder } from '../src/dialogue/load.ts';
import { ContentError } from '../src/errors.ts';
import { contentDir, packageRoot } from '../src/files.ts';
import { readCurrentCatalogue } from '../src/storage/sqlite/read-catalogue.ts';
import { EVAL_DEPLOYMENT } from '../test/eval/load.ts';
import { evaluate } from '../test/eval/score.ts';

/** A card is read again after this many days (law 10). */
const REVIEW_DAYS = 365;
const root = packageRoot();

const program = new Command('npm run content --').description('Công cụ cho người biên tập nội dung');
program
  .command('coverage')
  .description('Lĩnh vực nào, thủ tục nào còn thiếu cách hỏi hay bài hướng dẫn')
  .option('--field <name>', 'chỉ một lĩnh vực, liệt kê từng thủ tục')
  .action(coverage);
program
  .command('collisions')
  .description('Cách hỏi mà hai thủ tục cùng nhận, và cách hỏi gần giống nhau')
  .option('--least <share>', 'từ bao nhiêu phần từ chung thì coi là gần giống, 0.5 đến 1', Number, 0.8)
  .option('--limit <n>', 'nhiều nhất bao nhiêu dòng mỗi phần', Number, 30)
  .option('--file <name>', 'chỉ những chỗ có tệp này, ví dụ ho-tich.yaml')
  .action(collisions);
program
  .command('check')
  .description('Chỗ bài viết nói khác dữ liệu; bài quá ngày phải đọc lại')
  .option('--limit <n>', 'nhiều nhất bao nhiêu dòng mỗi phần', Number, 20)
  .action(check);
program
  .command('effect')
  .description('Sửa đổi của bạn làm câu hỏi nào trả lời khác đi, so với bản đã lưu trong git')
  .option('--base <commit>', 'so với bản nào', 'HEAD')
  .option('--limit <n>', 'nhiều nhất bao nhiêu dòng mỗi phần', Number, 50)
  .action(effect);

// `… | head` closes early.
process.stdout.on('error', () => process.exit());

program.parseAsync().catch((error: unknown) => {
  if (error instanceof ContentError) {
    console.error(
      `Nội dung có ${error.problems.length} chỗ không đọc được:\n${error.problems.map((one) => `- ${one}`).join('\n')}`,
    );
  } else console.error(error instanceof Error ? `Lỗi: ${error.message}` : error);
  process.exit(1);
});

function coverage({ field }: { field?: string }): void {
  const { procedures, cards, fields } = loadCatalogue(contentDir());
  const all = [...procedures.values()];
  if (field !== undefined) {
    const own = all.filter((procedure) =>
      procedure.field.toLowerCase().includes(field.toLowerCase().normalize('NFC')),
    );
    for (const { code, name } of own) {
      const card = cards.get(code);
      console.log(
        `${code}  ${card?.ask.length ?? 0} cách hỏi  ${isFullCard(card) ? 'có bài ' : 'chưa có bài'}  ${name}`,
      );
    }
    console.log(`${own.length} thủ tục có lĩnh vực chứa "${field}"`);
    return;
  }
  console.log('thủ tục  có bài  ít cách hỏi nhất  lĩnh vực');
  for (const { name, count } of fields) {
    const own = all.filter((procedure) => procedure.field === name).map(({ code }) => cards.get(code));
    const least = Math.min(...own.map((card) => card?.ask.length ?? 0));
    console.log(`${pad(count, 7)}  ${pad(own.filter(isFullCard).length, 6)}  ${pad(least, 16)}  ${name}`);
  }
  const asked = all.map(({ code }) => cards.get(code)?.ask.length ?? 0).sort((a, b) => a - b);
  const common = all.filter(({ code }) => (cards.get(code)?.common ?? 0) > 0 && !isFullCard(cards.get(code)));
  console.log(`
${all.length} thủ tục; ${all.filter(({ code }) => isFullCard(cards.get(code))).length} có bài hướng dẫn đầy đủ
${asked.reduce((sum, one) => sum + one, 0)} cách hỏi; ở giữa ${asked[Math.floor(asked.length / 2)]}, ít nhất ${asked[0]} cho một thủ tục
${asked.filter((one) => one < 6).length} thủ tục có dưới 6 cách hỏi`);
  console.log(
    `${common.length} thủ tục nhiều người cần (common 1–3) mà chưa có bài đầy đủ${common.length === 0 ? '' : ', trước hết:'}`,
  );
  const urgent = common.sort((a, b) => (cards.get(b.code)?.common ?? 0) - (cards.get(a.code)?.common ?? 0));
  for (const { code, name } of urgent.slice(0, 10))
    console.log(`  ${code}  common ${cards.get(code)?.common}  ${name}`);
  const { answers, examples } = loadKnowledge(contentDir(), join(root, 'intents'));
  console.log(
    `${answers.length} câu trả lời chung trong content/answers; ${examples.length} câu mẫu trong intents/`,
  );
}

function collisions({ least, limit, file }: { least: number; limit: number; file?: string }): void {
  if (!(least >= 0.5 && least <= 1)) throw new Error(`--least ${least}: viết một số từ 0.5 đến 1`);
  const { procedures, cards } = loadCatalogue(contentDir());
  const places = placesOf();
  const { answers } = loadKnowledge(contentDir(), join(root, 'intents'));
  const phrases: OwnedPhrase[] = [
    ...phrasesOf(cards.values()),
    ...answers.flatMap(({ id, ask }) => ask.map((text) => ({ owner: id, text }))),
  ];
  const startedAt = performance.now();
  const where = (owner: string) =>
    `${places.get(owner) ?? 'content/answers'}: ${owner} ${(procedures.get(owner)?.name ?? '').slice(0, 70)}`;
  const concerns = (...owners: readonly string[]) =>
    file === undefined || owners.some((owner) => (places.get(owner) ?? '').includes(file));
  const claims = findClaims(phrases).filter(({ owners }) => concerns(...owners));
  const near = findNearPairs(phrases, least).filter(
    ({ a, b }) => concerns(a.owner, b.owner) && a.text !== b.text,
  );
  const repeats = findRepeats(phrases, least).filter(({ a }) => concerns(a.owner));
  section(
    'Hai thủ tục cùng nhận đúng một cách hỏi (phải sửa: thêm từ phân biệt, hoặc bỏ ở một bên)',
    claims.map(
      ({ text, owners }) => `"${text}"\n${owners.map((owner) => `      ${where(owner)}`).join('\n')}`,
    ),
    limit,
  );
  section(
    `Gần giống nhau ở hai thủ tục (từ ${least} trở lên; xem có từ nào phân biệt không)`,
    near.map(
      ({ a, b, likeness }) =>
        `${likeness.toFixed(2)} "${a.text}" ~ "${b.text}"\n      ${where(a.owner)}\n      ${where(b.owner)}`,
    ),
    limit,
  );
  section(
    'Lặp lại trong cùng một thủ tục (bỏ bớt một câu cũng không mất gì)',
    repeats.map(
      ({ a, b, likeness }) => `${likeness.toFixed(2)} "${a.text}" ~ "${b.text}"  ${where(a.owner)}`,
    ),
    limit,
  );
  console.log(
    `\n${phrases.length} cách hỏi, so hết trong ${((performance.now() - startedAt) / 1_000).toFixed(1)} giây`,
  );
}

/**
 * Lists, and fails on what differs from the shipped facts and is not in content/reviewed-differences.yaml. What an imported
 * list says otherwise is only listed: cards cannot follow every province's list.
 */
function check({ limit }: { limit: number }): void {
  const database = join(readConfig(process.env).dataDir, 'mot-cua.db');
  const imported = existsSync(database) ? (readCurrentCatalogue(database, IMPORTED_KIND) ?? []) : [];
  const { procedures, cards } = loadCatalogue(contentDir(), imported);
  const places = placesOf();
  const reviews = loadReviewed(contentDir());
  const { open: differences, stale } = compareWithReviewed(
    overlayDifferences(procedures, cards.values()),
    reviews,
  );
  console.log(
    `So ${cards.size} bài và cách hỏi với ${procedures.size} thủ tục${imported.length === 0 ? ' đi kèm' : `, trong đó ${imported.length} có trong danh sách đã nhập`}`,
  );
  for (const about of new Set(differences.map((one) => one.about)))
    section(
      `Nói khác nhau về ${about}`,
      differences
        .filter((one) => one.about === about)
        .map(
          ({ code, card, facts }) =>
            `${places.get(code) ?? ''}: ${code}\n      bài viết: ${card}\n      dữ liệu:  ${facts}`,
        ),
      limit,
    );
  const today = systemClock.now().getTime();
  const { answers } = loadKnowledge(contentDir(), join(root, 'intents'));
  const reviewed = [
    ...[...cards.values()].map(({ code, reviewed: day }) => ({ id: code, day })),
    ...answers.map(({ id, reviewed: day }) => ({ id, day })),
  ];
  const overdue = reviewed.filter(
    ({ day }) => day !== undefined && today - Date.parse(day) > REVIEW_DAYS * 86_400_000,
  );
  section(
    `Quá ${REVIEW_DAYS} ngày chưa đọc lại (hôm nay ${vietnamDay(systemClock.now())})`,
    overdue.map(({ id, day }) => `${places.get(id) ?? 'content/answers'}: ${id}, đọc lần cuối ${day}`),
    limit,
  );
  console.log(
    `\n${differences.length} chỗ nói khác nhau (không kể ${reviews.length - stale.length} chỗ đã xem và để nguyên), ${overdue.length} bài quá hạn đọc lại`,
  );
  if (stale.length > 0)
    console.log(
      `content/reviewed-differences.yaml có ${stale.length} dòng không còn đúng, xem lại: ${stale.map(({ code, about }) => `${code} ${about}`).join(', ')}`,
    );
  const shipped = (code: string) => procedures.get(code)?.lists === undefined;
  if ([...differences, ...stale].some(({ code }) => shipped(code))) process.exitCode = 1;
}

interface Answered {
  readonly question: string;
  readonly status: string;
  readonly intent: string;
  readonly first: string;
}

async function effect({ base, limit }: { base: string; limit: number }): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mot-cua-content-'));
  try {
    const archive = execFileSync('git', ['archive', base, 'content', 'intents'], {
      cwd: root,
      maxBuffer: 1_000_000_000,
    });
    mkdirSync(join(folder, 'before'));
    writeFileSync(join(folder, 'before.tar'), archive);
    execFileSync('tar', ['-xf', join(folder, 'before.tar'), '-C', join(folder, 'before')]);
    // The assistant's own sentences go with the program, which is today's for both.
    cpSync(join(contentDir(), 'texts'), join(folder, 'before', 'content', 'texts'), { recursive: true });
    const before = await score(join(folder, 'before'), `bản ${base}`);
    const after = await score(root, 'bản đang sửa');
    const names = loadCatalogue(contentDir()).procedures;
    const shown = ({ status, intent, first }: Answered) =>
      `${status}, ${intent}${first === '' ? '' : `, ${first} ${(names.get(first)?.name ?? '').slice(0, 60)}`}`;
    const newMisses = without(after.misses, before.misses);
    const mended = without(before.misses, after.misses);
    section('Nay sai, trước đúng', newMisses, limit);
    section('Nay đúng, trước sai', mended, limit);
    const old = new Map(before.answers.map((one) => [one.question, one]));
    const changed = after.answers.filter((one) => {
      const was = old.get(one.question);
      return was !== undefined && shown(was) !== shown(one);
    });
    section(
      'Câu hỏi được trả lời khác đi',
      changed.map(
        (one) =>
          `"${one.question}"\n      trước: ${shown(old.get(one.question) ?? one)}\n      nay:   ${shown(one)}`,
      ),
      limit,
    );
    section(
      'Điểm thay đổi',
      after.tallies.flatMap(({ name, hits }) => {
        const was = before.tallies.find((one) => one.name === name)?.hits ?? [];
        const [a, b] = [sum(was), sum(hits)];
        return a === b && was.length === hits.length
          ? []
          : [`${name}: ${a}/${was.length} → ${b}/${hits.length}`];
      }),
      limit,
    );
    console.log(
      `\n${after.answers.length} câu hỏi: ${changed.length} trả lời khác, ${newMisses.length} hỏng đi, ${mended.length} tốt lên`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function score(contentRoot: string, name: string) {
  process.stderr.write(`đang chấm ${name} …\n`);
  const answers: Answered[] = [];
  const times = new Map<string, number>();
  const respond = loadResponder({ root: contentRoot, deployment: EVAL_DEPLOYMENT });
  const recorded: Respond = async (turn) => {
    const outcome = await respond(turn);
    const { content } = turn.incoming;
    const text = content.kind === 'text' ? content.text : content.kind;
    const count = (times.get(text) ?? 0) + 1;
    times.set(text, count);
    const { status, intent, procedures } = outcome.answer;
    answers.push({
      question: count === 1 ? text : `${text} (lần ${count})`,
      status,
      intent,
      first: procedures?.[0]?.code ?? '',
    });
    return outcome;
  };
  const results = await evaluate(recorded, (file) =>
    readFileSync(new URL(`../test/eval/${file}`, import.meta.url), 'utf8'),
  );
  return { ...results, answers };
}

/** Code or answer id → `content/procedures/ho-tich.yaml:12`. */
function placesOf(): Map<string, string> {
  const places = new Map<string, string>();
  for (const folder of ['procedures', 'answers'])
    for (const name of readdirSync(join(contentDir(), folder)).filter((one) => one.endsWith('.yaml'))) {
      const lines = readFileSync(join(contentDir(), folder, name), 'utf8').split('\n');
      // Codes further to the right are of siblings.
      const indent = Math.min(
        ...lines.flatMap((line) => /^( *)- (?:code|id):/.exec(line)?.[1]?.length ?? []),
      );
      lines.forEach((line, at) => {
        const [, spaces, owner] = /^( *)- (?:code|id): *"?([\w.]+)"?/.exec(line) ?? [];
        if (owner !== undefined && spaces?.length === indent)
          places.set(owner, `content/${folder}/${name}:${at + 1}`);
      });
    }
  return places;
}

function section(title: string, items: readonly string[], limit: number): void {
  console.log(`\n${title}: ${items.length}`);
  for (const item of items.slice(0, limit)) console.log(`  ${item}`);
  if (items.length > limit) console.log(`  … và ${items.length - limit} nữa (--limit ${items.length})`);
}

/** Misses of `all` whose question is not missed among `those`; what was said instead may differ. */
function without(all: readonly string[], those: readonly string[]): string[] {
  const key = (miss: string) => miss.split(' | ').slice(0, 2).join(' | ');
  const known = new Set(those.map(key));
  return all.filter((one) => !known.has(key(one)));
}

function sum(hits: readonly boolean[]): number {
  return hits.filter(Boolean).length;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width);
}
