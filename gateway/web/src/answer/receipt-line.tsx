import { useState } from 'react';
import { useWords } from '../words/words.ts';
import type { Receipt } from './read-answer.ts';

/** Where the audit log holds this request, to be copied for an auditor. */
export function ReceiptLine({ receipt, trace }: { readonly receipt: Receipt; readonly trace: string }) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  const rows: readonly (readonly [string, string])[] = [
    [words.origin, receipt.origin],
    [words.index, receipt.index],
    [words.leaf, receipt.leaf],
    [words.trace, trace],
  ];
  return (
    <section className="receipt" aria-label={words.receipt}>
      <h2>
        {words.receipt} <small>{words.receiptHint}</small>
      </h2>
      <dl>
        {rows
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code>
              </dd>
            </div>
          ))}
      </dl>
      <button
        type="button"
        onClick={() =>
          void navigator.clipboard.writeText(JSON.stringify({ ...receipt, trace })).then(() => setCopied(true))
        }
      >
        <span role="status">{copied ? words.copied : words.copy}</span>
      </button>
    </section>
  );
}
