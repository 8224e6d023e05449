import type { WitnessPolicy } from '@agency-graph/ledger';
import type { Logger } from 'pino';
import { standsForPersons } from '../audit/names.js';
import type { AuditWriter } from '../audit/writer.js';
import { dayOf, steadyNow } from '../clock.js';
import type { NodeLog, ProcessConfig } from '../config.js';
import type { InquiryRooms } from '../inquire.js';
import { createAccesses, type AccessesTo } from '../inquiry/accesses.js';
import { createApprovals, type ApprovalStep } from '../inquiry/approvals.js';
import { createApprovalStore } from '../inquiry/approval-store.js';
import { createCursors } from '../inquiry/cursor.js';
import type { AskedLog, DeskParts } from '../inquiry/desk-parts.js';
import { accountsByToken, organisationOfAccount } from '../inquiry/directory-accounts.js';
import { erasuresIn } from '../inquiry/erased.js';
import { openInquiry } from '../inquiry/inquiry.js';
import { servedNames } from '../inquiry/served-names.js';
import type { Agreements } from '../identity/agreements.js';
import type { IdentityParts } from '../identity/authenticate.js';
import { current, type Generations } from '../supergraph/reload.js';
import { openWriter, placesOf, type AuditPlaces } from './audit.js';
import type { Directory } from './directory.js';
import type { GatewayKeys } from './keys.js';

export interface InquiryParts {
  readonly process: ProcessConfig;
  readonly keys: GatewayKeys;
  readonly directory: Directory;
  readonly generations: Generations;
  readonly agreements: Agreements;
  /** The log of accesses. */
  readonly audit: AuditWriter;
  /** Which witnesses see the auditors' own log, as they see that of accesses. */
  readonly witnesses: WitnessPolicy | null;
  readonly policyNow: () => string;
  readonly failed: (error: unknown, trace: string) => void;
}

/** The room where the log is asked. */
export interface OpenedInquiry {
  /** Why the index is not as it should be; null when all is well. */
  problem(): string | null;
  /** Who was shown a person's record. */
  readonly accessesTo: AccessesTo;
  /** The auditors' own log. */
  readonly auditors: AuditWriter;
  rooms(identity: IdentityParts): InquiryRooms;
  close(): Promise<void>;
}

/** Starts the auditors' own log, and the index of both logs. */
export async function openInquiries(parts: InquiryParts, log: Logger): Promise<OpenedInquiry> {
  const { process: process_, keys, directory, generations, agreements, audit, witnesses } = parts;
  const placesOfLog = (which: NodeLog): AuditPlaces => placesOf(process_, which);
  const opened = await openWriter({ ...placesOfLog('auditors'), policy: witnesses });
  const auditors = opened.writer;
  if (opened.cut > 0) log.warn({ bytes: opened.cut }, 'cut an unfinished record from the end of the auditors’ log');

  const askedLog = (which: NodeLog, writer: AuditWriter): AskedLog => ({
    inquiry: openInquiry({ directory: placesOfLog(which).directory, index: process_.index! }),
    writer,
    accountOf: accountsByToken(directory.db, writer.known),
  });
  const logs = {
    ACCESS: askedLog('accesses', audit),
    AUDITORS: askedLog('auditors', auditors),
  };
  const rules = () => current(generations).rules.policy.at(dayOf(parts.policyNow())).inquiry;
  const desk: DeskParts = {
    logs,
    auditors,
    approvals: createApprovals({
      store: createApprovalStore(directory.db),
      rules,
      wallClock: steadyNow,
      record: (step) => auditors.event('four_eyes', recordOf(step, auditors.account)),
    }),
    standsForPersons: (type) => standsForPersons(type, current(generations).rules.labels),
    names: () => servedNames(current(generations), directory.organisations, agreements),
    organisationOf: organisationOfAccount(directory.db),
    erasureOf: erasuresIn(directory.db),
    cursors: createCursors(keys.secret('inquiry cursors')),
    questionKey: keys.secret('inquiry questions'),
    wallClock: steadyNow,
  };
  return {
    accessesTo: createAccesses({
      log: logs.ACCESS,
      labels: () => current(generations).rules.labels,
      toldAfterDays: () => rules()?.toldAfterDays ?? null,
      wallClock: steadyNow,
    }),
    problem: () => logs.ACCESS.inquiry.index.problem ?? logs.AUDITORS.inquiry.index.problem,
    auditors,
    rooms: (identity) => ({
      generations,
      identity,
      organisations: directory.organisations,
      desk,
      auditors,
      failed: parts.failed,
    }),
    async close() {
      await Promise.all([logs.ACCESS.inquiry.close(), logs.AUDITORS.inquiry.close()]);
      await auditors.close();
    },
  };
}

const recordOf = ({ step, by, because, approval, opens }: ApprovalStep, tokenOf: (account: string) => string) => ({
  action: opens === null ? 'audit_inquiry' : 'audit_opening',
  step,
  by: tokenOf(by.accountId),
  ...(approval === null ? {} : { about: approval.id }),
  ...(opens === null ? {} : { opens: { origin: opens.origin, index: opens.index } }),
  ...(because === null ? {} : { because }),
});
