import type { QuestionText } from '../plan/question-text.js';
import type { Question } from './subgraph-client.js';

/** A question whose body is already written: the plan has most of it ready, the request adds its variables. */
export class WrittenQuestion implements Question {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly mutation: boolean;
  readonly body: string;

  /** `variables` is the inside of a JSON object. */
  constructor(text: QuestionText, variables: string) {
    this.query = text.query;
    this.operationName = text.operationName;
    this.mutation = text.mutation;
    this.body = `${text.head}${variables}}}`;
  }

  /** For who is asked in process. */
  get variables(): Readonly<Record<string, unknown>> {
    return (JSON.parse(this.body) as { variables: Record<string, unknown> }).variables;
  }
}

/** Those of the client's variables that a question uses, as the inside of a JSON object. */
export function givenVariables(names: readonly string[], given: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const name of names) {
    if (!Object.hasOwn(given, name)) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(given[name])}`;
  }
  return text;
}
