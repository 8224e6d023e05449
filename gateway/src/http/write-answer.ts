import { describeRowCondition } from '@agency-graph/contract';
import type { Language } from '@agency-graph/policy';
import type { GraphQLSchema } from 'graphql';
import type { FieldRefusal } from '../access/permitted-operation.js';
import type { Refused, RefusalWords } from '../access/refusal-words.js';
import { givesAnything } from '../access/shape.js';
import type { InquiryReceipt, LogPosition, Receipt, RefusalReceipt } from '../audit/record.js';
import type { PlacedError } from '../execute/writing.js';
import type { Made } from '../made.js';
import { REFUSALS, type Refusal } from '../refusals.js';
import type { MediaType } from './accept.js';
import { placeRefusals, type RefusalReport } from './refusal-report.js';

/** What leaves: made only from a receipt, so only after the record is durable. */
export type Answer = Made<
  {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
    /** Index of the outcome that it stands on; null where nothing was served. */
    readonly outcome: number | null;
  },
  'Answer'
>;

/** What every answer carries besides data. */
export interface AnswerFrame {
  readonly mediaType: MediaType;
  readonly trace: string;
  /** Which the words about access are in. */
  readonly language?: Language;
  /** Where refusals of fields are told: among the errors unless another place is named. */
  readonly refusals?: RefusalReport['response'];
  /** Methods that are served there; those of GraphQL unless others are named. */
  readonly methods?: string;
}

/** What an answer tells its caller besides data; made when it is needed. */
export interface CallerView {
  /** The schema that the caller may see. */
  introspected(): GraphQLSchema;
  /** Why a field is refused to them. */
  refusalIn(language: Language): (refused: Refused) => RefusalWords;
}

/** Writes the answer of a request that was served, wholly or in part. */
export function writeAnswer(receipt: Receipt, view: CallerView, frame: AnswerFrame): Answer {
  const { language = 'en', trace } = frame;
  const { written, intent } = receipt.rows;
  const { unknown } = receipt;
  const { permitted } = intent.plan;
  const refusals = [...permitted.refusals, ...permitted.unenforced];
  const wordsOf = refusals.length + written.errors.length === 0 ? null : view.refusalIn(language);
  const rule = permitted.policy.vetoes.get('volume') ?? '';
  const leftOut = (rows: LeftOut): RefusalWords => wordsOf!({ ...rows, rule });
  const all = [
    ...refusals.map((refusal) => refusedField(refusal, wordsOf!(refusal), trace)),
    ...[...unknown].map(([key, agency]) => unknownChange(key, agency, trace)),
    ...written.errors
      .filter(({ path }) => path.length !== 1 || !unknown.has(String(path[0])))
      .map((placed) => placedError(placed, leftOut, trace)),
  ];
  const { errors, authorizationErrors } = placeRefusals(all, frame.refusals ?? 'errors');
  const conditions = [...permitted.rows].flatMap(([type, condition]) =>
    condition.kind === 'always' ? [] : [{ type, rows: describeRowCondition(condition, language) }],
  );
  const nothingLeft = permitted.refusals.length > 0 && !givesAnything(permitted.shape);
  const { moreRefused, moreErrors } = written;
  const extensions = {
    ...(conditions.length === 0 && moreRefused === 0 ? {} : { access: accessOf(conditions, moreRefused) }),
    ...(authorizationErrors.length === 0 ? {} : { authorizationErrors }),
    ...(moreErrors === 0 ? {} : { moreErrors }),
    audit: receipt.position,
  };
  const before = errors.length === 0 ? '' : `"errors":${JSON.stringify(errors)},`;
  const body = Buffer.concat([
    Buffer.from(`{${before}"data":`),
    nothingLeft ? NULL : written.data,
    Buffer.from(`,"extensions":${JSON.stringify(extensions)}}`),
  ]);
  return answer(200, body, frame, receipt.position.index);
}

const NULL = Buffer.from('null');

const accessOf = (conditions: readonly object[], moreRefused: number) => ({
  ...(conditions.length === 0 ? {} : { conditions }),
  // Refusals on single rows beyond those that have an error of their own.
  ...(moreRefused === 0 ? {} : { moreRefused }),
});

/** Writes what an auditor is shown of the log. */
export function writeInquiry(receipt: InquiryReceipt, data: unknown, frame: AnswerFrame): Answer {
  return answer(200, Buffer.from(JSON.stringify({ data, extensions: { audit: receipt.position } })), frame);
}

/** Writes the answer of a request that was turned away as a whole. */
export function writeRefusal(refusal: Refusal, receipt: RefusalReceipt | null, frame: AnswerFrame): Answer {
  const { locations, ...details } = refusal.details;
  const extensions = { code: refusal.code, traceId: frame.trace, docs: `/errors#${refusal.code}`, ...details };
  const body = {
    errors: [{ message: refusal.message, ...(locations === undefined ? {} : { locations }), extensions }],
    ...(receipt === null ? {} : { extensions: { audit: receipt.position satisfies LogPosition } }),
  };
  return answer(statusOf(refusal, frame), Buffer.from(JSON.stringify(body)), frame);
}

/** In GraphQL's own media type a 200 says that there is data (GraphQL over HTTP, § 6.4.2). */
const statusOf = ({ status }: Refusal, { mediaType }: AnswerFrame): number =>
  status === 200 && mediaType === 'application/graphql-response+json' ? 400 : status;

function answer(
  status: number,
  body: Buffer,
  { mediaType, trace, methods = 'GET, POST' }: AnswerFrame,
  outcome: number | null = null,
): Answer {
  const headers = {
    'content-type': `${mediaType}; charset=utf-8`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
    'x-trace-id': trace,
    ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(status === 405 ? { allow: methods } : {}),
    ...(status === 503 || status === 429 ? { 'retry-after': '1' } : {}),
  };
  return { status, headers, body, outcome } as unknown as Answer;
}

const refusedField = ({ path }: FieldRefusal, access: RefusalWords, traceId: string) => ({
  message: REFUSALS.UNAUTHORIZED_FIELD_OR_TYPE.says,
  path,
  extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', traceId, docs: '/errors#UNAUTHORIZED_FIELD_OR_TYPE', access },
});

/** Whatever its agency failed in: whoever asked is not invited to ask again before they have looked. */
const unknownChange = (key: string, agency: string, traceId: string) => ({
  message: REFUSALS.CHANGE_UNKNOWN.says,
  path: [key],
  extensions: { code: 'CHANGE_UNKNOWN', traceId, docs: '/errors#CHANGE_UNKNOWN', agency },
});

/** Rows of which there are more than the caller may be shown: the type that they are of. */
type LeftOut = Pick<Refused, 'coordinate'> & { readonly reason: 'VOLUME' };

function placedError({ path, error }: PlacedError, leftOut: (rows: LeftOut) => RefusalWords, traceId: string) {
  const message = error.code === 'UNAUTHORIZED_FIELD_OR_TYPE' ? REFUSALS[error.code].says : error.message;
  const about =
    error.code === 'UNAUTHORIZED_FIELD_OR_TYPE'
      ? // Why a field is withheld on a row would tell what is in the row.
        { access: error.reason === undefined ? { coordinate: error.coordinate } : leftOut(error) }
      : error.agency === ''
        ? {}
        : { agency: error.agency };
  // What is about all of an answer has no place in it (GraphQL, § 7.1.2).
  const place = path.length === 0 ? {} : { path };
  return { message, ...place, extensions: { code: error.code, traceId, docs: `/errors#${error.code}`, ...about } };
}
