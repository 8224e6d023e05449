import { mergedLabels } from '@agency-graph/composition';
import { readAgreementFile, readPolicyFolder } from '@agency-graph/policy';
import { createKysely, createPool } from '@agency-graph/postgres';
import { groundOf, readAgreement } from '../access/agreements.js';
import { dayOf, steadyPolicyTime } from '../clock.js';
import { readAgreementsConfig, type AgreementsConfig } from './config.js';
import type { GatewayDatabase } from '../database.js';
import { createAgreementRegister } from '../identity/agreement-register.js';
import { readGraph } from '../start/read-graph.js';

/** Carries out what a steward does with sharing agreements, on the gateway's database; gives what to say, line by line. */
async function carryOut(config: AgreementsConfig): Promise<readonly string[]> {
  const db = createKysely<GatewayDatabase>(
    createPool({ url: config.ownerUrl, applicationName: 'agreements of stewards', max: 1 }),
  );
  const register = createAgreementRegister(db);
  try {
    switch (config.what) {
      case 'publish': {
        const agreement = readAgreementFile(config.about);
        const { supergraphSdl } = await readGraph(config.process);
        const ground = groundOf(mergedLabels(supergraphSdl), readPolicyFolder(config.process.policyDirectory));
        await register.publish(agreement, (one) => readAgreement(one, ground).problems);
        const { id, version, validFrom, validTo } = agreement;
        const today = dayOf(config.process.policyClock ?? steadyPolicyTime());
        return [
          `${id}, version ${version}, is published: in force from ${validFrom} until the day before ${validTo}.`,
          ...(validTo <= today ? [`By the policy clock’s day, ${today}, that is over: it shares nothing.`] : []),
        ];
      }
      case 'revoke':
        return [`${config.about} is revoked: ${await register.revoke(config.about)} of its versions ended.`];
      case 'list':
        return (await register.list()).map((one) => JSON.stringify(one));
      default:
        return config.what satisfies never;
    }
  } finally {
    await db.destroy();
  }
}

try {
  for (const line of await carryOut(readAgreementsConfig(process.argv.slice(2)))) process.stdout.write(`${line}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
