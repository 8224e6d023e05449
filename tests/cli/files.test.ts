import { makeEvidence, shippedFiles } from '@agency-graph/ledger';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, hash } from 'node:crypto';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { certificate, handover, logOf, partsOf, ROOT } from '../ledger/log-under-test.js';
import { TRUST_OF_LONG_LOG, writeLongLog } from '../ledger/long-log.js';
import { BIN, cli } from './run-cli.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'agency-graph-files-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('the page of what was verified', () => {
  let evidence: string;
  beforeEach(() => writeFileSync((evidence = join(folder, 'evidence.json')), 'no evidence'));

  test('is for its owner’s eyes alone', async () => {
    const report = join(folder, 'report.html');
    await cli('verify', evidence, '--report', report);
    expect(readFileSync(report, 'utf8')).toContain('<html');
    expect(modeOf(report)).toBe(0o600);
  });

  test('takes the place of no file, and of the evidence least of all', async () => {
    expect(await cli('verify', evidence, '--report', evidence)).toMatchObject({
      code: 2,
      out: '',
      err: `agency-graph: ${evidence} is there already: say another name.\n`,
    });
    expect(readFileSync(evidence, 'utf8')).toBe('no evidence');
  });

  test('where it cannot be made, this is not called a verification that failed', async () => {
    const report = join(folder, 'no-such-folder', 'report.html');
    const { code, out, err } = await cli('verify', evidence, '--report', report);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(`${report} cannot be made: ENOENT`)]);
  });
});

describe('a log that takes long to verify', () => {
  test('is let go at once when the reader is asked to end, and no page is left', async () => {
    const [trust, report] = [join(folder, 'trust'), join(folder, 'report.html')];
    execFileSync('python3', ['-c', 'import os, sys; os.mkfifo(sys.argv[1])', trust]);
    const child = spawn(process.execPath, [BIN, 'verify', folder, '--trust', trust, '--report', report]);
    const ended = once(child, 'close');
    // That somebody reads it there shows that the work has begun, which waits for what is written.
    const writer = await open(trust, 'w');
    child.kill('SIGINT');
    await writer.close();
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(readdirSync(folder)).toEqual(['trust']);
  });

  test('shows on a terminal how far it is, and elsewhere the verdict alone', async () => {
    const [log, trust] = [join(folder, 'log'), join(folder, 'trust')];
    writeLongLog(log, 1_100);
    writeFileSync(trust, `${TRUST_OF_LONG_LOG}\n`);
    const args = ['verify', log, '--trust', trust];
    const terminal = ['-c', 'import pty, sys; pty.spawn(sys.argv[1:])', process.execPath, BIN, ...args];
    const env = { ...process.env, TERM: 'xterm' };
    expect(execFileSync('python3', terminal, { encoding: 'utf8', stdio: 'pipe', env })).toMatch(
      /log .*1,100 of 1,100 records.*VERIFIED-UNWITNESSED/s,
    );
    const { out, err } = await cli(...args);
    expect([out, err]).toEqual([expect.stringContaining('VERIFIED-UNWITNESSED'), '']);
  });
});

describe('evidence that is handed on', () => {
  test('lacks the records that are withheld, in a file of its own', async () => {
    const [evidence, out] = [join(folder, 'evidence.jsonl'), join(folder, 'redacted.jsonl')];
    writeFileSync(evidence, makeEvidence(partsOf()));
    const redact = (withhold: string) => cli('audit', 'redact', evidence, '--withhold', withhold, '--out', out);

    for (const withhold of ['3,31', '3-6', ''])
      expect([withhold, (await redact(withhold)).code, readdirSync(folder)]).toEqual([withhold, 2, ['evidence.jsonl']]);
    const said = (await redact('27, 3')).out;
    expect(said).toContain(`3, 27 withheld, by hash alone. SHA-256 ${hash('sha256', readFileSync(out))}.`);
    expect((await cli('verify', out)).out).toContain('Records: 3 shown, 2 withheld');
    expect(readFileSync(evidence)).toEqual(makeEvidence(partsOf()));
    expect(modeOf(out)).toBe(0o600);
  });

  test('is evidence', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'no evidence');
    const redact = ['audit', 'redact', join(folder, 'notes.txt'), '--withhold', '3', '--out', join(folder, 'out.tar')];
    expect(await cli(...redact)).toMatchObject({ code: 1, err: expect.stringContaining('is no evidence') as unknown });
  });
});

