import { beforeAll, describe, expect, test } from 'vitest';
import {
  expectAccountRefused,
  expectFieldsRefused,
  expectHidden,
  expectRowAbsent,
  expectServed,
} from './support/expectations.js';
import { expectedAnswer, type Sight } from './support/expected-answer.js';
import { startSystem, type Caller, type System } from './support/system.js';

let system: System;
beforeAll(async () => {
  system = await startSystem({ size: 'tiny' });
});

interface Row {
  readonly id: string;
  readonly secrecy: string;
}

const unclassified = ({ secrecy }: Row): boolean => secrecy === 'UNCLASSIFIED';

const served = (caller: string | Caller, query: string, sight?: Sight) => expectServed(system, caller, query, sight);

/** FIELD: each path of response keys with the coordinate that is refused there. */
const fieldRefused = async (
  caller: string | Caller,
  query: string,
  refused: Readonly<Record<string, string>>,
): Promise<void> => expectFieldsRefused(await system.ask(caller, query), refused);

/** ROW: as an id that nobody ever gave. */
const rowAbsent = async (caller: string | Caller, query: string, id: string, unknownId: string): Promise<void> => {
  expect(query).toContain(id);
  const [refused, unknown] = [
    await system.ask(caller, query),
    await system.ask(caller, query.replaceAll(id, unknownId)),
  ];
  expectRowAbsent(refused, unknown);
};

/** HIDDEN: as a name that the schema does not have. */
const hidden = async (caller: string | Caller, query: string, name: string): Promise<void> => {
  const nonsense = `${name.slice(0, -1)}q`;
  const [refused, misspelt] = [
    await system.ask(caller, query),
    await system.ask(caller, query.replace(new RegExp(`\\b${name}\\b`), nonsense)),
  ];
  expectHidden(refused, misspelt, name, nonsense);
};

describe('R1 Default deny', () => {
  test('P4 reads an administrative unit, which is open to everyone', () =>
    served('P4', '{ adminUnit(code: "G07C012") { name type } }'));

  test('to P10 on the Internet the register of organisations does not exist', () =>
    hidden('P10', '{ organisations(level: COMMUNE) { nodes { name } } }', 'organisations'));
});

describe('R2 Identity is bound to an organisation in force', () => {
  test('P3 reads the province it works for', () =>
    served('P3', '{ organisation(id: "G07") { name status successors { name } } }'));

  test('the account of a dissolved district has lost everything', async () =>
    expectAccountRefused(await system.ask('P4-OLD', '{ organisation(id: "G07") { name } }')));
});

describe('R3 No read up', () => {
  test('P7, cleared to SECRET, reads a discipline record', () =>
    served('P7', '{ member(id: "M-000123") { discipline { form decidedOn } } }'));

  test('to P4, cleared to nothing, discipline does not exist', () =>
    hidden('P4', '{ member(id: "M-000123") { discipline { form } } }', 'discipline'));
});

describe('R4 Need to know above UNCLASSIFIED', () => {
  test('P2, of the issuer and inside its compartment, reads a confidential document', () =>
    served('P2', '{ document(id: "D-NS-0042") { abstract content } }'));

  test('80: to P1, without the compartment, it is not there', () =>
    rowAbsent('P1', '{ document(id: "D-NS-0042") { abstract } }', 'D-NS-0042', 'D-NS-9942'));
});

describe('R5 Zone ceiling', () => {
  test('P1 reads a SECRET task on the Party WAN with a hardware key', () =>
    served('P1', '{ task(id: "T-S2-007") { title } }'));

  test('from the state network it is not there', () =>
    rowAbsent(
      system.as('P1', { zone: 'STATE_NETWORK' }),
      '{ task(id: "T-S2-007") { title } }',
      'T-S2-007',
      'T-S2-997',
    ));

  test('a TOP_SECRET row is nowhere, whoever asks', () => {
    const secret = [...system.world.tasks()].find(({ secrecy }) => secrecy === 'TOP_SECRET')!;
    return rowAbsent('P1', `{ task(id: "${secret.id}") { title } }`, secret.id, 'T-9999');
  });
});

