import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import request from 'supertest';
import { describe, expect, test, vi } from 'vitest';
import { ROOT } from '../support/root.js';
import { auditedSystem, BIN, member, SUBJECT, type Found } from './support/audited-system.js';
import type { Reply } from './support/system.js';

interface Verified {
  readonly complete: { readonly records: readonly number[] };
}

const audited = auditedSystem();
const { audit, folder, found, inquire } = audited;

/** What is answered to a question of so many bytes, from its length alone: the gateway waits for none of them. */
const ofLength = (bytes: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${audited.system.as('P12').token}`,
      'content-type': 'application/json',
      'content-length': bytes,
    };
    const sent = httpRequest(`${audited.system.url}/audit/graphql`, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => (text += more));
      response.on('end', () => {
        sent.destroy();
        resolve(text);
      });
    });
    sent.on('error', reject);
    sent.write('{"query":"query($case: String) { records(ask: { case: $case }) { endCursor } }","variables":{"case":"');
  });

describe('an auditor', () => {
  test('finds who accessed a record: fields given and refused, each with its leaf, which the receipt names too', async () => {
    const reply = await audited.system.ask('P4', `query Look { member(id: "${SUBJECT}") { fullName nationalId } }`);
    const { records, forged, searched } = await found('subject', SUBJECT, '--as', 'P12', '--case', 'INS-2026-014');
    expect(records[0]).toMatchObject({
      kind: 'outcome',
      leaf: { index: reply.extensions.audit.index, hash: reply.extensions.audit.leaf },
      who: { account: 'A-P4', organisation: 'G07.C012' },
    });
    expect(records[0]!.lines).toContainEqual(expect.objectContaining({ fields: ['nationalId'], effect: 'deny' }));
    expect([forged, searched.distrusted]).toEqual([[], []]);
  });

  test('finds attempts that matched nothing', async () => {
    await audited.system.ask('P4', `{ member(id: "M-777777") { fullName } }`);
    const { records } = await found('subject', 'M-777777', '--as', 'P12', '--case', 'INS-2026-014');
    expect(records.map(({ who }) => who?.account)).toEqual(['A-P4']);
  });

  const VERIFY = `query V($i: String!, $n: String!, $d: Date!) {
    verifyMember(nationalId: $i, fullName: $n, dateOfBirth: $d) { matched status }
  }`;

  /** A case of its own: under one, not many persons may be asked about. */
  const LOOK_UPS = { 'access-case': 'INS-2026-015' };

  test('finds look-ups that were refused among those of the field and of its steward, as refused', async () => {
    const stranger = [...audited.system.world.members()].findLast(({ cellId }) => cellId.startsWith('G11.'))!;
    const { data, extensions } = await audited.system.ask('P4', `{ member(id: "${stranger.id}") { phone } }`);
    expect(data).toEqual({ member: null });
    for (const ask of [
      { field: 'Member.phone' },
      { agency: 'BTCTW' },
      { subject: { type: 'Member', id: stranger.id } },
    ]) {
      const [newest] = (await inquire('P12', { ask }, LOOK_UPS)).data.page.nodes;
      expect(newest.leaf.index).toBe(extensions.audit.index);
      expect(newest.lines).toHaveLength(2);
      expect(newest.lines).toContainEqual({ fields: ['phone'], effect: 'deny' });
      expect(newest.lines).toContainEqual({ fields: ['member'], effect: 'deny' });
    }
  });

  test('finds who asked by a number and a name whether a person is a member, be they one or not', async () => {
    const forEndUser = audited.system.as('P9', { endUser: 'M-000124' });
    const { nationalId, fullName, dateOfBirth } = audited.system.world.member(SUBJECT)!;
    for (const [i, n, matched] of [
      [nationalId, fullName, true],
      ['934000000000', 'Nguyễn Mẫu Không', false],
    ] as const) {
      const { data } = await audited.system.ask(forEndUser, VERIFY, { i, n, d: dateOfBirth });
      expect(data.verifyMember.matched).toBe(matched);
      for (const sought of [
        { field: 'Member.nationalId', value: i },
        { field: 'Member.fullName', value: n },
      ]) {
        const { nodes } = (await inquire('P12', { ask: { sought } }, LOOK_UPS)).data.page;
        expect(nodes.map(({ who }: Found['records'][number]) => who?.account)).toEqual(['A-P9']);
      }
    }
  });

  test('finds who asked that a record be opened in an emergency', async () => {
    const mutation = `mutation R($ids: [ID!]!) {
      requestBreakGlass(incident: "INC-7", reason: "flood", type: "Member", ids: $ids, minutes: 30) { done }
    }`;
    expect((await audited.system.ask('P4', mutation, { ids: ['M-000126'] })).data.requestBreakGlass.done).toBe(true);
    const { nodes } = (await inquire('P12', member('M-000126'), LOOK_UPS)).data.page;
    expect(nodes.map(({ who }: Found['records'][number]) => who?.account)).toEqual(['A-P4']);
  });

  test('finds nobody under a key that only tells a change from its repetition', async () => {
    const mutation = `mutation C($k: ID!) {
      requestCorrection(member: "${SUBJECT}", field: "phone", reason: "wrong", idempotencyKey: $k) { id }
    }`;
    const { data, extensions } = await audited.system.ask('P4', mutation, { k: 'M-000127' });
    expect(data.requestCorrection).toEqual({ id: SUBJECT });
    expect((await inquire('P12', member('M-000127'), LOOK_UPS)).data.page.nodes).toEqual([]);
    const [newest] = (await inquire('P12', member(SUBJECT), LOOK_UPS)).data.page.nodes;
    expect(newest.leaf.index).toBe(extensions.audit.index);
  });

  test('is not told that a record was not found where nothing of it was allowed, so that nobody looked', async () => {
    await audited.system.ask('P4', `{ member(id: "${SUBJECT}") { nationalId } }`);
    const [newest] = (await inquire('P12', member(SUBJECT))).data.page.nodes;
    expect(newest.lines).toEqual([{ fields: ['nationalId'], effect: 'deny' }]);
  });

  test('of a line is answered for a person out of line as for an unknown one', async () => {
    const own = await inquire('P15', member(SUBJECT));
    expect(own.data.page.nodes.length).toBeGreaterThan(0);
    const stranger = [...audited.system.world.members()].find(({ cellId }) => cellId.startsWith('G11.'));
    await audited.system.ask('P2', `{ member(id: "${stranger!.id}") { fullName } }`);
    expect((await inquire('P12', member(stranger!.id))).data.page.nodes).toHaveLength(1);
    const bare = ({ data, errors, status }: Reply) => {
      const { searched: _, ...page } = data.page;
      return { page, errors, status };
    };
    expect(bare(await inquire('P15', member(stranger!.id)))).toEqual(bare(await inquire('P15', member('M-888888'))));
    const everything = await inquire('P15', { ask: { everything: true } });
    const organisations = everything.data.page.nodes.map((one: Found['records'][number]) => one.who?.organisation);
    expect(organisations.length).toBeGreaterThan(0);
    expect(organisations.filter((one: string) => !/^G07(\.|$)/.test(one))).toEqual([]);
  });

  test('is somebody with that function, who names a case when asking about a person', async () => {
    expect((await inquire('P4', member(SUBJECT))).errors[0]?.extensions?.['code']).toBe('OPERATION_NOT_ALLOWED');
    expect((await inquire('P12', member(SUBJECT), {})).errors[0]?.extensions?.['code']).toBe('CASE_NEEDED');
    expect((await inquire('P12', { ask: { denials: true } }, {})).status).toBe(200);
  });

  test('is told plainly what is wrong with a question, and that is recorded too', async () => {
    const bad: [Record<string, unknown>, RegExp][] = [
      [{ ask: { denials: true }, from: '2026-03-02', to: '2026-03-01' }, /ends before it begins/],
      [{ ask: { denials: true }, from: 'yesterday' }, /days, 2026-03-01/],
      [{ ask: { denials: true }, from: '2026-02-30' }, /days, 2026-03-01/],
      [{ ask: { denials: true }, from: '2026-02-30T00:00:00Z' }, /days, 2026-03-01/],
      [{ ask: {} }, /one of subject, sought/],
      [{ ask: { denials: true }, after: 'Zm9yZ2Vk' }, /cursor/],
      [{ ask: { denials: true, alarms: true } }, /exactly one/],
      [{ ask: { purpose: '' } }, /1 to 256 characters/],
      [{ ask: { purpose: '\0' } }, /NUL/],
      [{ ask: { operation: 'x'.repeat(5_000) } }, /1 to 256 characters/],
    ];
    for (const [variables, says] of bad) {
      const { status, errors, data, extensions } = await inquire('P12', variables);
      expect([status, data]).toEqual([400, null]);
      expect(errors[0]?.message).toMatch(says);
      expect(extensions.audit.origin).toMatch(/\.auditors$/);
    }
    const ages = { from: '0000-01-01T00:00:00+14:00', to: '9999-12-31T23:59:59-12:00' };
    expect((await inquire('P12', { ask: { denials: true }, ...ages })).status).toBe(200);
    const huge = JSON.parse(await ofLength(10 * 1024 * 1024)) as Pick<Reply, 'errors' | 'extensions'>;
    expect(huge.errors[0]?.extensions?.['code']).toBe('PAYLOAD_TOO_LARGE');
    expect(huge.extensions.audit.index).toEqual(expect.any(Number));
    const header = await inquire('P12', { ask: { denials: true } }, { 'access-case': 'x'.repeat(9_000) });
    expect([header.status, header.errors[0]?.extensions?.['code']]).toEqual([431, 'HEADERS_TOO_LARGE']);
    for (const wrong of [
      ['--case', 'x'.repeat(100_000)],
      ['--gateway', 'nonsense'],
    ]) {
      const { code, out, err } = await audit('denials', '--as', 'P12', ...wrong);
      expect([code, out, err.includes('    at ')]).toEqual([2, '', false]);
    }
  });

  test('asks by POST alone', async () => {
    const { status, headers, body } = await request(audited.system.url).get('/audit/graphql?query={__typename}');
    expect([status, headers['allow']]).toEqual([405, 'POST']);
    expect(body.errors).toMatchObject([
      { message: 'Questions to the log are sent by POST.', extensions: { code: 'METHOD_NOT_ALLOWED' } },
    ]);
    expect(body.extensions.audit.origin).toMatch(/audit/);
  });

  test('may ask by any name, however hostile, and is shown nothing by it', async () => {
    const names = [
      "'; drop table account; --",
      '__proto__',
      '<img src=x onerror=alert(1)>',
      '=cmd|calc',
      '%',
      '\u202e\u001b[31m',
    ];
    const kinds = ['organisation', 'agency', 'agreement', 'purpose', 'field', 'operation', 'account', 'case', 'person'];
    for (const [at, kind] of kinds.entries()) {
      const { status, data } = await inquire('P12', { ask: { [kind]: names[at % names.length] } });
      expect([kind, status, data?.page.nodes, data?.page.forged]).toEqual([kind, 200, [], []]);
    }
    const sought = { field: 'Member.nationalId', value: names[5] };
    expect((await inquire('P12', { ask: { sought } })).data.page.nodes).toEqual([]);
    const { out } = await audit('organisation', names[0]!, '--as', 'P12');
    expect(out).toContain('Nothing was found.');
  });

  test.each([
    ['field', 'Member.natonalId', 'No field of this name is in the graph'],
    ['purpose', 'INSPECTON', 'No purpose of this name is in the policy'],
    ['agency', 'BTCW', 'No agency or steward of this name'],
    ['usage', 'BTCW', 'No steward of this name is in the policy'],
    ['organisation', 'G7', 'No organisation of this id is in the register'],
    ['agreement', 'AGR-1', 'No agreement of this id, or id/version, is in the register'],
    ['account', 'A-P44', 'No account of this id, of an organisation that you see, is in the directory'],
  ])('who mistypes a name is told that nothing of it is served, asking by %s', async (kind, name, says) => {
    const { code, out } = await audit(kind, name, '--as', 'P12');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Nothing was found\\.[^]*${says}`));
  });

  test('who names nobody’s type is told which one was looked for, where nothing was found', async () => {
    const asked = ['M-999998', '--as', 'P12', '--case', 'INS-2026-014'];
    const says = 'Looked for as a Member: "--type <type>" names another type of record.';
    expect((await audit('subject', ...asked)).out).toMatch(new RegExp(`^Nothing was found\\.[^]*\n${says}\n$`));
    expect(await audit('subject', ...asked, '--csv')).toMatchObject({ code: 0, err: `${says}\n` });
    const { code, err } = await audit('export', 'subject', ...asked, '--out', 'nobody.tar');
    expect([code, err]).toEqual([1, expect.stringContaining(`no evidence of it. ${says}`)]);
    const typed = await audit('subject', ...asked, '--type', 'Member');
    expect([typed.out, typed.err].join()).not.toContain('Looked for as');
    expect((await audit('subject', SUBJECT, ...asked.slice(1))).out).not.toContain('Looked for as');
  });

  test('shows offline, by the tokens of one person, that no record of the log but these names them', async () => {
    const tokens = join(folder, 'tokens.txt');
    const asked = ['subject', SUBJECT, '--case', 'INS-2026-014'];
    const ask = ['tokens', ...asked, '--out', tokens];
    expect((await audit(...ask, '--as', 'P15')).err).toContain('told to an auditor who sees everything');
    const { code, out } = await audit(...ask, '--as', 'P12');
    expect([code, readFileSync(tokens, 'utf8')]).toEqual([0, expect.stringMatching(/^(\d{4}-\d\d [\w-]{22}\n)+$/)]);
    expect(out).toMatch(/tokens\.txt: the tokens of \d{4}-\d\d/);
    const [read] = (await found('reads', '--as', 'P12', '--most', '1')).records;
    expect(read?.says).toMatch(/^tokens\.subject: [1-9]\d* shown$/);

    const { records, searched } = await found(...asked, '--as', 'P12');
    const roots = join(audited.system.data, 'keys/audit', searched.origin, 'root.pub');
    const verify = [
      BIN,
      'verify',
      join(audited.system.data, 'audit'),
      '--trust',
      roots,
      '--complete',
      tokens,
      '--json',
    ];
    // A record is part of the published log within moments.
    await vi.waitFor(() => {
      const { complete } = JSON.parse(spawnSync(process.execPath, verify).stdout.toString()) as Verified;
      const shown = records.map(({ leaf }) => leaf.index);
      expect(complete.records).toEqual(expect.arrayContaining(shown));
    }, 30_000);

    const nobody = ['tokens', 'subject', 'M-999998', '--case', 'INS-2026-014', '--out', join(folder, 'none.txt')];
    expect((await audit(...nobody, '--as', 'P12')).err).toContain('The log has no tokens of it.');
    expect((await audit(...nobody, '--as', 'P12')).code).toBe(1);
  });

  test('finds the same accesses to a task by its type and id, whichever way it is asked for', async () => {
    const [{ data, extensions }, unknown] = [
      await audited.system.ask('P4', '{ task(id: "T-0100") { title } }'),
      await audited.system.ask('P4', '{ task(id: "T-9999") { title } }'),
    ];
    expect(data.task.title).toEqual(expect.any(String));
    const inCase = ['--as', 'P12', '--case', 'INS-2026-014'];
    const leaves = async (...args: readonly string[]) => (await found(...args)).records.map(({ leaf }) => leaf.index);
    const byRecord = await leaves('record', 'Task=T-0100', '--as', 'P12');
    expect(byRecord[0]).toBe(extensions.audit.index);
    expect(await leaves('subject', 'T-0100', '--type', 'Task', ...inCase)).toEqual(byRecord);
    // Asked for, and not found: a thing's attempts too.
    expect(await leaves('record', 'Task=T-9999', '--as', 'P12')).toEqual([unknown.extensions.audit.index]);
  });

  test('asks about a person’s record by either name under the same rules, and finds the same', async () => {
    const bare = await audit('record', `Member=${SUBJECT}`, '--as', 'P12');
    expect([bare.code, bare.out, bare.err]).toEqual([1, '', expect.stringContaining('case')]);
    for (const type of ['Member', 'Task', 'Nobody']) {
      const record = { type, id: `${'x'.repeat(21)}A` };
      const { errors } = await inquire('P12', { ask: { record } }, {});
      expect([type, errors[0]?.extensions?.['code']]).toEqual([type, 'CASE_NEEDED']);
    }
    const inCase = ['--as', 'P12', '--case', 'INS-2026-014'];
    const [byRecord, bySubject] = [
      await found('record', `Member=${SUBJECT}`, ...inCase),
      await found('subject', SUBJECT, ...inCase),
    ];
    expect(byRecord.records.length).toBeGreaterThan(0);
    expect(byRecord.records).toEqual(bySubject.records);
  });

  test('who asks about a time before the log is told when it begins', async () => {
    const before = ['--from', '2020-03-01', '--to', '2020-03-31', '--as', 'P12'];
    for (const asked of [['denials'], ['usage', 'BTCTW'], ['volume', 'G07.C012']]) {
      const { code, out } = await audit(...asked, ...before);
      expect([code, out]).toEqual([0, expect.stringContaining('The log begins after this period, at ')]);
    }
    expect((await audit('organisation', 'G7', '--as', 'P12')).out).not.toContain('The log begins');
  });

  test('is told of which node’s log an answer is: a system of several has several', async () => {
    const { extensions } = await audited.system.ask('P4', `{ member(id: "${SUBJECT}") { fullName } }`);
    const { origin } = extensions.audit;
    const period = ['--from', '2026-03-01', '--to', '2026-03-31'];
    for (const asked of [['gaps'], ['usage', 'BTCTW'], ['volume', 'G07.C012', ...period]]) {
      const { out } = await audit(...asked, '--as', 'P12');
      expect(out).toContain(`Told of the log of one node, ${origin}: others have their own.`);
      expect(JSON.parse((await audit(...asked, '--as', 'P12', '--json')).out)).toMatchObject({ origin });
    }
    const counts = 'query C($ask: Ask!) { counts(ask: $ask, by: DAY) { origin } }';
    expect((await inquire('P12', { ask: { denials: true } }, {}, counts)).data.counts).toEqual({ origin });
  });

  test('of a line is not told of silences of the node, nor that there were none', async () => {
    const { out } = await audit('gaps', '--as', 'P15');
    expect(out).toContain('Silences of the node are not told to an auditor of one line.');
    expect((await audit('gaps', '--as', 'P12')).out).not.toContain('are not told');
  });

  test('takes a cursor for its own question only', async () => {
    const first = await inquire('P12', { ask: { everything: true }, first: 1 });
    const after = first.data.page.endCursor as string;
    const second = await inquire('P12', { ask: { everything: true }, first: 1, after });
    expect(second.data.page.nodes[0].leaf.index).toBeLessThan(first.data.page.nodes[0].leaf.index);
    expect((await inquire('P12', { ask: { denials: true }, first: 1, after })).status).toBe(400);
    expect((await inquire('P15', { ask: { everything: true }, first: 1, after })).status).toBe(400);
    const bytes = Buffer.from(after, 'base64url');
    const forgeries = [0, 15, 16, bytes.length - 1].map((at) => {
      const forged = Buffer.from(bytes);
      forged[at]! ^= 1;
      return forged.toString('base64url');
    });
    for (const forged of [...forgeries, after.slice(0, -1), `${after}=`, ` ${after}`, '']) {
      const variables = { ask: { everything: true }, first: 1, after: forged };
      const { status, data, errors } = await inquire('P12', variables);
      expect([forged, status, data, errors[0]?.message]).toEqual([
        forged,
        400,
        null,
        expect.stringContaining('cursor'),
      ]);
    }
  });
});

