import { signerOf, type Policy } from '@agency-graph/policy';
import type { Logger } from 'pino';
import type { AuditWriter } from '../audit/writer.js';
import { steadyNow } from '../clock.js';
import { createErasureDesk, type ErasureDesk, type ErasureStep } from '../erasure/erasure.js';
import { otherNamesOf, type Erasure } from '../erasure/rules.js';
import { loggedFailure } from '../logged-failure.js';
import { current, type Generations } from '../supergraph/reload.js';
import type { Directory } from './directory.js';

/** How often a node looks for what was approved on another one. Milliseconds. */
const EVERY = 2_000;

/** Logs of this node, each with keys of its own. Steps towards an erasure stand in the first. */
type Logs = readonly [AuditWriter, ...AuditWriter[]];

/** Where erasure is asked for and approved; carries out in this node's logs what was approved on any. */
export function openErasure(
  { erasure: store }: Pick<Directory, 'erasure'>,
  generations: Generations,
  logs: Logs,
  log: Logger,
): { readonly desk: ErasureDesk; stop(): void } {
  const [audit] = logs;
  const eyes = ({ askedBy, approvedBy }: Erasure, writer: AuditWriter) => ({
    requestedBy: writer.account(askedBy),
    approvedBy: writer.account(approvedBy!),
  });
  const desk = createErasureDesk({
    store,
    logs: logs.map((writer) => ({
      origin: writer.log.origin,
      having(of, ids) {
        const now = new Date(steadyNow()).toISOString();
        return ids.filter((id) => writer.known({ of, id }, now) !== null);
      },
      async shred({ erasure, ids, refused }) {
        const subjects = ids.map((id) => ({ of: erasure.of, id }));
        const body = { ...eyes(erasure, writer), ground: erasure.ground, refused };
        const found = await writer.shred(subjects, subjects.flatMap(otherNamesOf), body);
        return found.map(({ id }) => id);
      },
    })),
    wallClock: steadyNow,
    stewards: () => stewardsOf(current(generations).rules.policy),
    record: (step) => audit.event('four_eyes', stepOf(step, audit)),
    recordHold: (one) =>
      audit.event('legal_hold', {
        ...eyes(one, audit),
        hold: one.hold ?? one.id,
        change: one.kind === 'LIFT' ? 'lifted' : 'set',
        ground: one.ground,
        keys: one.ids.length,
      }),
  });
  const carryOut = (): void =>
    void desk
      .carryOut()
      .catch((error: unknown) => log.error({ error: loggedFailure(error) }, 'an erasure was not carried out'));
  const following = setInterval(carryOut, EVERY);
  carryOut();
  return { desk, stop: () => clearInterval(following) };
}

/** Organisations that answer for data. */
export const stewardsOf = (policy: Pick<Policy, 'stewards'>): ReadonlySet<string> =>
  new Set([...policy.stewards.keys()].map((code) => signerOf(policy, code)));

const stepOf = ({ step, by, because, erasure }: ErasureStep, audit: AuditWriter) => ({
  action: 'erasure',
  step,
  by: audit.account(by.accountId),
  ...(erasure === null ? {} : { about: erasure.id, of: erasure.kind, n: erasure.ids.length }),
  ...(because === null ? {} : { because }),
});