describe('R6 Own line only for member records', () => {
  test('P3 reads members of a commune of its province', () =>
    served('P3', '{ organisation(id: "G07.C012") { members(first: 20) { nodes { fullName partyPosition } } } }'));

  test('and sees none of another province', async () => {
    const reply = await system.ask(
      'P3',
      '{ organisation(id: "G11.C004") { members(first: 20) { nodes { fullName } } } }',
    );
    expect(reply.errors).toEqual([]);
    expect(reply.data).toEqual({ organisation: { members: { nodes: [] } } });
  });

  test('a member of another line is answered as one who does not exist', () => {
    const other = [...system.world.members()].find(({ cellId }) => cellId.startsWith('G11.'))!;
    return rowAbsent('P3', `{ member(id: "${other.id}") { fullName } }`, other.id, 'M-999999');
  });
});

describe('R7 Sensitive tier', () => {
  test('P4 reads a member with the ID number masked', () =>
    served('P4', '{ member(id: "M-000123") { fullName nationalIdMasked theoryLevel } }'));

  test('the full ID and card numbers need the province level', () =>
    fieldRefused('P4', '{ member(id: "M-000123") { nationalId cardNumber } }', {
      'member.nationalId': 'Member.nationalId',
      'member.cardNumber': 'Member.cardNumber',
    }));
});

describe('R8 Self-access', () => {
  const myself: Sight = {
    roots: { me: () => ({ type: 'Member', record: system.world.member('M-000124') }) },
    rows: { Member: ({ id }: Row) => id === 'M-000124' },
  };

  test('P6 reads the summary of their own record', () =>
    served(
      'P6',
      '{ me { fullName dateOfBirth gender admissionDate officialDate cardNumber nationalId phone cell { name } } }',
      myself,
    ));

  test('and of their cell exactly their own row', () =>
    served('P6', '{ organisation(id: "G07.C012.K03.B02") { members { nodes { fullName phone } } } }', myself));
});

describe('R9 Cell view', () => {
  test('P5 reads name, status, phone and position of the members of their cell', () =>
    served(
      'P5',
      '{ organisation(id: "G07.C012.K03.B02") { members { nodes { fullName status phone partyPosition } } } }',
    ));

  test('but neither religion nor ethnicity', () =>
    fieldRefused('P5', '{ organisation(id: "G07.C012.K03.B02") { members { nodes { religion ethnicity } } } }', {
      'organisation.members.nodes.@.religion': 'Member.religion',
      'organisation.members.nodes.@.ethnicity': 'Member.ethnicity',
    }));
});

describe('R10 Discipline', () => {
  test('P7 reads grounds and decision of an unpublished reprimand', () =>
    served('P7', '{ member(id: "M-000123") { discipline { form grounds decision { symbol } } } }'));

  test('P3 is refused the grounds', () =>
    fieldRefused('P3', '{ member(id: "M-000123") { discipline { grounds } } }', {
      'member.discipline.@.grounds': 'DisciplineRecord.grounds',
    }));
});

describe('R11 Outside the Party block, only under an agreement in force', () => {
  test('P8 reads overdue tasks under AGR-01', () =>
    served(
      'P8',
      '{ tasks(filter: {timeliness: OVERDUE}) { nodes { code title leadOrg { name } dueOn progressPct } } }',
      {
        rows: { Task: unclassified },
      },
    ));

  test('to P8 a responsible member does not exist', () =>
    hidden('P8', '{ task(id: "T-0100") { responsible { fullName phone } } }', 'responsible'));
});

const VERIFY = `query V($i: String!, $n: String!, $d: Date!) {
  verifyMember(nationalId: $i, fullName: $n, dateOfBirth: $d) { matched status }
}`;
const forEndUser = (): Caller => system.as('P9', { endUser: 'M-000124' });
const detailsOf = (id: string) => {
  const { nationalId, fullName, dateOfBirth } = system.world.member(id)!;
  return { i: nationalId, n: fullName, d: dateOfBirth };
};