describe('a steward', () => {
  const USAGE = `query Q($ask: ID!) { page: usage(steward: $ask) { lines { organisation purpose calls subjects } all } }`;
  const purpose = { 'access-purpose': 'MEMBER_ADMIN' };
  const ask = (who: string, steward: string) => inquire(who, { ask: steward }, who === 'P12' ? {} : purpose, USAGE);

  test('sees by whom its own fields are used, and nothing else of the log', async () => {
    const { data } = await ask('P2', 'BTCTW');
    expect(data.page.lines).toContainEqual({
      organisation: 'G07.C012',
      purpose: 'MEMBER_ADMIN',
      calls: expect.any(Number) as number,
      subjects: expect.any(Number) as number,
    });
    expect((await ask('P12', 'BTCTW')).data.page.lines.length).toBeGreaterThan(0);
    for (const refused of [
      await ask('P2', 'UBKTTW'),
      await ask('P4', 'BTCTW'),
      await inquire('P2', member(SUBJECT), purpose),
    ]) {
      expect([refused.data, refused.errors[0]?.extensions?.['code']]).toEqual([null, 'OPERATION_NOT_ALLOWED']);
    }
  });

  test('whose accounts ask more than is usual is seen by auditors', async () => {
    const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
    const { out } = await audit('volume', 'G07.C012', '--from', day(-1), '--to', day(1), '--as', 'P12', '--json');
    const { rows } = JSON.parse(out) as { readonly rows: readonly Record<string, unknown>[] };
    expect(rows).toContainEqual(expect.objectContaining({ account: 'A-P4', usual: null, peers: 0 }));
    expect((await audit('usage', 'BTCTW', '--as', 'P12')).out).toContain('G07.C012');
  });
});

