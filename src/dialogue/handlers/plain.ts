import { formatDay } from '../../i18n/numbers.ts';
import type { Language, Translate } from '../../i18n/texts.ts';
import type { Choice } from '../../messages/index.ts';
import type { DialogueParts, Draft, Question } from '../context.ts';

/** Greeting, thanks and help: nobody should need to learn commands. */
export function greet(question: Question, parts: DialogueParts): Draft {
  const { t, session } = question;
  const text = session.greeted === true ? t('greeting.again') : firstContact(t, parts);
  return {
    status: 'answered',
    intent: 'greeting',
    // News only to whoever asks for it; asked once, at the first contact.
    reply: { text, choices: [...starters(question), ...(session.greeted === true ? [] : [newsButton(t)])] },
    session: { greeted: true },
  };
}

/** Two sentences: what this is and is not, what is kept and for how long. */
export function firstContact(t: Translate, parts: DialogueParts): string {
  const { provinceName, rawMessageHours } = parts.deployment;
  return t('greeting.first', { province: provinceName, hours: rawMessageHours });
}

export function thank(question: Question, bye: boolean): Draft {
  return {
    status: 'answered',
    intent: bye ? 'greeting' : 'thanks',
    reply: { text: question.t(bye ? 'greeting.bye' : 'thanks') },
  };
}

export function help(question: Question): Draft {
  return {
    status: 'answered',
    intent: 'help',
    reply: { text: question.t('help.text'), choices: starters(question) },
  };
}

function starters({ t }: Question): Choice[] {
  return [
    { label: t('starters.citizen'), data: 'q:citizen' },
    { label: t('starters.business'), data: 'q:business' },
    { label: t('starters.officer'), data: 'q:officer' },
    { label: t('starters.leader'), data: 'q:leader' },
  ];
}

/** Somebody wants a person: whom to call, from configuration; never a number nobody confirmed. */
export function handOff(question: Question, parts: DialogueParts): Draft {
  const { handoffPhone, handoffHours } = parts.deployment;
  const text =
    handoffPhone === undefined
      ? question.t('handoff.no_phone')
      : question.t('handoff.text', { phone: handoffPhone, hours: handoffHours ?? question.t('phone.hours') });
  return { status: 'handoff', intent: 'handoff', reply: { text } };
}

const POSITIVE =
  /\b(?:nhiet tinh|cam on|khen|tot qua|qua tot|tot lam|hai long|nhanh qua|le thiet|qua da|tuyet|de thuong|vui ve|tan tinh|chu dao|thich qua|hay qua|de dung|tien loi|tien qua)\b/;
const NEGATIVE =
  /\b(?:te|tre hen|cham|coc loc|phan anh|buc|kho xai|kho dung|do qua|vong vo|hach sach|nhung nhieu|thai do|that vong|1 sao|mot sao|khong hai long|lau qua|bat bo sung|quan lieu|loi hoai|khieu nai|mat lich su|quat|to thai do|phien ha|dan do|kem qua|vo trach nhiem|lam kho)\b/;

/** Praise, complaint or idea: thanks, says where it counts officially, and keeps it (without names) for the editors. */
export function takeFeedback(question: Question, parts: DialogueParts): Draft {
  const { folded } = question.query;
  const sentiment = NEGATIVE.test(folded) ? 'negative' : POSITIVE.test(folded) ? 'positive' : 'neutral';
  return {
    status: 'answered',
    intent: 'feedback',
    reply: {
      text: question.t(`feedback.${sentiment}`, { url: parts.deployment.feedbackUrl }),
      links: [{ label: 'pakn.dichvucong.gov.vn', url: parts.deployment.feedbackUrl }],
    },
    reason: { sentiment },
    effects: [{ kind: 'feedback', text: question.text }],
  };
}

/** A dossier's code is explained and handed on: this service sees no back office. */
export function dossierStatus(question: Question, parts: DialogueParts, code: string | undefined): Draft {
  const { t } = question;
  if (code === undefined)
    return {
      status: 'clarify',
      intent: 'dossier_status',
      dossier: { code: null },
      reply: { text: t('dossier.ask') },
    };
  const [, date, number] = /-(\d{6})-(\d+)$/.exec(code) ?? [];
  const day =
    date === undefined ? undefined : `20${date.slice(0, 2)}-${date.slice(2, 4)}-${date.slice(4, 6)}`;
  const real = day !== undefined && !Number.isNaN(Date.parse(day));
  const received =
    real && number !== undefined
      ? t('dossier.received', { day: formatDay(day), number: Number(number) })
      : '';
  return {
    status: 'answered',
    intent: 'dossier_status',
    dossier: { code },
    reply: {
      text: t('dossier.code', {
        code,
        received,
        phone: parts.deployment.handoffPhone ?? t('phone.receiver'),
      }),
      links: [{ label: t('dossier.link'), url: 'https://dichvucong.gov.vn' }],
    },
  };
}

/** "Xóa dữ liệu của tôi": everything stored about the person goes, within this message's transaction. */
export function deleteData(question: Question): Draft {
  return {
    status: 'answered',
    intent: 'privacy',
    reply: { text: question.t('privacy.deleted') },
    effects: [{ kind: 'deleteMyData' }],
    reason: { topic: 'delete' },
  };
}

/** The one kind of news there is: notices the province sends. */
const NEWS_TOPIC = 'notices';

/** Asks for news; what it does is said when it is tapped. */
export function newsButton(t: Translate): Choice {
  return { label: t('subscribe.button'), data: 'sub:on' };
}

export function subscribe(question: Question, on: boolean): Draft {
  return {
    status: 'answered',
    intent: 'subscribe',
    reply: { text: question.t(on ? 'subscribe.on' : 'subscribe.off') },
    effects: [{ kind: 'subscribe', topic: NEWS_TOPIC, on }],
  };
}

/** Says so in the language chosen, in which the buttons are then too. */
export function setLanguage(question: Question, parts: DialogueParts, language: Language): Draft {
  const t = parts.texts.in(language);
  return {
    status: 'answered',
    intent: 'language',
    reply: {
      text: t('language.set', { name: t('language.name') }),
      choices: starters({ ...question, t }),
    },
    effects: [{ kind: 'setLanguage', language }],
    session: { language },
  };
}

/** Each language by its own name: who looks for it can read that. */
export const LANGUAGE_CHOICES: readonly Choice[] = [
  { label: 'Tiếng Việt', data: 'lang:vi' },
  { label: 'English', data: 'lang:en' },
  { label: 'ភាសាខ្មែរ', data: 'lang:km' },
];

/** Khmer words for a language; the other ways of asking for one are read from the folded words. */
export function languageInKhmer(text: string): Language | undefined {
  if (/ភាសា\s*អង់គ្លេស/u.test(text)) return 'en';
  if (/ភាសា\s*វៀតណាម/u.test(text)) return 'vi';
  return /ភាសា\s*ខ្មែរ|និយាយ\s*ខ្មែរ/u.test(text) ? 'km' : undefined;
}
