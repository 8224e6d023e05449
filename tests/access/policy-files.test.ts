import { PolicyError, readPolicyContent, readPolicyFolder } from '@agency-graph/policy';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SERVED = fileURLToPath(new URL('../../gateway/policy', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agency-graph-policy-'));
  cpSync(SERVED, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const change = (file: string, edit: (text: string) => string): void =>
  writeFileSync(join(folder, file), edit(readFileSync(join(folder, file), 'utf8')));

/** The folder is refused; what is said, a line each, after the first. */
function problems(): readonly string[] {
  try {
    readPolicyFolder(folder);
  } catch (error) {
    expect(error).toBeInstanceOf(PolicyError);
    return (error as PolicyError).message.split('\n').slice(1);
  }
  throw new Error('the folder was accepted');
}

const FILES = readdirSync(SERVED, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));

/** Places at which each file is cut. */
const CUTS = 7;

describe('the policy that is served', () => {
  it('has a file for each of R1 to R21 and D1 to D5, in three languages', () => {
    const { rules } = readPolicyContent(SERVED);
    const wanted = [...Array.from({ length: 21 }, (_, at) => `R${at + 1}`), 'D1', 'D2', 'D3', 'D4', 'D5'];
    expect(rules.map(({ id }) => id).toSorted()).toEqual(wanted.toSorted());
    for (const { title, versions } of rules) {
      for (const { en, fr, vi } of [title, ...versions.map(({ says }) => says)]) {
        expect(new Set([en, fr, vi]).size, en).toBeGreaterThan(1);
        expect(`${en}${fr}${vi}`).toBe(`${en}${fr}${vi}`.normalize('NFC'));
      }
    }
  });

  it('changes on the day of the new state-secrets law', () => {
    const policy = readPolicyFolder(SERVED);
    expect(policy.at('2026-02-28').lapse).toBe(false);
    expect(policy.at('2026-03-01').lapse).toBe(true);
    expect(policy.at('2026-03-01').rules.get('R17')?.says.en).not.toBe(
      policy.at('2026-02-28').rules.get('R17')?.says.en,
    );
  });

  it('grants nothing before its first day', () => {
    const before = readPolicyFolder(SERVED).at('2025-12-31');
    expect([before.grants.size, before.rules.size]).toEqual([0, 0]);
  });
});

describe('the version of a policy', () => {
  const version = (): string => readPolicyFolder(folder).version;

  it('is its name and what tells its content from every other', () => {
    expect(version()).toMatch(/^2026-03-01\.[\da-f]{12}$/);
    expect(version()).toBe(readPolicyFolder(SERVED).version);
  });

  it.each<[string, string, (text: string) => string]>([
    ['a day', 'policy.yaml', (text) => text.replace('from: 2026-01-01', 'from: 2026-01-02')],
    ['a field that a line leaves out', 'scope.yaml', (text) => text.replace('except: [memberStats, ', 'except: [')],
    ['a sentence', 'rules/R05-zone-ceiling.yaml', (text) => text.replace(/^( +en: )/m, '$1Now ')],
    ['what a purpose is called', 'purposes.yaml', (text) => text.replace('AUDIT: { en: ', 'AUDIT: { en: An ')],
    ['whom to ask', 'stewards.yaml', (text) => text.replace(/focalPoint: /, 'focalPoint: the-')],
  ])('is another one for %s', (_, file, edit) => {
    const before = version();
    const text = readFileSync(join(folder, file), 'utf8');
    change(file, edit);
    expect(version()).not.toBe(before);
    writeFileSync(join(folder, file), text);
    expect(version()).toBe(before);
  });

  it('is the same for comments, the order of keys and other line ends', () => {
    const before = version();
    change('scope.yaml', (text) => `# Nothing new.\n${text}`);
    change('purposes.yaml', (text) => text.replace(/^([A-Z_]+: .*\n)([^]*?)(AUDIT: .*\n)/m, '$3$1$2'));
    change('rules/R05-zone-ceiling.yaml', (text) => text.replaceAll('\n', '\r\n'));
    expect(version()).toBe(before);
  });
});

describe('a policy that is not whole is refused with file and line', () => {
  it.each(FILES)('%s missing', (file) => {
    rmSync(join(folder, file));
    expect(problems().join('\n')).toMatch(/^\S+:\d+: /);
  });

  it.each(FILES)('%s half written, wherever it was cut', (file) => {
    const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
    for (let kept = 0; kept < lines.length; kept += Math.ceil(lines.length / CUTS)) {
      writeFileSync(join(folder, file), lines.slice(0, kept).join('\n'));
      const said = problems();
      expect(said[0], `cut after line ${kept}`).toMatch(new RegExp(`^${file.replaceAll('.', '\\.')}:\\d+: `));
    }
  });

  it('a rule without a sentence in a language', () => {
    change('rules/R05-zone-ceiling.yaml', (text) => text.replace(/^ +vi: Dữ liệu Tuyệt mật.*\n/m, ''));
    expect(problems()).toEqual([expect.stringMatching(/^rules\/R05-zone-ceiling\.yaml:\d+: versions\.0\.says\.vi: /)]);
  });

  it('an unknown key, at its line', () => {
    change('scope.yaml', (text) => text.replace('    rule: R18\n', '    rule: R18\n    exept: [title]\n'));
    expect(problems()).toEqual([expect.stringMatching(/^scope\.yaml:\d+: grants\.1: .*exept/)]);
  });

  it('a rule that is not listed, and one that does not exist', () => {
    change('policy.yaml', (text) => text.replace('R20, ', ''));
    expect(problems()).toEqual(['rules/R20-every-path.yaml:1: rule R20 is not listed in policy.yaml']);
    change('policy.yaml', (text) => text.replace('D5]', 'D5, R20, R22]'));
    expect(problems()).toEqual(['policy.yaml:6: rule R22 has no file in rules/']);
  });

  it('a line of the scope table on no rule, or for no purpose', () => {
    change('scope.yaml', (text) => text.replace('rule: R9', 'rule: R99').replace('[INSPECTION]\n', '[INSPECTON]\n'));
    expect(problems()).toEqual([
      expect.stringMatching(/^scope\.yaml:\d+: no rule R99$/),
      expect.stringMatching(/^scope\.yaml:\d+: no purpose INSPECTON in purposes\.yaml$/),
    ]);
  });

  it('a version that no record takes', () => {
    change('policy.yaml', (text) => text.replace("'2026-03-01'", "'March 2026'"));
    expect(problems()).toEqual([expect.stringMatching(/^policy\.yaml:2: version: /)]);
  });

  it('a day on which nobody says what is forbidden, or two do', () => {
    change('rules/R03-no-read-up.yaml', (text) => text.replace('from: 2026-01-01', 'from: 2026-04-01'));
    change('rules/R20-every-path.yaml', (text) => text.replace('\n...', '\n    vetoes: [purpose]\n...'));
    expect(problems()).toEqual([
      'policy.yaml:6: from 2026-01-01 on no rule in force says "clearance"',
      'policy.yaml:6: from 2026-01-01 on "purpose" is said by more than one rule: R12, R20',
    ]);
  });

  it('versions that overlap', () => {
    change('rules/R17-levels-change.yaml', (text) => text.replace('to: 2026-03-01', 'to: 2026-03-02'));
    expect(problems()).toContainEqual(
      expect.stringMatching(/^rules\/R17-levels-change\.yaml:\d+: a version begins before the one above it has ended$/),
    );
  });

  it('what is no YAML, and aliases, which make small files large', () => {
    change('purposes.yaml', (text) => text.replace('AUDIT: {', 'AUDIT: }'));
    expect(problems()[0]).toMatch(/^purposes\.yaml:11: /);
    change('purposes.yaml', () => 'A: &a { en: a, fr: a, vi: a }\nB: *a\n...\n');
    expect(problems()[0]).toMatch(/^purposes\.yaml:\d+: /);
  });

  it('a file in rules/ that is not called like one', () => {
    writeFileSync(join(folder, 'rules', 'R22.yml'), 'id: R22\n');
    expect(problems()).toEqual([expect.stringMatching(/^rules\/:1: R22\.yml is no rule file/)]);
  });
});
