import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../shared/cli/src/audit/formats.js';
import { gapsAsText, type Gaps } from '../../shared/cli/src/audit/gaps.js';
import type { Found, Shown } from '../../shared/cli/src/audit/records.js';

const HOSTILE = '=HYPERLINK("x")\u001b[2J\r\n';
const record: Shown = {
  at: '2026-02-28T18:30:00.000000Z',
  kind: 'outcome',
  leaf: { origin: 'node', index: 7, hash: 'hash' },
  who: {
    account: 'A-P4',
    token: 'token',
    application: false,
    person: null,
    organisation: 'G07.C012',
    functions: [],
    zone: 'PARTY_WAN',
  },
  purpose: HOSTILE,
  policy: null,
  emergency: null,
  trace: null,
  operation: null,
  operationHash: null,
  asked: ['member(id:)'],
  code: null,
  lines: ['fullName', 'phone'].map((field) => ({
    agency: 'BTCTW',
    source: 'members',
    type: 'Member',
    fields: [field],
    effect: 'allow',
    rule: 'R6',
    agreement: null,
    reason: null,
    records: [],
    n: 1,
  })),
  says: '@SUM(1)',
  alarms: [],
};
const found: Found = {
  searched: { origin: 'node', size: 8, indexed: 8, distrusted: [] },
  forged: [],
  all: true,
  unknown: null,
  erased: null,
  begins: null,
  records: [record],
};

describe('records of the log', () => {
  test('are a table in the time by whose days a period is asked for, and stand below each other where that is too wide', () => {
    expect(FORMATS.table(found)).toMatch(/^Leaf  When \(\+07:00\)[^]*\n7     2026-03-01 01:30:00  A-P4  G07\.C012/);
    const narrow = FORMATS.table(found, 60).split('\n');
    expect(narrow[0]).toMatch(/^7  2026-03-01 01:30:00  A-P4  G07\.C012/);
    expect(narrow.slice(2, 4)).toEqual(['  1 Member  fullName  allow  R6', '  1 Member  phone  allow  R6']);
  });

  test('tell in the table of what alarms there are, and by what somebody was sought, beside what was given', () => {
    const told = (one: Partial<Shown>) =>
      FORMATS.table({ ...found, records: [{ ...record, says: null, purpose: null, ...one }] }, 60)
        .split('\n\n')[0]!
        .split('\n')
        .slice(1);
    const [fullName, phone] = ['  1 Member  fullName  allow  R6', '  1 Member  phone  allow  R6'];
    const alarms = ['members: a row that was not asked for (3)', 'emergency INC-7'];
    expect(told({ alarms })).toEqual([
      '  outcome  asked by member(id:)  members: a row that was not asked for (3), emergency INC-7',
      fullName,
      phone,
    ]);
    expect(told({ asked: [], alarms })).toEqual([
      '  outcome    members: a row that was not asked for (3), emergency INC-7',
      fullName,
      phone,
    ]);
    expect(told({ alarms: [] })).toEqual(['  outcome  asked by member(id:)', fullName, phone]);
    expect(told({ asked: [] })).toEqual([fullName, phone]);
    expect(told({ kind: 'denied', code: 'LIMIT_EXCEEDED', lines: [], alarms: ['emergency INC-7'] })).toEqual([
      '  denied  asked by member(id:)  LIMIT_EXCEEDED, emergency INC-7',
    ]);
  });

  test('of a time before the log are said to be so: nothing could be found', () => {
    const none = { ...found, records: [] };
    expect(FORMATS.table(none)).toMatch(/^Nothing was found\.\n/);
    expect(FORMATS.table({ ...none, begins: record.at })).toContain('begins after this period, at 2026-03-01 01:30:00');
  });

  test('of a name that is not served are said to be so, found or not', () => {
    const unknown = 'No field of this name is in the graph that is served now.';
    for (const records of [[], [record]]) {
      expect(FORMATS.table({ ...found, unknown, records })).toContain(`\n${unknown}\n`);
      expect(FORMATS.table({ ...found, records })).not.toContain(unknown);
    }
  });

  test('of somebody who was erased are said to be so, found or not', () => {
    const erased = 'Erasure ER-1 was carried out.';
    for (const records of [[], [record]]) {
      expect(FORMATS.table({ ...found, erased, records })).toContain(`\n${erased}\n`);
      expect(FORMATS.table({ ...found, records })).not.toContain('Erasure');
    }
  });

  test('are no commands to a terminal and no formulas to a spreadsheet, whatever stands in them', () => {
    expect(FORMATS.table(found)).not.toContain('\u001b');
    expect(FORMATS.csv(found)).toContain(`,"'=HYPERLINK(""x"")\u001b[2J\r\n",`);
    expect(FORMATS.csv(found)).toContain(`,'@SUM(1),`);
    const events = FORMATS.ocsf(found).trimEnd().split('\n');
    expect(events.map((event) => JSON.parse(event) as object)).toMatchObject([
      { class_uid: 6003, unmapped: { says: record.says } },
    ]);
  });
});

