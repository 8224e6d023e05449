import { withClient } from '@agency-graph/postgres';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { afterAll, expect, vi } from 'vitest';
import { ROOT } from '../../support/root.js';
import { ownSystem } from './own-system.js';
import { replyOf, type Caller, type Reply, type System } from './system.js';

export const BIN = join(ROOT, 'shared/cli/bin.mjs');
/** Somebody whom P4 may read, and nobody else asks about here. */
export const SUBJECT = 'M-000123';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Found {
  readonly searched: {
    readonly origin: string;
    readonly size: number;
    readonly indexed: number;
    readonly distrusted: readonly object[];
  };
  readonly forged: readonly object[];
  readonly records: readonly {
    readonly kind: string;
    readonly says: string | null;
    readonly code: string | null;
    readonly leaf: { readonly index: number; readonly hash: string };
    readonly who: { readonly account: string; readonly organisation: string } | null;
    readonly lines: readonly { readonly fields: readonly string[]; readonly effect: string }[];
  }[];
}

/** A system, and what auditors ask it by. */
export interface AuditedSystem {
  readonly system: System;
  /** Where the command runs. */
  readonly folder: string;
  /** Runs a statement on the gateway's database. */
  readonly run: (sql: string) => Promise<readonly Record<string, unknown>[]>;
  /** Runs `agency-graph audit` against the system. */
  readonly audit: (...args: readonly string[]) => Promise<Ran>;
  /** What the same finds. */
  readonly found: (...args: readonly string[]) => Promise<Found>;
  /** Asks the auditors' endpoint. */
  readonly inquire: (
    who: string | Caller,
    variables: Readonly<Record<string, unknown>>,
    headers?: Readonly<Record<string, string>>,
    query?: string,
  ) => Promise<Reply>;
}

const ASK = `query Q($ask: Ask!, $from: String, $to: String, $first: Int!, $after: String) {
  page: records(ask: $ask, from: $from, to: $to, first: $first, after: $after) {
    nodes { kind leaf { index hash } who { account organisation } lines { fields effect } } forged { index } endCursor unknown
    searched { size indexed }
  }
}`;

/** The system of a test file of its own, for who accessed whom is what is asked: started before its tests, stopped behind them. */
export function auditedSystem(): AuditedSystem {
  const folder = mkdtempSync(join(tmpdir(), 'agency-graph-audit-'));
  let system: System;
  // After the system has stopped.
  afterAll(() => rmSync(folder, { recursive: true }));
  ownSystem(async (own) => {
    system = own;
    const look = () => system.ask('P4', `query Look { member(id: "${SUBJECT}") { fullName nationalId } }`);
    // A first question of all may find an agency still busy with its start.
    await vi.waitFor(async () => expect((await look()).data?.member?.fullName).toEqual(expect.any(String)), 60_000);
  });

  const audit: AuditedSystem['audit'] = (...args) =>
    new Promise((resolve) => {
      const given = [BIN, 'audit', ...args];
      const env = { ...process.env, AGENCY_GRAPH_GATEWAY: system.url, AGENCY_GRAPH_DATA: system.data };
      execFile(process.execPath, given, { env, cwd: folder, maxBuffer: 2 ** 26 }, (error, out, err) =>
        resolve({ code: error === null ? 0 : Number(error.code), out, err }),
      );
    });

  return {
    get system() {
      return system;
    },
    folder,
    audit,
    run: (sql) =>
      withClient(
        system.database('gateway'),
        async (client) => (await client.query(sql)).rows as Record<string, unknown>[],
      ),
    async found(...args) {
      const { out, err } = await audit(...args, '--json');
      expect(err).toBe('');
      return JSON.parse(out) as Found;
    },
    async inquire(who, variables, headers = { 'access-case': 'T-1' }, query = ASK) {
      const { token } = typeof who === 'string' ? system.as(who) : who;
      const body = { query, variables: { first: 50, ...variables } };
      return replyOf(
        await request(system.url)
          .post('/audit/graphql')
          .set('authorization', `Bearer ${token}`)
          .set(headers)
          .send(body),
      );
    },
  };
}

export const member = (id: string) => ({ ask: { subject: { type: 'Member', id } } });
