import { LANGUAGES } from '@agency-graph/policy';
import type { Question } from '../explain.js';
import type { OwnContext } from './own-context.js';

type Asked = Omit<Question, 'language'> & { readonly language: string };

/** The fields in which a caller is told what they may do. */
export const EXPLAIN_RESOLVERS = {
  Query: {
    explain: (_: unknown, asked: Asked, { caller, explainer }: OwnContext) =>
      explainer.explain(caller, {
        ...asked,
        language: LANGUAGES.find((one) => one === asked.language.toLowerCase()) ?? LANGUAGES[0],
      }),
  },
  Viewer: {
    schema: (_: unknown, { requestable }: { readonly requestable: boolean }, { caller, explainer }: OwnContext) =>
      explainer.schemaOf(caller, requestable),
  },
};
