import type { Language } from '../words/language.ts';
import { REASONS } from '../words/reasons.ts';
import { STEWARDS } from '../words/stewards.ts';
import { useLanguage, useWords } from '../words/words.ts';
import type { Refusal, Steward } from './read-answer.ts';
import { Reference } from './reference.tsx';

/** Places in the answer shown of one refusal; a long list repeats it row by row. */
const MOST_PATHS = 3;

/** One refused field: why, by which rule, whose it is and how to ask for it. */
export function RefusalCard({ refusal }: { readonly refusal: Refusal }) {
  const words = useWords();
  const language = useLanguage();
  const paths = refusal.paths.slice(0, MOST_PATHS);
  const rest = refusal.paths.length - paths.length;
  const rows: readonly (readonly [string, string])[] = [
    [words.rule, refusal.rule],
    [words.steward, stewardIn(refusal.steward, language)],
    [words.missing, refusal.missing],
    [words.inAnswer, paths.join(', ') + (rest > 0 ? ` … +${rest}` : '')],
  ];
  return (
    <li className="refusal">
      <h2>
        <code>{refusal.coordinate}</code>
        {refusal.reason !== '' && <span className="reason">{refusal.reason}</span>}
      </h2>
      {REASONS[refusal.reason] && <p>{REASONS[refusal.reason]?.[language]}</p>}
      <dl>
        {rows
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        {refusal.howToAsk.length > 0 && (
          <div>
            <dt>{words.howToAsk}</dt>
            {refusal.howToAsk.map((step) => (
              <dd key={step}>
                <Reference to={step}>{step}</Reference>
              </dd>
            ))}
          </div>
        )}
      </dl>
    </li>
  );
}

/** The steward by name, in the reader's language where the page knows the code, and whom to ask there. */
function stewardIn({ code, name, focalPoint }: Steward, language: Language): string {
  const called = STEWARDS[code]?.[language] ?? name;
  const coded = called === '' ? code : code === '' ? called : `${called} (${code})`;
  return [coded, focalPoint].filter(Boolean).join(' · ');
}