describe('R12 Purpose limitation', () => {
  test('P9 verifies a member under AGR-02, for an end user', async () => {
    const { status } = system.world.member('M-000124')!;
    const verified: Sight = {
      roots: { verifyMember: () => ({ type: 'Verification', record: { matched: true, status } }) },
    };
    await expectServed(system, forEndUser(), VERIFY, verified, detailsOf('M-000124'));
  });

  test('but may not look members up by name', () =>
    fieldRefused(
      system.as('P9'),
      '{ members(filter: {name: "Trần Mẫu Thảo"}) { nodes { id status cell { name } } } }',
      {
        members: 'Query.members',
      },
    ));

  test('nor verify for another of its purposes', async () => {
    const reply = await system.ask(
      system.as('P9', { endUser: 'M-000124', purpose: 'TASK_MONITORING' }),
      VERIFY,
      detailsOf('M-000124'),
    );
    expectFieldsRefused(reply, { verifyMember: 'Query.verifyMember' });
  });
});

describe('R13 Once-only and update duty', () => {
  test('P11 reads how good the records of a province are', () =>
    served('P11', '{ organisation(id: "G07") { dataQuality { dimension passed applicable } } }'));

  test('but not the records', () =>
    fieldRefused('P11', '{ organisation(id: "G07") { members { nodes { permanentAddress phone } } } }', {
      'organisation.members.nodes.@.permanentAddress': 'Member.permanentAddress',
      'organisation.members.nodes.@.phone': 'Member.phone',
    }));
});

describe('R14 Tasks are visible along responsibility', () => {
  test('P7 reads obstacles, evaluation and reports', () =>
    served('P7', '{ task(id: "T-0100") { title obstacles evaluation updates { at note byOrg { name } } } }'));

  test('P3, not a party to the task, does not', () =>
    fieldRefused('P3', '{ task(id: "T-0100") { obstacles evaluation } }', {
      'task.obstacles': 'Task.obstacles',
      'task.evaluation': 'Task.evaluation',
    }));
});

describe('R15 Document metadata is not document content', () => {
  test('P3 reads a public resolution whole', () =>
    served('P3', '{ document(id: "D-NQ57") { symbol abstract issuedOn content } }'));

  test('but not the content of a letter to others', () =>
    fieldRefused('P3', '{ document(id: "D-CV-9001") { content attachments { downloadRef } } }', {
      'document.content': 'Document.content',
      'document.attachments': 'Document.attachments',
      'document.attachments.@.downloadRef': 'Attachment.downloadRef',
    }));

  test('whose metadata P3 reads', () => served('P3', '{ document(id: "D-CV-9001") { symbol abstract issuedOn } }'));
});

describe('R16 Existence is not disclosed', () => {
  test('P1 lists resolutions of the Centre, the secret ones left out, without a total', () =>
    served(
      'P1',
      '{ documents(filter: {issuerId: "TWG", docType: NGHI_QUYET}) { nodes { symbol abstract } pageInfo { hasNextPage } } }',
      { rows: { Document: unclassified } },
    ));

  test('the number of a SECRET decision answers as a number that was never given', () =>
    rowAbsent(
      'P3',
      '{ documents(filter: {issuerId: "TWG", docType: QUYET_DINH, number: 17}) { nodes { id symbol } } }',
      'number: 17',
      'number: 99917',
    ));
});

describe('R17 Levels change with time', () => {
  test('P4 reads a document whose ten years have passed', () =>
    served('P4', '{ document(id: "D-M-2015-031") { abstract } }'));

  test('and is told that it is UNCLASSIFIED now', async () => {
    const reply = await system.ask('P3', '{ document(id: "D-M-2015-031") { secrecy } }');
    expect(reply.data).toEqual({ document: { secrecy: 'UNCLASSIFIED' } });
  });

  test('a document that was raised to SECRET yesterday is not there', () =>
    rowAbsent('P3', '{ document(id: "D-RAISED-008") { abstract } }', 'D-RAISED-008', 'D-RAISED-998'));
});

describe('R18 Who spoke stays with who answers', () => {
  test('P10 reads published opinions from the Internet', () =>
    served('P10', '{ publicFeedback(first: 10) { id kind receivedOn status publicReply } }'));

  test('P3 reads neither sender nor words of an opinion that another agency handles', () =>
    fieldRefused('P3', '{ feedbackItem(id: "F-0123") { submitterName submitterContact content } }', {
      'feedbackItem.submitterName': 'FeedbackItem.submitterName',
      'feedbackItem.submitterContact': 'FeedbackItem.submitterContact',
      'feedbackItem.content': 'FeedbackItem.content',
    }));

  test('P1, of the Central Office, reads them', () =>
    served('P1', '{ feedbackItem(id: "F-0123") { submitterName submitterContact content } }'));
});

