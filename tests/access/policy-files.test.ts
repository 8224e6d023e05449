import {
  coordinatesOf,
  fieldTypes,
  madeFrom,
  mergedLabels,
  OWN_SOURCE,
  type SubgraphSource,
} from '@agency-graph/composition';
import { compose } from '@agency-graph/composition/compose';
import { readWorkingTree } from '@agency-graph/composition/working-tree';
import {
  givenToNobody,
  misfits,
  PolicyError,
  readPolicyContent,
  readPolicyFolder,
  type PolicyGround,
} from '@agency-graph/policy';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { subgraph } from '../composition/graph.js';

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

  it('is the same while somebody edits it, and where a volume mounts it', () => {
    const beside = ['.R05-zone-ceiling.yaml.swp', '.#R05-zone-ceiling.yaml', '#R05-zone-ceiling.yaml#'];
    for (const name of [...beside, 'R05-zone-ceiling.yaml~', '.DS_Store'])
      writeFileSync(join(folder, 'rules', name), 'id: [');
    mkdirSync(join(folder, 'rules', '..data'));
    expect(readPolicyContent(folder)).toEqual(readPolicyContent(SERVED));
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

  it('days after which a person is told of a purpose that there is not', () => {
    change('rules/D01-record.yaml', (text) => text.replace('{ INSPECTION: 180 }', '{ INSPECTON: 180 }'));
    expect(problems()).toEqual([
      expect.stringMatching(/^rules\/D01-record\.yaml:\d+: no purpose INSPECTON in purposes\.yaml$/),
    ]);
  });

  it('fields that are spelt as none of their line are, which would be neither granted nor excepted', () => {
    change('scope.yaml', (text) =>
      text
        .replace('DisciplineRecord.*, nationalId,', 'DisciplineRecord.*, Member.nationalId,')
        .replace('only: [qualityIssues, QualityIssue.*]', 'only: [qualityIssues, QualityScore.*]'),
    );
    expect(problems()).toEqual([
      expect.stringMatching(
        /^scope\.yaml:\d+: Member\.nationalId: fields of the line’s own type are named without it$/,
      ),
      expect.stringMatching(/^scope\.yaml:\d+: QualityScore\.\*: QualityScore is no part of Member$/),
    ]);
  });

  it('a day on which nobody says what is forbidden, or two do', () => {
    change('rules/R03-no-read-up.yaml', (text) => text.replace('from: 2026-01-01', 'from: 2026-04-01'));
    change('rules/R20-every-path.yaml', (text) => text.replace('\n...', '\n    vetoes: [purpose]\n...'));
    expect(problems()).toEqual([
      'policy.yaml:6: from 2026-01-01 on no rule in force says "clearance"',
      'policy.yaml:6: from 2026-01-01 on "purpose" is said by more than one rule: R12, R20',
    ]);
  });

  it('an argument that only a variable may carry, of which nothing says whom it identifies', () => {
    change('rules/D04-sensitive-text.yaml', (text) => text.replace('(nationalId:)', '(nationalID:)'));
    expect(problems()).toEqual([
      'rules/D04-sensitive-text.yaml:14: scope.yaml does not say whom Query.verifyMember(nationalID:) identifies',
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

/** The graph of this checkout, with more agencies, as far as a policy is held against it. */
async function groundWith(...more: readonly SubgraphSource[]): Promise<PolicyGround> {
  const tree = await readWorkingTree({ dir: fileURLToPath(new URL('../..', import.meta.url)) });
  if (tree.kind === 'problems') throw new Error('the working tree cannot be read');
  const composed = compose({ subgraphs: [...tree.subgraphs, OWN_SOURCE, ...more], labels: 'required' });
  if (composed.kind === 'problems') throw new Error(composed.problems.map(({ says }) => says).join('\n'));
  const sdl = composed.supergraphSdl;
  return {
    coordinates: coordinatesOf(sdl),
    labels: mergedLabels(sdl),
    madeFrom: madeFrom(sdl),
    fieldTypes: fieldTypes(sdl),
  };
}

const toldBy = (graph: PolicyGround, day = '2026-03-15'): readonly string[] =>
  misfits(readPolicyFolder(folder), graph, day).map(({ file, line, says }) => `${file}:${line}: ${says}`);

const lineOf = (file: string, text: string): number =>
  readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

describe('a policy that names what the graph has not does not fit it, and says so with file and line', () => {
  let served: PolicyGround;
  beforeAll(async () => {
    served = await groundWith();
  });

  const said = (coordinates = served.coordinates, day?: string): readonly string[] =>
    toldBy({ ...served, coordinates }, day);

  it('the policy that is served fits the graph that is', () => {
    expect(said()).toEqual([]);
  });

  it.each([
    ['a part', 'scope.yaml', 'TaskStat: Task', 'TaskStats: Task', 'TaskStats'],
    ['the type of a part', 'scope.yaml', 'TaskStat: Task', 'TaskStat: Tsk', 'Tsk'],
    ['a route', 'scope.yaml', 'TaskConnection, DocumentConnection]', 'TasksConnection]', 'TasksConnection'],
    ['the type of a line', 'scope.yaml', 'type: PageInfo', 'type: Pageinfo', 'Pageinfo'],
    ['a field that a line excepts', 'scope.yaml', '*, nationalId,', '*, nationalID,', 'Member.nationalID'],
    ['a field that a line grants', 'scope.yaml', '[reportProgress]', '[reportprogress]', 'Mutation.reportprogress'],
    ['a field of a part', 'scope.yaml', 'DisciplineRecord.decision\n', 'DisciplineRecord.x\n', 'DisciplineRecord.x'],
    ['a field that rows are narrowed by', 'scope.yaml', '{ circulation:', '{ circulaton:', 'Document.circulaton'],
    ['a type that a rule governs', 'rules/R14-tasks.yaml', '[Task]', '[Tasks]', 'Tasks'],
    ['a field that a rule governs', 'rules/R08-self-access.yaml', '[Query.me]', '[Query.I]', 'Query.I'],
    ['a type whose grant is the need', 'rules/R04-need-to-know.yaml', '[Member, ', '[Members, ', 'Members'],
    ['rows that all need to know', 'rules/R04-need-to-know.yaml', 'every-row: { Task', 'every-row: { Tsk', 'Tsk'],
    ['rows a query', 'rules/D02-volume.yaml', 'a-query: { Member:', 'a-query: { Persons:', 'Persons'],
    ['rows a day', 'rules/D02-volume.yaml', 'a-day: { Member:', 'a-day: { Members:', 'Members'],
    ['calls an hour', 'rules/D02-volume.yaml', 'Query.verifyMember:', 'Query.verifyMembers:', 'Query.verifyMembers'],
    [
      'an argument that names somebody',
      'scope.yaml',
      'verifyMember(fullName:)',
      'verifyMember(name:)',
      'Query.verifyMember(name:)',
    ],
    [
      'the field whose value it is',
      'scope.yaml',
      "(fullName:)': Member.f",
      "(fullName:)': Member.F",
      'Member.FullName',
    ],
    [
      'an argument that names a field',
      'rules/R13-once-only.yaml',
      'requestCorrection(field:)',
      'requestCorrection(name:)',
      'Mutation.requestCorrection(name:)',
    ],
    ['the type whose field it names', 'rules/R13-once-only.yaml', "(field:)': Member", "(field:)': Membr", 'Membr'],
  ])('%s', (_, file, was, is, missing) => {
    change(file, (text) => {
      expect(text).toContain(was);
      return text.replace(was, is);
    });
    expect(said()).toEqual([`${file}:${lineOf(file, is.trim())}: the graph has no ${missing}`]);
  });

  it('after a field was renamed in its schema, every line that names it', () => {
    const renamed = new Set(
      [...served.coordinates].map((one) => (one === 'Member.nationalId' ? 'Member.citizenId' : one)),
    );
    expect(said(renamed).map((one) => one.replace(/:\d+/, ''))).toEqual([
      'scope.yaml: the graph has no Member.nationalId',
      'scope.yaml: the graph has no Member.nationalId',
      'scope.yaml: the graph has no Member.nationalId',
      'scope.yaml: the graph has no Member.nationalId',
      'rules/R07-sensitive-tier.yaml: the graph has no Member.nationalId',
    ]);
  });

  it('but a version of a rule that has ended may name what has gone since', () => {
    change('rules/R17-levels-change.yaml', (text) =>
      text.replace('    to: 2026-03-01\n', '    to: 2026-03-01\n    governs: [Dossier]\n'),
    );
    expect(said(served.coordinates, '2026-02-28')).toEqual([
      `rules/R17-levels-change.yaml:${lineOf('rules/R17-levels-change.yaml', 'Dossier')}: the graph has no Dossier`,
    ]);
    expect(said(served.coordinates, '2026-03-01')).toEqual([]);
  });
});

describe('115: a field that an agency computes from others is given with them, or by its own name', () => {
  const CLEAR = '@label(secrecy: UNCLASSIFIED, sharing: ON_REQUEST, personal: NONE, steward: "BTCTW")';
  const OF_BODY = '@label(secrecy: UNCLASSIFIED, sharing: DEFAULT, personal: NONE, steward: "BTCTW")';
  const NUMBER = '@label(secrecy: UNCLASSIFIED, sharing: INTERNAL, personal: SENSITIVE, steward: "C06")';
  const NAME = '@label(secrecy: UNCLASSIFIED, sharing: ON_REQUEST, personal: BASIC, steward: "C06")';
  const CELL = '@label(secrecy: UNCLASSIFIED, sharing: ON_REQUEST, personal: SENSITIVE, steward: "BTCTW")';
  /** An agency that adds a field to members, made from fields of others. */
  const agency = (name: string, field: string, requires: string, external: string, types = ''): SubgraphSource =>
    subgraph(
      name,
      `type Member @key(fields: "id") { id: ID! ${CLEAR} ${external} ${field}: String @requires(fields: "${requires}") ${NUMBER} } ${types}`,
    );
  const PASS = agency(
    'vehicles',
    'pass',
    'fullName nationalId',
    `fullName: String @external ${NAME} nationalId: String @external ${NUMBER}`,
  );
  const PLATE = agency('plates', 'plate', 'pass', `pass: String @external ${NUMBER}`);

  let withPass: PolicyGround;
  let withPlate: PolicyGround;
  beforeAll(async () => {
    [withPass, withPlate] = await Promise.all([groundWith(PASS), groundWith(PASS, PLATE)]);
  });

  const except = (...fields: readonly string[]): void =>
    change('scope.yaml', (text) =>
      text.replace('nationalId, cardNumber,', `nationalId, cardNumber, ${fields.join(', ')},`),
    );
  /** One more line for members: to organisation work, of its own line, for the administration of members. */
  const addLine = (fields: string, more: Readonly<Record<string, string>> = {}): void => {
    const line = { rule: 'R7', to: '{ block: PARTY, functions: [ORG_WORK] }', rows: 'own-line', ...more };
    const { purposes = '[MEMBER_ADMIN]', ...rest } = line as typeof line & { readonly purposes?: string };
    const said = Object.entries({ ...rest, fields: `{ only: [${fields}] }`, purposes });
    change('scope.yaml', (text) =>
      text.replace(
        'grants:\n',
        `grants:\n  - { type: Member, ${said.map(([key, value]) => `${key}: ${value}`).join(', ')} }\n`,
      ),
    );
  };
  const problem = (field: string, from: string): string =>
    `scope.yaml:${lineOf('scope.yaml', 'DisciplineRecord.*, nationalId')}: this line of R6 gives Member.${field} but not what it is made from: ${from}`;

  it('a line that excepts a field does not give what is made from it', () => {
    expect(toldBy(withPass)).toEqual([problem('pass', 'Member.nationalId')]);
    const [found] = misfits(readPolicyFolder(folder), withPass, '2026-03-15');
    expect(found!.fix).toBe(
      'Except pass too, or name it in a line of its own (only: [pass]) where it may be given although that is not.',
    );
  });

  it('fits once the line excepts that too', () => {
    except('pass');
    expect(toldBy(withPass)).toEqual([]);
  });

  it('fits once a line of its own names it', () => {
    except('pass');
    addLine('pass');
    expect(toldBy(withPass)).toEqual([]);
  });

  it('what is made from what is made from it is held as well, link by link', () => {
    expect(toldBy(withPlate)).toEqual([problem('pass', 'Member.nationalId')]);
    except('pass');
    expect(toldBy(withPlate)).toEqual([problem('plate', 'Member.pass')]);
    addLine('plate');
    except('plate');
    expect(toldBy(withPlate)).toEqual([]);
  });

  it('another line may give it to as many, on as many rows, for as many purposes', () => {
    addLine('nationalId');
    expect(toldBy(withPass)).toEqual([]);
  });

  it.each([
    ['to fewer functions', { to: '{ block: PARTY, functions: [INSPECTION] }' }],
    ['to single organisations', { to: '{ block: PARTY, functions: [ORG_WORK], organisations: [BTCTW] }' }],
    ['to single levels', { to: '{ block: PARTY, functions: [ORG_WORK], levels: [CENTRAL] }' }],
    ['to another block', { to: '{ block: STATE, functions: [ORG_WORK] }' }],
    ['on other rows', { rows: 'self' }],
    ['on some of the rows', { where: '{ status: [OFFICIAL] }' }],
    ['for another purpose', { purposes: '[INSPECTION]' }],
  ])('but not %s', (_, more) => {
    addLine('nationalId', more);
    expect(toldBy(withPass)).toEqual([problem('pass', 'Member.nationalId')]);
  });

  it.each([
    ['to everyone', { to: 'everyone' }],
    ['on every row', { rows: 'every' }],
    ['for any purpose', { purposes: 'any' }],
  ])('and may give it %s', (_, more) => {
    addLine('nationalId', more);
    expect(toldBy(withPass)).toEqual([]);
  });

  it('a line counts while its rule is in force, and before', () => {
    const held = (dates: string): readonly string[] => {
      change('rules/R06-own-line.yaml', (text) => text.replace(/ {2}- from: .*\n(?: {4}to: .*\n)?/, `  - ${dates}\n`));
      return toldBy(withPass);
    };
    expect(held('from: 2027-01-01')).toEqual([problem('pass', 'Member.nationalId')]);
    expect(held('from: 2026-01-01\n    to: 2026-03-01')).toEqual([]);
  });

  it('what is read of other rows is given only where every one of them is', async () => {
    const ofCells = await groundWith(
      agency(
        'badges',
        'shield',
        'cell { name }',
        `cell: Organisation @external ${CELL}`,
        `type Organisation @key(fields: "id") { id: ID! @external ${OF_BODY} name: String @external ${OF_BODY} }`,
      ),
    );
    expect(toldBy(ofCells).map((one) => one.replace(/.*this line/, 'this line'))).toEqual(
      Array(2).fill('this line of R6 gives Member.shield but not what it is made from: Organisation.name of every row'),
    );
  });
});

describe('what no line of the scope table gives to anybody is told, and stops nothing', () => {
  const OPEN = '@label(secrecy: UNCLASSIFIED, sharing: OPEN, personal: NONE, steward: "VPTW")';
  const SENSITIVE = '@label(secrecy: UNCLASSIFIED, sharing: INTERNAL, personal: SENSITIVE, steward: "VPTW")';
  const PERMITS = subgraph(
    'permits',
    `type Query { permit(id: ID! @reads(fields: [])): Permit ${OPEN} granted: Granted ${OPEN} permits: Int ${OPEN} }
     type Mutation { grant: Receipt ${OPEN} id: Receipt ${OPEN} register: Receipt ${SENSITIVE} }
     union Granted = Permit
     interface Dated { on: String }
     type Permit implements Dated @key(fields: "id") {
       id: ID! ${OPEN}
       on: String ${OPEN}
       seal: Seal ${OPEN}
       file: File @inaccessible ${OPEN}
     }
     type Seal { by: String ${OPEN} }
     type Receipt { done: Boolean ${OPEN} }
     type File @inaccessible { name: String ${OPEN} }`,
    { owns: ['Permit'] },
  );
  let served: PolicyGround;
  let withPermits: PolicyGround;
  beforeAll(async () => {
    [served, withPermits] = await Promise.all([groundWith(), groundWith(PERMITS)]);
  });

  const told = (graph = withPermits, day = '2026-03-15') => givenToNobody(readPolicyFolder(folder), graph, day);
  const nobodys = (graph = withPermits, day = '2026-03-15'): readonly string[] =>
    told(graph, day).map(({ coordinate }) => coordinate);
  /** Lines for everybody, by what they say of a type’s fields. */
  const addLines = (lines: Readonly<Record<string, string>>): void =>
    change('scope.yaml', (text) =>
      text.replace(
        'grants:\n',
        `grants:\n${Object.entries(lines)
          .map(
            ([type, fields]) =>
              `  - { type: ${type}, rule: R9, to: everyone, rows: every, fields: ${fields}, purposes: any }\n`,
          )
          .join('')}`,
      ),
    );

  it('is of the graph that is served what agreements alone share', () => {
    expect(nobodys(served)).toEqual(['Verification']);
  });

  it('is a type that no line is of, whatever leads there, and a change that none names', () => {
    expect(toldBy(withPermits)).toEqual([]);
    expect(nobodys().filter((one) => one !== 'Verification')).toEqual([
      'Permit',
      'Receipt',
      'Seal',
      'Granted',
      'Int',
      'Mutation.grant',
      'Mutation.id',
      'Mutation.register',
    ]);
    const says = (of: string) => told().find(({ coordinate }) => coordinate === of);
    expect(says('Permit')).toEqual({
      coordinate: 'Permit',
      says: 'No line of the scope table gives anything of Permit: nobody may read it, but under a sharing agreement or in an emergency.',
      fix: 'Give it by a line of Permit in scope.yaml, unless it is meant to be so.',
    });
    expect(says('Mutation.grant')).toEqual({
      coordinate: 'Mutation.grant',
      says: 'No line of the scope table names Mutation.grant: nobody may call it.',
      fix: 'Name it by a line of Mutation in scope.yaml, unless it is meant to be so.',
    });
  });

  it('is none of what lines give, be it a union or a scalar', () => {
    addLines({ Permit: 'all', Seal: 'all', Receipt: 'all', Granted: 'all', Int: 'all', Mutation: 'all' });
    expect(toldBy(withPermits)).toEqual([]);
    // Sensitive data are covered expressly.
    expect(nobodys()).toEqual(['Verification', 'Mutation.register']);
    addLines({ Mutation: '{ only: [register] }' });
    expect(nobodys()).toEqual(['Verification']);
  });

  it('is a part of which no line of its row gives a field', () => {
    change('scope.yaml', (text) => text.replace('parts:\n', 'parts:\n  Seal: Permit\n'));
    addLines({ Permit: '{ except: [seal, Seal.*] }', Receipt: 'all', Granted: 'all', Int: 'all' });
    addLines({ Mutation: '{ only: [grant, id, register] }' });
    expect(nobodys()).toEqual(['Seal', 'Verification']);
  });

  it('is of the day: a line gives nothing once its rule has ended', () => {
    addLines({ Permit: 'all', Seal: 'all', Receipt: 'all', Granted: 'all', Int: 'all' });
    addLines({ Mutation: '{ only: [grant, id, register] }' });
    change('rules/R09-cell-view.yaml', (text) =>
      text.replace('from: 2026-01-01', 'from: 2026-01-01\n    to: 2026-03-14'),
    );
    expect(nobodys(withPermits, '2026-03-13')).toEqual(['Verification']);
    expect(nobodys(withPermits)).toContain('Permit');
  });
});
