import { useEditor } from '../editor/use-editor.ts';
import type { Example } from '../examples/example.ts';
import { examplesOf, openExamplesOf } from '../examples/examples.ts';
import type { SessionState } from '../session/use-session.ts';
import type { Language } from '../words/language.ts';
import { PERSONAS } from '../words/personas.ts';
import { useLanguage, useWords } from '../words/words.ts';
import { AboutLine } from './about-line.tsx';
import { ExampleMenu } from './example-menu.tsx';
import { PersonaFields } from './persona-fields.tsx';
import { TokenFields } from './token-fields.tsx';
import { TopBar } from './top-bar.tsx';

interface Props {
  readonly state: SessionState;
  readonly onLanguage: (language: Language) => void;
}

/** The top bar of either profile: personas in development, a pasted token elsewhere. */
export function Bar({ state, onLanguage }: Props) {
  const { development, choice, choose, pasted, paste, tokenState, failure } = state;
  const words = useWords();
  const language = useLanguage();
  const editor = useEditor();

  if (development && choice) {
    const { persona } = choice;
    const pick = (example: Example) => {
      editor.show(example);
      if (example.endUser !== undefined && choice.endUser === '') choose({ ...choice, endUser: example.endUser });
    };
    return (
      <TopBar
        onLanguage={onLanguage}
        about={<AboutLine choice={choice} policyClock={development.policyClock} tokenState={tokenState} />}
      >
        <PersonaFields personas={development.personas} choice={choice} onChoose={choose} />
        <ExampleMenu
          personaName={PERSONAS[persona.code]?.name[language] ?? persona.name}
          own={examplesOf(persona.code)}
          open={openExamplesOf(persona.code)}
          onPick={pick}
        />
      </TopBar>
    );
  }
  if (development === null) {
    const about = (
      <p className="about" id="token-hint">
        <span>{pasted ? words.tokenInUse : words.noToken}</span>
        <span>{words.tokenHint}</span>
      </p>
    );
    return (
      <TopBar onLanguage={onLanguage} about={about}>
        <TokenFields pasted={pasted} onPaste={paste} />
      </TopBar>
    );
  }
  return (
    <TopBar
      onLanguage={onLanguage}
      about={
        <p className="about" role="status">
          {failure === undefined ? '…' : words.pair(words.unreachable, failure)}
        </p>
      }
    >
      {null}
    </TopBar>
  );
}
