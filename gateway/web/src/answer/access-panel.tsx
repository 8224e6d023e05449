import { useLanguage, useWords } from '../words/words.ts';
import type { AnswerReading } from './read-answer.ts';
import { Reference } from './reference.tsx';
import { ReceiptLine } from './receipt-line.tsx';
import { RefusalCard } from './refusal-card.tsx';

/** Under the response: what was refused and why, which rows were asked for, and where it is recorded. */
export function AccessPanel({ reading }: { readonly reading: AnswerReading | undefined }) {
  const words = useWords();
  const language = useLanguage();
  return (
    <section className="access" aria-label={words.access} lang={language}>
      {reading ? <Reading reading={reading} /> : <p className="empty">{words.accessEmpty}</p>}
    </section>
  );
}

function Reading({ reading }: { readonly reading: AnswerReading }) {
  const words = useWords();
  const { refusals, others, conditions, receipt } = reading;
  const troubled = refusals.length > 0 || others.length > 0;
  return (
    <details open={troubled}>
      <summary>
        <span role="status">
          {refusals.length > 0 && <strong className="chip refused">{words.refusalCount(refusals.length)}</strong>}
          {others.length > 0 && <strong className="chip refused">{words.errorCount(others.length)}</strong>}
          {!troubled && <strong className="chip answered">{words.nothingRefused}</strong>}
        </span>
        {receipt && (
          <span className="chip">
            {words.receipt} {receipt.index}
          </span>
        )}
      </summary>
      {/* A scrolling region must be reachable from the keyboard. */}
      <div className="access-body" tabIndex={0}>
        {refusals.length > 0 && (
          <ul>
            {refusals.map((refusal) => (
              <RefusalCard key={`${refusal.coordinate} ${refusal.reason} ${refusal.rule}`} refusal={refusal} />
            ))}
          </ul>
        )}
        {others.map(({ code, message, allowed, docs }, place) => (
          <p key={place} className="other">
            {code !== '' && <Reference to={docs}>{code}</Reference>} {message}
            {allowed !== '' && <code> {allowed}</code>}
          </p>
        ))}
        {conditions.length > 0 && (
          <section className="conditions" aria-label={words.conditions}>
            <h2>{words.conditions}</h2>
            <ul>
              {conditions.map((condition) => (
                <li key={condition}>{condition}</li>
              ))}
            </ul>
          </section>
        )}
        {receipt && <ReceiptLine key={receipt.leaf} receipt={receipt} trace={reading.trace} />}
      </div>
    </details>
  );
}