test('whom one trusts may stand in several files, of which one that is wrong is named', async () => {
  const [log, witnesses, roots] = ['log', 'witnesses', 'roots'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeLongLog(log, 3);
  writeFileSync(roots, `${TRUST_OF_LONG_LOG}\n`);
  writeFileSync(witnesses, '# nobody yet\n');
  const verify = () => cli('verify', '--trust', roots, log, '--trust', witnesses);
  expect((await verify()).out).toMatch(/^VERIFIED-UNWITNESSED$/m);
  writeFileSync(witnesses, 'a witness\n');
  const { code, err } = await verify();
  expect([code, err]).toEqual([2, expect.stringContaining(`${witnesses}: trusted key 1: `)]);
});

describe('evidence that is exported', () => {
  let gateway: Server;
  let answer: unknown;
  let asked: number;
  beforeEach(async () => {
    asked = 0;
    answer = {
      data: {
        evidence: { file: Buffer.from('it').toString('base64'), records: 1, all: true, unknown: null, erased: null },
      },
    };
    gateway = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify(answer));
    }).listen(0, '127.0.0.1');
    await once(gateway, 'listening');
  });
  afterEach(() => gateway.close());

  const written = (command: readonly string[], out: string, args: readonly string[]) => {
    const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    return cli('audit', ...command, '--token', 'a-token', '--gateway', url, '--out', out, ...args);
  };
  const exported = (out: string, ...args: readonly string[]) => written(['export', 'denials'], out, args);
  const opened = (out: string, ...args: readonly string[]) => written(['opened', 'AO-1'], out, args);

  test('is kept for its owner’s eyes alone', async () => {
    const out = join(folder, 'evidence.tar');
    expect((await exported(out)).code).toBe(0);
    expect([readFileSync(out, 'utf8'), modeOf(out)]).toEqual(['it', 0o600]);
  });

  test('is told with the hash that programs tell of the file, and how many of its records were found', async () => {
    const common = { at: '2026-03-15T02:00:00.000000Z' };
    const records = [
      { ...common, type: 'define' },
      { ...common, type: 'outcome_part', outcome: 2 },
      { ...common, type: 'outcome' },
      { ...common, type: 'denied' },
    ];
    const log = logOf(records);
    const evidence = makeEvidence(
      partsOf({
        certificates: [certificate(0)],
        handovers: [handover(log, 0, 0, ROOT)],
        checkpoints: [log.checkpoint(records.length)],
        node: log.node,
        leaves: records.map((record, index) => ({ index, record })),
        disclosures: [],
      }),
    );
    const given = { file: evidence.toString('base64'), records: 4, all: true, unknown: null, erased: null };
    answer = { data: { evidence: given } };
    const out = join(folder, 'evidence.tar');
    const sum = createHash('sha256').update(evidence).digest('hex');
    expect((await exported(out)).out).toBe(
      `${out}: 2 records that were found, 4 with those that they refer to. SHA-256 ${sum}.\n`,
    );
    const again = join(folder, 'again.tar');
    const said = { found: 2, records: 4, all: true, sha256: sum };
    const nothing = { unknown: null, erased: null };
    expect(JSON.parse((await exported(again, '--json')).out)).toEqual({ ...said, ...nothing, file: again });

    answer = { data: { step: { done: true, because: null, says: null, evidence: given } } };
    const more = join(folder, 'opened.tar');
    expect((await opened(more)).out).toBe(`${more}: 4 records, with what was opened. SHA-256 ${sum}.\n`);
    const last = join(folder, 'opened-again.tar');
    expect(JSON.parse((await opened(last, '--json')).out)).toEqual({ ...said, file: last });
  });

  test.each([
    ['where there is a file already', 'taken.tar', 2, /taken\.tar is there already/],
    ['where no file can be made', 'nowhere/evidence.tar', 1, /nowhere\/evidence\.tar cannot be made: ENOENT/],
  ])('is not asked for %s: the gateway would record it', async (_where, name, code, message) => {
    writeFileSync(join(folder, 'taken.tar'), 'before');
    const failed = await exported(join(folder, name));
    expect(failed).toMatchObject({ code, out: '' });
    expect(failed.err).toMatch(message);
    expect([asked, readFileSync(join(folder, 'taken.tar'), 'utf8')]).toEqual([0, 'before']);
  });

  test('is none where nothing was found: evidence of no record is verified as failed', async () => {
    const unknown = 'No field of this name is in the graph that is served now.';
    const none = { file: 'aXQ=', records: 0, all: true, erased: null };
    answer = { data: { evidence: { ...none, unknown } } };
    expect((await exported(join(folder, 'evidence.tar'))).err).toContain(`no evidence of it. ${unknown}\n`);
    const erased = 'Erasure ER-1 was carried out.';
    answer = { data: { evidence: { ...none, unknown: null, erased } } };
    expect((await exported(join(folder, 'evidence.tar'))).err).toContain(`no evidence of it. ${erased}\n`);
    answer = { data: { evidence: { ...none, unknown: null } } };
    expect(await exported(join(folder, 'evidence.tar'))).toMatchObject({
      code: 1,
      out: '',
      err: 'agency-graph: Nothing was found, so there is no evidence of it.\n',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('is not told of without what is to be known of whom it is about', async () => {
    const [unknown, erased] = ['No record of this name is served.', 'Erasure ER-1 was carried out.'];
    answer = { data: { evidence: { file: 'aXQ=', records: 1, all: true, unknown, erased } } };
    expect((await exported(join(folder, 'evidence.tar'))).out).toMatch(new RegExp(`\\. ${unknown} ${erased}\n$`));
    const { out } = await exported(join(folder, 'again.tar'), '--json');
    expect(JSON.parse(out)).toMatchObject({ unknown, erased });
  });

  test('tokens say in their file, too, what is to be known of them, and a verifier passes over it', async () => {
    const erased = 'Erasure ER-1 was carried out:\nsomebody’s.';
    const tokens = [{ month: '2026-03', token: 'A'.repeat(22) }];
    const out = join(folder, 'tokens.txt');
    answer = { data: { disclosed: { origin: 'log', tokens, unknown: null, erased } } };
    const { code, out: said } = await written(['tokens', 'subject', 'M-1'], out, []);
    expect([code, said]).toEqual([0, `${out}: the tokens of 2026-03. ${erased}\n`]);
    const text = `# Erasure ER-1 was carried out:\\u{a}somebody’s.\n2026-03 ${'A'.repeat(22)}\n`;
    expect(readFileSync(out, 'utf8')).toBe(text);

    const [evidence, mjs] = [join(folder, 'evidence.jsonl'), join(folder, 'verify.mjs')];
    writeFileSync(evidence, makeEvidence(partsOf()));
    for (const [name, bytes] of shippedFiles()) writeFileSync(join(folder, name), bytes);
    for (const [command, script] of [
      [process.execPath, mjs],
      ['python3', join(folder, 'verify.py')],
    ] as const) {
      const { status } = spawnSync(command, [script, evidence, '--complete', out]);
      expect([script, status]).toEqual([script, 4]);
    }
  });

  test('leaves no file where it is refused', async () => {
    answer = { errors: [{ message: 'No.', extensions: { code: 'CASE_NEEDED' } }] };
    expect(await exported(join(folder, 'evidence.tar'))).toMatchObject({
      code: 1,
      err: 'agency-graph: CASE_NEEDED: No.\nName it here: --case <reference>\n',
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

test.each([
  ['a witness’s key', (there: string) => ['witness-key', 'witness.example/a', '--key', join(there, 'none', 'key')]],
  ['the synthetic world', (there: string) => ['world', '--out', join(there, 'file', 'world')]],
])('where %s cannot be written, that is said, without a stack', async (_what, args) => {
  writeFileSync(join(folder, 'file'), '');
  const { code, err } = await cli(...args(folder));
  expect(code).toBe(1);
  expect(err).toMatch(/ENOENT|ENOTDIR/);
  expect(err).not.toMatch(/^ +at /m);
});
