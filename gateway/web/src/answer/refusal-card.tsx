import { REASONS } from '../words/reasons.ts';
import { useLanguage, useWords } from '../words/words.ts';
import type { Refusal } from './read-answer.ts';

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
    [words.steward, refusal.steward],
    [words.missing, refusal.missing],
    [words.inAnswer, paths.join(', ') + (rest > 0 ? ` … +${rest}` : '')],
  ];
  return (
    <li className="refusal">
      <h3>
        <code>{refusal.coordinate}</code>
        {refusal.reason !== '' && <span className="reason">{refusal.reason}</span>}
      </h3>
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
              <dd key={step}>{isAddress(step) ? <a href={step}>{step}</a> : <code>{step}</code>}</dd>
            ))}
          </div>
        )}
      </dl>
    </li>
  );
}

/** Only addresses that a browser opens without running anything become links. */
const isAddress = (text: string): boolean => /^(https?:\/\/|\/(?!\/))\S+$/.test(text);
