import type { Choice } from '../session/choice.ts';
import type { TokenState } from '../session/session.ts';
import type { Language, Said } from '../words/language.ts';
import { PERSONAS } from '../words/personas.ts';
import { useLanguage, useWords } from '../words/words.ts';
import { ZONE_CEILINGS, ZONE_NAMES } from '../words/zones.ts';

interface Props {
  readonly choice: Choice;
  readonly policyClock: string;
  readonly tokenState: TokenState;
}

/** What the chosen persona is for, what its network carries, and when all this is judged. */
export function AboutLine({ choice, policyClock, tokenState }: Props) {
  const words = useWords();
  const language = useLanguage();
  const { persona, zone } = choice;
  return (
    <p className="about">
      <span className="says">{PERSONAS[persona.code]?.says[language] ?? persona.says}</span>
      <span>
        {words.pair(ZONE_NAMES[zone][language], ZONE_CEILINGS[zone][language])}
        {persona.hardwareKey && ` · ${words.hardwareKey}`}
      </span>
      <span>
        <time dateTime={policyClock}>{words.pair(words.policyClock, clock(policyClock, language))}</time>
      </span>
      <span role="status" className={tokenState.kind}>
        {tokenSentence()}
      </span>
    </p>
  );

  function tokenSentence(): string {
    switch (tokenState.kind) {
      case 'waiting':
        return words.gettingToken;
      case 'given':
        return tokenState.expiresAt === null ? '' : words.tokenUntil(time(tokenState.expiresAt, language));
      case 'refused':
        return words.pair(words.tokenRefused, tokenState.message);
    }
  }
}

/** English dates are written day first, as the other two languages write theirs. */
const LOCALES: Said = { en: 'en-GB', fr: 'fr', vi: 'vi' };

/** The policy clock is shown in the zone that it is written in: it need not be the reader's own day. */
const clock = (iso: string, language: Language): string => {
  const written = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)/.exec(iso)?.[1];
  if (written === undefined) return iso;
  return new Intl.DateTimeFormat(LOCALES[language], {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(new Date(`${written}Z`));
};

const time = (iso: string, language: Language): string =>
  new Intl.DateTimeFormat(LOCALES[language], { timeStyle: 'short' }).format(new Date(iso));
