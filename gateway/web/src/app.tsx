import { DOC_EXPLORER_PLUGIN, DocExplorerStore } from '@graphiql/plugin-doc-explorer';
import { GraphiQLProvider } from '@graphiql/react';
import type { Fetcher } from '@graphiql/toolkit';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type AnswerReading, readAnswer } from './answer/read-answer.ts';
import { Bar } from './bar/bar.tsx';
import { createStorage } from './editor/storage.ts';
import { FIRST_QUERY } from './examples/first-query.ts';
import { Explorer } from './explorer.tsx';
import { createFetcher, type Reader } from './session/fetcher.ts';
import type { Session } from './session/session.ts';
import { useSession } from './session/use-session.ts';
import { initialLanguage, rememberLanguage } from './words/language.ts';
import { LanguageContext, WORDS } from './words/words.ts';

const storage = createStorage();
const plugins = [DOC_EXPLORER_PLUGIN];

export function App() {
  const [language, setLanguage] = useState(initialLanguage);
  const words = WORDS[language];
  const state = useSession();
  const { session } = state;
  const latest = useRef({ language, session });
  const [answer, setAnswer] = useState<{ readonly session: Session; readonly reading: AnswerReading }>();

  useEffect(() => {
    latest.current = { language, session };
  }, [language, session]);

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = words.title;
    rememberLanguage(language);
  }, [language, words]);

  // One fetcher a session: GraphiQL asks for the schema anew when it changes, and so shows what this caller may read.
  const fetcher = useMemo<Fetcher>(() => {
    if (!session) return () => Promise.reject(new Error(WORDS[latest.current.language].noToken));
    const reader: Reader = {
      language: () => latest.current.language,
      asksIn: (one) => latest.current.session === one,
    };
    return createFetcher(session, reader, ({ result, trace }) =>
      setAnswer({ session, reading: readAnswer(result, trace) }),
    );
  }, [session]);

  return (
    <LanguageContext value={language}>
      <GraphiQLProvider
        fetcher={fetcher}
        initialQuery={FIRST_QUERY}
        storage={storage}
        plugins={plugins}
        referencePlugin={DOC_EXPLORER_PLUGIN}
        schemaDescription
        inputValueDeprecation
        {...(session ? {} : { schema: null })}
      >
        <DocExplorerStore>
          <a className="skip" href="#query">
            {words.skipToQuery}
          </a>
          <Bar state={state} onLanguage={setLanguage} />
          <Explorer session={session} reading={answer?.session === session ? answer?.reading : undefined} />
        </DocExplorerStore>
      </GraphiQLProvider>
    </LanguageContext>
  );
}