describe('a member', () => {
  const OWN = '{ me { accesses(first: 100) { when organisation category purpose agreement origin } } }';

  test('is told which organisations were shown their record, for what, and nobody else is', async () => {
    const read = `{ member(id: "M-000124") { fullName phone } }`;
    const before = (await audited.system.ask('P6', OWN)).data.me.accesses.length as number;
    await audited.system.ask('P4', read);
    await audited.system.ask('P4', `{ member(id: "${SUBJECT}") { fullName } }`);
    const { data, errors, extensions } = await audited.system.ask('P6', OWN);
    expect(errors).toEqual([]);
    const officer = data.me.accesses.find(({ purpose }: { purpose: string }) => purpose !== 'SELF_SERVICE');
    expect(officer).toEqual({
      when: expect.stringMatching(/^\d{4}-/) as string,
      organisation: 'G07.C012',
      category: 'BASIC',
      purpose: 'MEMBER_ADMIN',
      agreement: null,
      origin: extensions.audit.origin,
    });
    // The officer's one access to this record, and the member's own look at it before.
    expect(data.me.accesses).toHaveLength(before + 2);
    for (const who of ['P4', 'P2']) {
      const reply = await audited.system.ask(who, '{ member(id: "M-000124") { accesses(first: 1) { when } } }');
      expect(JSON.stringify(reply.data)).not.toContain('when');
    }
  });

  test('is told of an inspection later, and it is in the log all the same', async () => {
    await audited.system.ask('P7', '{ member(id: "M-000124") { discipline { form } } }');
    const { data } = await audited.system.ask('P6', OWN);
    const told = data.me.accesses.map(({ purpose }: { purpose: string }) => purpose);
    expect(told).not.toContain('INSPECTION');
    const { records } = await found('subject', 'M-000124', '--as', 'P12', '--case', 'INS-2026-014');
    expect(records.map(({ who }) => who?.account)).toContain('A-P7');
  });
});

