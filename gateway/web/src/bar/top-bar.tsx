import type { ReactNode } from 'react';
import mark from '../look/mark.svg';
import type { Language } from '../words/language.ts';
import { useWords } from '../words/words.ts';
import { LanguageSwitch } from './language-switch.tsx';

interface Props {
  readonly onLanguage: (language: Language) => void;
  /** The fields that say who asks, and the examples. */
  readonly children: ReactNode;
  /** A line of its own under the fields. */
  readonly about: ReactNode;
}

export function TopBar({ onLanguage, children, about }: Props) {
  const words = useWords();
  return (
    <header className="bar">
      <div className="bar-row">
        <h1>
          <img src={mark} alt="" width="28" height="28" />
          <span>
            Agency Graph <small>{words.tagline}</small>
          </span>
        </h1>
        <div className="fields">{children}</div>
        <LanguageSwitch onChange={onLanguage} />
      </div>
      {about}
    </header>
  );
}
