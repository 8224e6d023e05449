/** What is asked of an agency, as far as a plan knows it. */
export interface QuestionText {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly mutation: boolean;
  /** The client's variables that it uses. */
  readonly variables: readonly string[];
  /** Its JSON, up to and with the brace that opens `variables`. */
  readonly head: string;
}

export function questionText({ query, operationName, mutation, variables }: Omit<QuestionText, 'head'>): QuestionText {
  const name = operationName === undefined ? '' : `"operationName":${JSON.stringify(operationName)},`;
  const head = `{"query":${JSON.stringify(query)},${name}"variables":{`;
  return { query, operationName, mutation, variables, head };
}
