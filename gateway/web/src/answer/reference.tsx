import type { ReactNode } from 'react';

/**
 * A text of the gateway's, as a link where it is an address: only such that a browser opens without running anything,
 * and in a tab of its own, for leaving the page forgets the query.
 */
export function Reference({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  return /^(https?:\/\/|\/(?!\/))\S+$/.test(to) ? (
    <a href={to} target="_blank" rel="noreferrer">
      {children}
    </a>
  ) : (
    <code>{children}</code>
  );
}
