import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LOOSE_SIGN } from '../support/french-spacing.js';

const BIN = fileURLToPath(new URL('../../shared/cli/bin.mjs', import.meta.url));
const SERVED = fileURLToPath(new URL('../../gateway/policy', import.meta.url));
const run = (...args: readonly string[]) => spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8' });
const output = (...args: readonly string[]): string =>
  execFileSync(process.execPath, [BIN, ...args], { encoding: 'utf8' });

describe('agency-graph rules', () => {
  it('prints every rule with its sentence and source, and the scope table', () => {
    const page = output('rules', '--at', '2026-03-15');
    for (const id of [...Array.from({ length: 21 }, (_, at) => `R${at + 1}`), 'D1', 'D2', 'D3', 'D4', 'D5'])
      expect(page).toMatch(new RegExp(`^## ${id} \\S`, 'm'));
    expect(page).toContain(
      '| Member | R9 | function CELL_SECRETARY, level CELL | rows that name the own organisation |',
    );
    expect(page).toMatch(/signature: _+\n$/);
  });

  it('in Vietnamese and French', () => {
    expect(output('rules', '--lang', 'vi')).toContain('## R1 Mặc định từ chối');
    const french = output('rules', '--lang', 'fr');
    expect(french).toContain('## R1 Refus par défaut');
    expect(french).not.toMatch(LOOSE_SIGN);
  });

  it('as they are on a day', () => {
    const [before, after] = ['2026-02-15', '2026-03-15'].map((day) => output('rules', '--at', day));
    expect(before).toContain('A level holds until the row is marked anew');
    expect(after).toContain('A row past its date is UNCLASSIFIED from that instant');
    expect(output('rules', '--at', '2025-12-31')).toContain('nothing is granted');
  });

  it('of the day of the policy clock, which stands where that of `start` does', () => {
    expect(output('rules')).toBe(output('rules', '--at', '2026-03-15'));
    expect(output('rules', '--clock', '2026-02-14T23:00:00Z')).toBe(output('rules', '--at', '2026-02-15'));
    const env = { ...process.env, POLICY_CLOCK: '2026-02-15T09:00:00+07:00' };
    expect(spawnSync(process.execPath, [BIN, 'rules'], { encoding: 'utf8', env }).stdout).toContain('2026-02-15');
  });

  it('as JSON', () => {
    const { rules, scope } = JSON.parse(output('rules', '--json')) as { rules: object[]; scope: object[] };
    expect([rules.length, scope.length > 20]).toEqual([26, true]);
  });

  it('says at which file and line a policy is not whole', () => {
    const folder = mkdtempSync(join(tmpdir(), 'agency-graph-rules-'));
    cpSync(SERVED, folder, { recursive: true });
    truncateSync(join(folder, 'scope.yaml'), 3_000);
    const { status, stdout, stderr } = run('rules', '--policy', folder);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^scope\.yaml:\d+: /m);
    rmSync(folder, { recursive: true });
  });

  it('of the policy that a gateway is told to serve', () => {
    const folder = mkdtempSync(join(tmpdir(), 'agency-graph-rules-'));
    cpSync(SERVED, folder, { recursive: true });
    const index = join(folder, 'policy.yaml');
    writeFileSync(index, readFileSync(index, 'utf8').replace(/^version: .*$/m, "version: 'of-elsewhere'"));
    const env = { ...process.env, AGENCY_GRAPH_POLICY: folder };
    expect(spawnSync(process.execPath, [BIN, 'rules'], { encoding: 'utf8', env }).stdout).toContain('of-elsewhere');
    truncateSync(join(folder, 'scope.yaml'), 3_000);
    expect(spawnSync(process.execPath, [BIN, 'ask', 'Member.nationalId'], { encoding: 'utf8', env }).stderr).toMatch(
      /^scope\.yaml:\d+: /m,
    );
    rmSync(folder, { recursive: true });
  });

  it.each([['--at', '2026-02-30'], ['--clock', '2026-02-15'], ['--lang', 'de'], ['--nonsense']])(
    'called wrongly: %s %s',
    (...args) => {
      expect(run('rules', ...args.filter(Boolean)).status).toBe(2);
    },
  );
});

describe('agency-graph ask', () => {
  it('prints the letter to the steward of a field', () => {
    const letter = output('ask', 'Member.nationalId', '--purpose', 'MEMBER_ADMIN');
    expect(letter).toContain('To: National population database (C06), data-sharing@c06.agency-graph.example');
    expect(letter).toContain('Rule: R7 Sensitive tier.');
  });

  it('offers a sharing agreement only for a field that may be shared', () => {
    expect(output('ask', 'Task.title')).toContain('or a sharing agreement that names the field');
    for (const [language, none] of [
      ['en', 'shared by no agreement'],
      ['fr', 'par aucun accord'],
      ['vi', 'không được chia sẻ bằng thỏa thuận'],
    ] as const) {
      const letter = output('ask', 'Member.nationalId', '--lang', language);
      expect(letter).toContain(none);
      if (language === 'fr') expect(letter).not.toMatch(LOOSE_SIGN);
    }
  });

  it('cites the rule in force on the day of the policy clock, and none that is to come', () => {
    const folder = mkdtempSync(join(tmpdir(), 'agency-graph-rules-'));
    cpSync(SERVED, folder, { recursive: true });
    const file = join(folder, 'rules/R07-sensitive-tier.yaml');
    const [head, version] = readFileSync(file, 'utf8')
      .replace(/\.\.\.\n$/, '')
      .split(/(?<=^versions:\n)/m);
    const now = version!.replace(/^ {2}- from: .*$/m, '$&\n    to: 2026-06-01');
    const next = version!.replace(/^ {2}- from: .*$/m, '  - from: 2026-06-01').replace(/en: .*/, 'en: Nobody has it.');
    writeFileSync(file, `${head}${now}${next}...\n`);
    const letterOn = (...clock: readonly string[]): string =>
      output('ask', 'Member.nationalId', '--policy', folder, ...clock);
    expect(letterOn()).toContain('Rule: R7 Sensitive tier. Sensitive personal data need');
    expect(letterOn('--clock', '2026-06-01T00:00:00+07:00')).toContain('Rule: R7 Sensitive tier. Nobody has it.');
    rmSync(folder, { recursive: true });
  });

  it('and to that of a field of the gateway’s own', () => {
    expect(output('ask', 'Viewer.account')).toContain('To: Central Office (VPTW)');
  });

  it('refuses a field and a purpose that there are not', () => {
    expect(run('ask', 'Member.nationalIq').status).toBe(2);
    expect(run('ask', 'Member.nationalId', '--purpose', 'FUN').status).toBe(2);
  });
});
