import { signerOf } from '@agency-graph/policy';
import type { AuditWriter } from '../audit/writer.js';
import { createBreakGlassDesk, type BreakGlassDesk, type BreakGlassStep } from '../break-glass/break-glass.js';
import { dayOf, steadyNow } from '../clock.js';
import { current, type Generations } from '../supergraph/reload.js';
import type { Directory } from './directory.js';

/** Where wider access in an emergency is asked for and approved, by the rules of the day. */
export function openBreakGlass(
  { breakGlass }: Pick<Directory, 'breakGlass'>,
  generations: Generations,
  audit: AuditWriter,
  policyNow: () => string,
  tokenOf: (account: string) => string,
): BreakGlassDesk {
  return createBreakGlassDesk({
    store: breakGlass,
    wallClock: steadyNow,
    ground() {
      const { labels, policy } = current(generations).rules;
      const rules = policy.at(dayOf(policyNow()));
      return {
        minutes: rules.breakGlass?.minutes ?? null,
        inside: rules.inside,
        stewardsOf(type) {
          if (!labels.rows.has(type)) return [];
          const named = [...labels.fields].filter(([at]) => at.startsWith(`${type}.`));
          const signed = named.map(([, { steward }]) => signerOf(policy, steward));
          const rows = labels.fields.get(`${type}.id`)?.steward ?? '';
          return [...new Set([signerOf(policy, rows), ...signed.toSorted()])];
        },
      };
    },
    record: (step) => audit.event('four_eyes', recordOf(step, tokenOf)),
  });
}

const recordOf = ({ step, by, because, breakGlass }: BreakGlassStep, tokenOf: (account: string) => string) => ({
  action: 'break_glass',
  step,
  by: tokenOf(by.accountId),
  ...(breakGlass === null
    ? {}
    : {
        about: breakGlass.id,
        incident: breakGlass.incident,
        of: breakGlass.type,
        n: breakGlass.ids.length,
        minutes: breakGlass.minutes,
      }),
  ...(because === null ? {} : { because }),
});
