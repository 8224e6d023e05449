import { LANGUAGES } from '@agency-graph/policy';
import type { Explainer, Question } from '../explain.js';
import type { Caller } from '../identity/caller.js';

type Asked = Omit<Question, 'language'> & { readonly language: string };

/** The fields in which a caller is told what they may do. */
export const explainResolvers = (explainer: Explainer) => ({
  Query: {
    explain: (_: unknown, asked: Asked, caller: Caller) =>
      explainer.explain(caller, {
        ...asked,
        language: LANGUAGES.find((one) => one === asked.language.toLowerCase()) ?? LANGUAGES[0],
      }),
  },
  Viewer: {
    schema: (_: unknown, { requestable }: { readonly requestable: boolean }, caller: Caller) =>
      explainer.schemaOf(caller, requestable),
  },
});
