import { GraphiQLInterface, GraphiQL } from 'graphiql';
import { type ReactNode, useEffect } from 'react';
import { AccessPanel } from './answer/access-panel.tsx';
import type { AnswerReading } from './answer/read-answer.ts';
import { useEditorColours } from './editor/theme.ts';
import { useEditor } from './editor/use-editor.ts';
import type { Session } from './session/session.ts';
import { useWords } from './words/words.ts';

interface Props {
  readonly session: Session | undefined;
  readonly reading: AnswerReading | undefined;
}

/** GraphiQL with the access panel under its response. Its own labels exist in English only, and are marked so. */
export function Explorer({ session, reading }: Props) {
  const words = useWords();
  const { clearResponse } = useEditor();
  useEditorColours();
  useEffect(clearResponse, [session]);
  return (
    <main id="query" aria-label={words.editor} tabIndex={-1} lang="en">
      <GraphiQLInterface showPersistHeadersSettings={false}>
        <GraphiQL.Logo>{nothing}</GraphiQL.Logo>
        <GraphiQL.Footer>
          <AccessPanel reading={reading} />
        </GraphiQL.Footer>
      </GraphiQLInterface>
    </main>
  );
}

/** The page has a name of its own in the top bar. */
const nothing: ReactNode = <></>;
