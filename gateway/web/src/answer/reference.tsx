import type { ReactNode } from 'react';
import type { Language } from '../words/language.ts';
import { useLanguage } from '../words/words.ts';

/**
 * A text of the gateway's, as a link where it is an address: only such that a browser opens without running anything,
 * and in a tab of its own, for leaving the page forgets the query.
 */
export function Reference({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  const language = useLanguage();
  return /^(https?:\/\/|\/(?!\/))\S+$/.test(to) ? (
    <a href={spoken(to, language)} target="_blank" rel="noreferrer">
      {children}
    </a>
  ) : (
    <code>{children}</code>
  );
}

/** An address of the gateway's own pages asks for them in the reader's language; others are left as they are. */
const spoken = (to: string, language: Language): string =>
  to.startsWith('/') ? to.replace(/(?=#|$)/, `?lang=${language}`) : to;
