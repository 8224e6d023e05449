import type { RecordBody } from '@agency-graph/ledger/records';
import type { Entry } from './entry.js';
import type { AccessRecord, Actor } from './schema/access.js';

/** Finds the account of an organisation whose blind token this is. */
export type AccountOf = (organisation: string, token: string, at: string) => Promise<string | null>;

/** An entry as an auditor sees it. */
export async function shown(entry: Entry, accountOf: AccountOf): Promise<AccessRecord> {
  const { record, context, operation, access, identifiers } = entry;
  const asked = new Set(
    identifiers.map(({ argument }) => operation?.arguments[argument]?.argument ?? String(argument)),
  );
  return {
    at: record.at,
    kind: record.type,
    leaf: { origin: entry.origin, index: entry.index, hash: entry.leaf },
    who: await actorOf(entry, accountOf),
    purpose: context?.purpose ?? null,
    policy: context?.policy ?? null,
    emergency: context?.emergency?.incident ?? null,
    trace: 'trace' in record ? (record.trace ?? null) : null,
    operation: operation?.name ?? null,
    operationHash: operation?.hash ?? null,
    operationText: operation?.text ?? null,
    asked: [...asked],
    code: 'code' in record ? (record.code ?? null) : null,
    lines: access.map((line) => ({ ...line, fields: [...line.fields], records: [...line.records] })),
    says: saysOf(record),
    alarms: alarmsOf(entry),
  };
}

async function actorOf({ record, context }: Entry, accountOf: AccountOf): Promise<Actor | null> {
  if (context !== null) {
    const { account: token, application, endUser: person, organisation, functions, zone } = context;
    const account = await accountOf(organisation, token, record.at);
    return { account, token, application, person, organisation, functions: [...functions], zone };
  }
  const known = 'known' in record ? record.known : undefined;
  if (known == null || known.account === null || known.organisation === null) return null;
  const { account: token, organisation } = known;
  const account = await accountOf(organisation, token, record.at);
  return { account, token, application: false, person: null, organisation, functions: [], zone: '' };
}

/** What a record that is about no fields says, in a few words. */
function saysOf(record: Entry['record']): string | null {
  switch (record.type) {
    case 'audit_read':
      return `${record.kind}: ${record.results} shown${openedIn(record)}`;
    case 'audit_export':
      return `${record.records} records, SHA-256 ${inHex(record.bundle)}${openedIn(record)}`;
    case 'four_eyes':
      return fourEyesOf(record);
    case 'shred':
      return `${record.keys} keys destroyed, ${record.refused} subjects kept, ${eyesOf(record)}: ${record.ground}`;
    case 'legal_hold':
      return `${record.hold} ${record.change}, ${eyesOf(record)}: ${record.ground}`;
    case 'write':
      return `${record.field} ${record.effect}: ${[record.of ?? [], ...record.records].flat().join(' ')}`;
    case 'delivery':
      return `of outcome ${record.outcome}: ${record.sent} of ${record.bytes} bytes`;
    case 'policy_change':
    case 'schema_change':
      return replaced(record);
    case 'agreement_change':
      return `${record.agreement} version ${record.version} ${record.change}`;
    case 'audit_config_change':
      return `${record.setting}: ${replaced(record)}`;
    case 'key_rotation':
      return `${record.key}, epoch ${record.epoch}: ${replaced(record)}`;
    case 'log_break':
      return `${record.found} records found of ${record.published} published, ${eyesOf(record)}: ${record.ground}`;
    case 'clock_step':
      return `by ${record.microseconds} microseconds`;
    case 'node_start':
      return `${record.origin} version ${record.version} on ${record.runtime}, after ${record.size} records`;
    case 'node_stop':
      return `after ${record.size} records`;
    default:
      return null;
  }
}

/** One step of what takes two persons: of what, how much of it and why, and who took it. */
function fourEyesOf(step: RecordBody<'four_eyes'>): string {
  const { action, about, incident, of, n, minutes, because, by, opens } = step;
  const words = [
    action,
    step.step,
    about,
    of === undefined || n === undefined ? of : `${of} (${n})`,
    incident && `for ${incident}`,
    opens && `record ${opens.index} of ${opens.origin}`,
    minutes === undefined ? undefined : `${minutes} minutes`,
    because,
    `by ${by}`,
  ];
  return words.filter((one) => one !== undefined).join(' ');
}

/** What was opened of what is sealed. */
const openedIn = ({ opened = [] }: RecordBody<'audit_read'> | RecordBody<'audit_export'>): string =>
  opened.map(({ origin, index, paths }) => `, ${paths.join(' ')} of record ${index} of ${origin}`).join('');

const replaced = ({ from, to }: { readonly from: string | null; readonly to: string }): string =>
  from === null ? `now ${to}` : `from ${from} to ${to}`;

/** As programs tell it to whoever has the file. */
const inHex = (digest: string): string => Buffer.from(digest, 'base64url').toString('hex');

/** The two persons of what took two, by the blind tokens of their accounts. */
const eyesOf = ({ requestedBy, approvedBy }: Readonly<Record<'requestedBy' | 'approvedBy', string>>): string =>
  `asked for by ${requestedBy}, approved by ${approvedBy}`;

function alarmsOf({ record, context }: Entry): string[] {
  const own =
    record.type === 'outcome' ? (record.alarms ?? []).map((one) => `${one.about}: ${one.kind} (${one.n})`) : [];
  const said =
    record.type === 'alarm'
      ? [[record.kind, record.agency, record.about].filter((one) => one !== undefined).join(' ')]
      : record.type === 'four_eyes'
        ? [`${record.action} ${record.step}`]
        : record.type === 'log_break' || record.type === 'clock_step'
          ? [record.type]
          : [];
  return [...own, ...said, ...(context?.emergency == null ? [] : [`emergency ${context.emergency.incident}`])];
}