describe('an event for a SIEM', () => {
  type Line = Shown['lines'][number];
  const line = record.lines[0]!;
  const denied: Partial<Line> = { effect: 'deny', reason: 'DIRECTORY_UNAVAILABLE' };
  const sent: Partial<Line> = { effect: 'mask', reason: 'SENT:pensions' };
  const eventOf = (code: string | null, ...lines: readonly Partial<Line>[]) => {
    const one = { ...record, code, lines: lines.map((some) => ({ ...line, ...some })) };
    return JSON.parse(FORMATS.ocsf({ ...found, records: [one] })) as {
      readonly status_id: number;
      readonly status_code?: string;
      readonly resources: readonly { readonly data: object }[];
    };
  };
  const [SUCCESS, FAILURE] = [1, 2];

  test('is a failure where nothing was shown, whatever an agency was sent for it', () => {
    expect(eventOf(null, denied, sent).status_id).toBe(FAILURE);
    expect(eventOf(null, {}, denied, sent).status_id).toBe(SUCCESS);
    expect(eventOf(null, denied, { effect: 'mask', reason: 'ROW' }).status_id).toBe(SUCCESS);
  });

  test('is a failure with its code where a request was turned away, whatever else became of what it asked for', () => {
    const others = ['not_found', 'error'].map((effect) => ({ effect }));
    const event = eventOf('DIRECTORY_UNAVAILABLE', denied, ...others, sent);
    expect(event).toMatchObject({ status_id: FAILURE, status_code: 'DIRECTORY_UNAVAILABLE' });
  });

  test('says of what was not given why', () => {
    expect(eventOf(null, {}, denied, sent).resources.map(({ data }) => data)).toEqual([
      { fields: ['fullName'], effect: 'allow', rule: 'R6', agreement: null },
      { fields: ['fullName'], effect: 'deny', rule: 'R6', agreement: null, reason: 'DIRECTORY_UNAVAILABLE' },
      { fields: ['fullName'], effect: 'mask', rule: 'R6', agreement: null, reason: 'SENT:pensions' },
    ]);
  });
});

describe('gaps of the log', () => {
  const whole: Gaps = {
    origin: 'node-1',
    intents: [],
    silences: [],
    from: 0,
    to: 8,
    since: record.at,
    all: true,
    size: 8,
    indexed: 8,
    indexProblem: null,
    witnessed: true,
  };

  test('are affirmed not to be where somebody sees all, and none was found', () => {
    expect(gapsAsText(whole)).toContain('Every intent has its outcome.\nThe node gave signs of life throughout.\n');
  });

  test('are told as what one node’s log shows, of several that a system may have', () => {
    expect(gapsAsText(whole)).toContain('Told of the log of one node, node-1: others have their own.');
  });

  test('that an auditor of one line is not told of are not affirmed not to be', () => {
    for (const since of [record.at, null]) {
      const said = gapsAsText({ ...whole, silences: null, since });
      expect(said).toContain('Silences of the node are not told to an auditor of one line.');
      expect(said).not.toContain('signs of life');
      expect(said).not.toContain('Every intent has its outcome.');
    }
    expect(gapsAsText({ ...whole, silences: null })).toContain('Every intent of your line has its outcome.');
    expect(gapsAsText({ ...whole, silences: null, intents: [record] })).toContain('Intents of your line without');
  });
});