describe('R19 Statistics without singling out; no oracle', () => {
  test('P2 counts members by theory level, small counts kept back', () =>
    served(
      system.as('P2', { purpose: 'STATISTICS' }),
      '{ organisation(id: "G07") { memberStats(by: THEORY_LEVEL) { key count suppressed } } }',
    ));

  test('taskStats counts what the caller may read, and nothing else', async () => {
    const unclassifiedOnly: Caller = system.as('P1', { zone: 'STATE_NETWORK' });
    for (const [caller, sees] of [
      ['P3', unclassified],
      [unclassifiedOnly, unclassified],
      ['P1', (task: Row) => task.secrecy !== 'TOP_SECRET'],
    ] as const) {
      const counts = new Map<string, number>();
      for (const task of system.world.tasks()) {
        if (sees(task)) counts.set(task.status, (counts.get(task.status) ?? 0) + 1);
      }
      const { data } = await system.ask(caller, '{ taskStats(by: STATUS) { key count } }');
      expect(data.taskStats).toEqual([...counts.keys()].toSorted().map((key) => ({ key, count: counts.get(key) })));
    }
  });

  test('P5 may not filter by what P5 may not read', () =>
    fieldRefused('P5', '{ members(filter: {cellId: "G07.C012.K03.B02", religion: "R2"}) { nodes { fullName } } }', {
      members: 'Query.members',
    }));
});

describe('R20 Same answer by every path', () => {
  test('P1 reads the name of a responsible person, as kept on the task', () =>
    served('P1', '{ task(id: "T-0100") { responsibleName responsiblePosition leadOrg { name } } }'));

  const everything = {
    'document.signer.nationalId': 'Member.nationalId',
    'document.signer.religion': 'Member.religion',
    'document.tasks.@.responsible.nationalId': 'Member.nationalId',
  };

  test('no path leads P1 to the ID number of a member', () =>
    fieldRefused(
      'P1',
      '{ document(id: "D-NQ57") { signer { nationalId religion } tasks { responsible { nationalId } } } }',
      everything,
    ));

  test('signer and each responsible are null where the rest is served; from the state network SECRET tasks are absent', async () => {
    const asked =
      '{ document(id: "D-NQ57") { id signer { nationalId religion } tasks(first: 100) { id responsible { nationalId } } } }';
    const reply = await system.ask(system.as('P1', { zone: 'STATE_NETWORK' }), asked);
    expectFieldsRefused(reply, everything);
    const sight: Sight = {
      rows: { Task: unclassified },
      withheld: { 'Document.signer': () => true, 'Task.responsible': () => true },
    };
    expect(reply.data).toEqual(expectedAnswer(system.world, asked, sight));
  });

  test('the tasks of a document are those of the list of tasks', async () => {
    const reply = await system.ask(
      'P1',
      '{ document(id: "D-NQ57") { tasks(first: 100) { id title } } tasks(filter: {resolutionId: "D-NQ57"}, first: 100) { nodes { id title } } }',
    );
    expect(reply.data.document.tasks).toEqual(reply.data.tasks.nodes);
    expect(reply.data.tasks.nodes.length).toBeGreaterThan(5);
  });
});

describe('R21 No nameless reading', () => {
  test('P9 verifies nobody without the end user it acts for', async () => {
    const reply = await system.ask('P9', VERIFY, detailsOf('M-000124'));
    expectFieldsRefused(reply, { verifyMember: 'Query.verifyMember' });
  });

  test('for an end user, a stranger is answered like a wrong birth date', async () => {
    const { i, n } = detailsOf('M-000124');
    const replies = [
      await system.ask(forEndUser(), VERIFY, { i, n, d: '1990-11-18' }),
      await system.ask(forEndUser(), VERIFY, { i: '934000000000', n: 'Nguyễn Mẫu Không', d: '1990-11-17' }),
    ];
    for (const { data, errors } of replies) {
      expect(errors).toEqual([]);
      expect(data).toEqual({ verifyMember: { matched: false, status: null } });
    }
  });
});
