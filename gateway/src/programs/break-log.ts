import { createKysely, createPool } from '@agency-graph/postgres';
import { readPolicyFolder } from '@agency-graph/policy';
import { pino } from 'pino';
import { dayOf, steadyNow, steadyPolicyTime } from '../clock.js';
import { refuseSetClock } from '../config.js';
import type { GatewayDatabase } from '../database.js';
import { ERASURE_REFUSALS, whyNotTakePart } from '../erasure/rules.js';
import { isWhoAsked, personOf } from '../four-eyes.js';
import { createAccounts } from '../identity/accounts.js';
import { findHolder } from '../identity/authenticate.js';
import { loadOrganisations } from '../identity/organisations.js';
import { GROUND, GROUND_WANTED } from '../legal-ground.js';
import { placesOf } from '../start/audit.js';
import { stewardsOf } from '../start/erasure.js';
import { openIssuers } from '../start/issuers.js';
import { breakLog } from '../start/log-break.js';
import { readGraph } from '../start/read-graph.js';
import { readBreakConfig, type BreakConfig } from './config.js';

/**
 * Takes a log of this node on over a break, while no gateway runs that could be asked: two persons of organisations
 * that answer for data must want it, each by a token of their own. Gives what to say.
 */
async function carryOut({ log, process: process_, asker, approver, ground }: BreakConfig): Promise<string> {
  if (!GROUND.test(ground)) throw new Error(`The ground ${GROUND_WANTED}.`);
  if (process_.profile !== null) refuseSetClock(process_.profile, process_);
  const { databaseUrl } = process_;
  const db = createKysely<GatewayDatabase>(createPool({ url: databaseUrl, applicationName: 'log break', max: 1 }));
  try {
    const { gateway } = await readGraph(process_);
    const stewards = stewardsOf(readPolicyFolder(process_.policyDirectory));
    refuseSetClock(gateway.profile, process_);
    const issuers = openIssuers(gateway, process_, pino(pino.destination(2))).trusted;
    const { scopeClaim } = gateway.authorization;
    const directory = { accounts: createAccounts(db), organisations: await loadOrganisations(db) };
    const today = dayOf(process_.policyClock ?? steadyPolicyTime());
    const holderOf = async (authorization: string) => {
      const parts = { ...directory, issuers, scopeClaim, wallClock: steadyNow };
      const { account } = await findHolder(authorization, parts, today);
      const holder = { ...account, accountId: account.id, organisation: { id: account.orgId } };
      const because = whyNotTakePart(holder, stewards);
      if (because !== null) throw new Error(`${because}: ${ERASURE_REFUSALS[because]}`);
      return holder;
    };
    const first = await holderOf(asker);
    const second = await holderOf(approver);
    const asked = { askedBy: first.accountId, askedPerson: personOf(first)! };
    if (isWhoAsked(second, asked)) throw new Error(`SAME_PERSON: ${ERASURE_REFUSALS.SAME_PERSON}`);
    const { found, published } = breakLog(placesOf(process_, log), {
      requestedBy: first.accountId,
      approvedBy: second.accountId,
      ground,
    });
    return `${found} of ${published} published records were found; record ${published} says so. The gateway can start.`;
  } finally {
    await db.destroy();
  }
}

try {
  process.stdout.write(`${await carryOut(readBreakConfig(process.argv.slice(2)))}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
