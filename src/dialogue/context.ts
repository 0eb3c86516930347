import type { Catalogue } from '../catalogue/load.ts';
import type { Places } from '../catalogue/places.ts';
import type { Language, Texts, Translate } from '../i18n/texts.ts';
import type { Attachment, Reply, Source } from '../messages/index.ts';
import type { Normalised } from '../understanding/normalise.ts';
import type { Hit } from '../understanding/retrieval.ts';
import type { Scope } from '../understanding/scope.ts';
import type { Understanding } from '../understanding/understand.ts';
import type { Answer, Asker, Effect } from './answer.ts';
import type { FigureAnswer, FigureDesk } from './handlers/indicator.ts';
import type { ReportDesk } from './handlers/report.ts';
import type { Knowledge } from './knowledge.ts';
import type { Distinctions } from './questions.ts';
import type { SessionData } from './session.ts';
import type { VagueQuestions } from './vague.ts';

/** Facts about the deployment that sentences name. */
export interface Deployment {
  readonly province: 'ha-tinh' | 'vinh-long';
  readonly provinceName: string;
  readonly handoffPhone?: string | undefined;
  readonly handoffHours?: string | undefined;
  /** Where complaints about procedures go. */
  readonly feedbackUrl: string;
  readonly rawMessageHours: number;
}

/** What the dialogue is built with. */
export interface DialogueParts {
  readonly understanding: Understanding;
  readonly catalogue: Catalogue;
  readonly knowledge: Knowledge;
  /** Questions that tell siblings apart, and records that are one. */
  readonly distinctions: Distinctions;
  /** What to ask back when a message tells of something but not of what is to be done. */
  readonly vague: VagueQuestions;
  readonly texts: Texts;
  readonly places: Places;
  readonly deployment: Deployment;
  /** Answers about figures; absent where a deployment has none. */
  readonly figures?: FigureDesk;
  /** Draws the picture or writes the file of a figure answer; absent: text only. */
  readonly render?: (answer: FigureAnswer) => Promise<Attachment | undefined>;
  /** Due dates, status and filing of reports; absent where a deployment has none. */
  readonly reports?: ReportDesk;
}

/** One question with everything the handlers need to answer it. */
export interface Question {
  readonly text: string;
  readonly query: Normalised;
  readonly session: SessionData;
  readonly asker: Asker;
  readonly now: Date;
  readonly language: Language;
  readonly t: Translate;
  readonly scope: Scope;
  readonly hits: readonly Hit[];
}

/** What a handler gives back: the answer without what is the same for all, and how the session changes. */
export interface Draft extends Omit<Answer, 'language' | 'replies' | 'sources' | 'reason'> {
  readonly reply: Reply;
  /** Made outside any transaction, after the answer is known; when it fails the text goes out alone. */
  readonly attachment?: () => Promise<Attachment | undefined>;
  /** Further messages after the first (a picture, a table). */
  readonly more?: readonly Reply[];
  readonly sources?: readonly Source[];
  readonly reason?: Readonly<Record<string, unknown>>;
  readonly session?: Partial<SessionData>;
  readonly effects?: readonly Effect[];
}

/** Whom to call when the assistant cannot help: the number of the deployment, or the centre in words. */
export function phoneOf(deployment: Deployment, t: Translate): string {
  return deployment.handoffPhone ?? t('phone.centre');
}