describe('the README’s section for auditors', () => {
  const section = /## For auditors\n([^]*?)\n## /.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))![1]!;
  const blocks = [...section.matchAll(/```sh\n([^]*?)```/g)].map(([, commands]) => commands!);

  test('leads, word for word, from the complaint to a printed page', { timeout: 120_000 }, () => {
    writeFileSync(join(folder, 'npx'), `#!/bin/sh\nshift 2\nexec ${process.execPath} ${BIN} "$@"\n`);
    chmodSync(join(folder, 'npx'), 0o755);
    symlinkSync(audited.system.data, join(folder, '.data'));
    const env = {
      ...process.env,
      PATH: `${folder}:${process.env['PATH']}`,
      AGENCY_GRAPH_GATEWAY: audited.system.url,
      AGENCY_GRAPH_DATA: audited.system.data,
    };
    const outOf = (command: string, code = 0): string => {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, env, encoding: 'utf8' });
      expect([command, status, stderr]).toEqual([command, code, '']);
      return stdout;
    };
    const said = blocks.flatMap((block) =>
      block
        .trim()
        .split('\n')
        .map((command) => outOf(command)),
    );
    expect(said[0]).toContain('A-P4');
    expect(said[1]).toMatch(/evidence\.tar: \d+ records/);
    expect(said[2]).toMatch(/^REDACTED-OK\n[^]*according to witness\./);
    const report = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(report).toContain('nationalId');
    // Who it was is two records away: the token, and what it was brought for.
    expect(report).toMatch(/account [\w-]{22} of organisation G07\.C012, for the purpose \w+/);
    expect(report).toMatch(/Record: <bdi>[\w-]{22}<\/bdi>/);
    expect(report).toMatch(/asked for [\w-]{22} by Query\.member\(id:\)\./);
    expect(report).toContain('asked for nationalId of objects of type Member');
    // By the logs' own keys alone.
    const [, gather, trust] = /`(cat [^`]*)`, then `(--trust [^`]*)`/.exec(section)!;
    const alone = outOf(`${gather} && npx --no agency-graph verify evidence.tar ${trust}`, 3);
    expect(alone).toMatch(/^VERIFIED-UNWITNESSED\n/);
  });
});
