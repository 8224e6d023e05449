import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import type { Example } from '../examples/example.ts';

const OPERATION_NAME = /^(?:query|mutation)\s+(\w+)/m;

/** What the page itself does to GraphiQL's editors. */
export interface Editor {
  /** Puts an example into the current tab; running it is left to the reader, for it is recorded. */
  show(example: Example): void;
  /** Empties the response, so that no answer stands under the name of another persona. */
  clearResponse(): void;
}

/** GraphiQL's editors; before Monaco has loaded there is nothing to write into, and both calls do nothing. */
export function useEditor(): Editor {
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL((state) => ({
    queryEditor: state.queryEditor,
    variableEditor: state.variableEditor,
    responseEditor: state.responseEditor,
  }));
  const { setOperationName } = useGraphiQLActions();
  return {
    show(example) {
      queryEditor?.setValue(example.query);
      variableEditor?.setValue(example.variables ? JSON.stringify(example.variables, null, 2) : '');
      responseEditor?.setValue('');
      // GraphiQL reads the name a moment later; an operation run before that would be asked for by the former's name.
      setOperationName(OPERATION_NAME.exec(example.query)?.[1] ?? '');
      queryEditor?.focus();
    },
    clearResponse: () => responseEditor?.setValue(''),
  };
}
