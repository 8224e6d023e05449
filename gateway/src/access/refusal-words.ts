import { addresseeIn, covers, either, WRITES, type Grant, type Language, type Steward } from '@agency-graph/policy';
import { dayOf } from '../clock.js';
import type { Scope } from './scope.js';
import { addressedTo } from './grants.js';
import type { Reason } from './reasons.js';

/** A refused field as far as its words depend on it, or rows of a type that are refused whole. */
export interface Refused {
  /** `Type.field`, or the type of the rows. */
  readonly coordinate: string;
  readonly reason: Reason;
  readonly rule: string;
}

/** Why a field is refused, whose it is, what is missing and how to ask for it: `extensions.access` of a refusal. */
export interface RefusalWords extends Refused {
  readonly steward: { readonly code: string; readonly name: string; readonly focalPoint: string } | null;
  readonly missing: string;
  /** Null in a plain graph, whose operator alone knows. */
  readonly howToAsk: { readonly command: string; readonly link: string } | null;
}

/** What the caller lacks, as a language puts it. */
interface Phrases {
  readonly label: string;
  readonly directives: string;
  readonly clearance: (level: string) => string;
  readonly network: string;
  readonly account: (whom: readonly string[]) => string;
  readonly filter: string;
  readonly purpose: (purposes: string) => string;
  readonly anyPurpose: string;
  readonly agreement: (steward: string, organisation: string, coordinate: string) => string;
  readonly renewal: (agreement: string, ended: string) => string;
  readonly revoked: (agreement: string) => string;
  readonly never: string;
  readonly bulk: string;
  readonly endUser: string;
}

const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    label: 'a label on the field',
    directives: 'what the access directives ask',
    clearance: (level) => `clearance ${level}`,
    network: 'a network with a higher ceiling',
    account: (whom) => `an account with ${whom.join('; or ')}`,
    filter: 'a filter by fields that you may read on every row, and, under an agreement, that it names',
    purpose: (purposes) => `the purpose ${purposes}`,
    anyPurpose: 'a declared purpose',
    agreement: (steward, organisation, coordinate) =>
      `an agreement in force between ${steward} and ${organisation} that names ${coordinate}`,
    renewal: (agreement, ended) => `a renewal of the agreement ${agreement}, whose term ended on ${ended}`,
    revoked: (agreement) => `an agreement in place of ${agreement}, which was revoked`,
    never: 'nothing: it is granted to nobody',
    bulk: 'an agreement with a bulk duty, or time',
    endUser: 'the signed end user for whom the application acts',
  },
  fr: {
    label: 'une étiquette sur le champ',
    directives: 'ce que demandent les directives d’accès',
    clearance: (level) => `l’habilitation ${level}`,
    network: 'un réseau au plafond plus élevé',
    account: (whom) => `un compte avec ${whom.join('\u202f; ou ')}`,
    filter: 'un filtre par des champs lisibles sur chaque ligne et, sous un accord, nommés par lui',
    purpose: (purposes) => `la finalité ${purposes}`,
    anyPurpose: 'une finalité déclarée',
    agreement: (steward, organisation, coordinate) =>
      `un accord en vigueur entre ${steward} et ${organisation} qui nomme ${coordinate}`,
    renewal: (agreement, ended) => `un renouvellement de l’accord ${agreement}, échu le ${ended}`,
    revoked: (agreement) => `un accord à la place de ${agreement}, qui a été révoqué`,
    never: 'rien\u202f: il n’est accordé à personne',
    bulk: 'un accord avec une obligation de volume, ou un délai',
    endUser: 'l’utilisateur final, attesté par signature, pour qui l’application agit',
  },
  vi: {
    label: 'nhãn của trường',
    directives: 'điều mà các chỉ thị truy cập đòi hỏi',
    clearance: (level) => `quyền tiếp cận mức ${level}`,
    network: 'mạng có trần độ mật cao hơn',
    account: (whom) => `tài khoản có ${whom.join('; hoặc ')}`,
    filter: 'bộ lọc theo trường mà bạn được đọc trên mọi dòng và, theo thỏa thuận, được thỏa thuận nêu tên',
    purpose: (purposes) => `mục đích ${purposes}`,
    anyPurpose: 'một mục đích được khai báo',
    agreement: (steward, organisation, coordinate) =>
      `thỏa thuận còn hiệu lực giữa ${steward} và ${organisation} có nêu ${coordinate}`,
    renewal: (agreement, ended) => `việc gia hạn thỏa thuận ${agreement}, đã hết thời hạn ngày ${ended}`,
    revoked: (agreement) => `một thỏa thuận khác thay cho ${agreement}, vốn đã bị thu hồi`,
    never: 'không có cách nào: trường này không được cấp cho ai',
    bulk: 'thỏa thuận kèm nghĩa vụ về khối lượng, hoặc thời gian',
    endUser: 'người dùng cuối, được xác nhận bằng chữ ký, mà ứng dụng thay mặt',
  },
};

/** Lines of the scope table told at most of one refusal. */
const MOST_LINES = 3;

/** Rows are their key's steward's: it goes with whatever is read of them. */
const fieldOf = (coordinate: string): string => (coordinate.includes('.') ? coordinate : `${coordinate}.id`);

/** Puts the refusals of one caller in words. */
export function refusalWords(scope: Scope, language: Language): (refused: Refused) => RefusalWords {
  const { rules, policy, caller } = scope;
  const says = PHRASES[language];
  const { labels, returns } = rules;

  const isForCaller = (grant: Grant): boolean =>
    addressedTo(grant, caller) &&
    caller.purpose !== null &&
    (grant.purposes === 'any' || grant.purposes.includes(caller.purpose));

  /** The lines that would grant a field to somebody. */
  const linesFor = (coordinate: string): readonly Grant[] => {
    const [type = '', field = ''] = coordinate.split('.');
    const isWrite = type === WRITES;
    const isRoute = isWrite || rules.policy.routes.has(type);
    const reached = isRoute ? (returns.get(coordinate) ?? type) : type;
    const target = rules.policy.parts.get(reached) ?? reached;
    const label = labels.fields.get(coordinate);
    const reading = policy.grants.get(target) ?? [];
    const grants = isWrite ? (policy.grants.get(type) ?? []) : reading;
    if (label === undefined || (isRoute && !isWrite)) return grants;
    const covering = grants.filter((grant) => covers(grant, label, type, field, true));
    // To whom a line gives the change, what it gives is missing.
    return isWrite && covering.some(isForCaller) ? reading : covering;
  };

  const linesToCaller = (coordinate: string): readonly Grant[] =>
    linesFor(coordinate).filter((grant) => addressedTo(grant, caller));

  /** What these are for, without what is for any purpose. */
  const named = (granting: readonly Pick<Grant, 'purposes'>[]): readonly string[] => [
    ...new Set(granting.flatMap(({ purposes }) => (purposes === 'any' ? [] : purposes))),
  ];
  const isOwn = (purpose: string): boolean => caller.purposes.includes(purpose);

  const purposesFor = (coordinate: string): readonly string[] => {
    const type = coordinate.split('.')[0] ?? '';
    const agreed = caller.agreements.filter(({ coordinates: has }) => has.has(coordinate) || has.has(type));
    return named([...linesToCaller(coordinate), ...agreed.map(({ purposes }) => ({ purposes: [...purposes] }))]);
  };

  /** A purpose that the account has is for it to declare; any other is to be given to it. */
  const purposeIn = (purposes: readonly string[]): string => {
    if (purposes.length === 0) return says.anyPurpose;
    const own = purposes.filter(isOwn);
    return says.purpose(either(own.length === 0 ? purposes : own, language));
  };

  /** What an account would need for a line of the scope table to give it a field. */
  const accountFor = (coordinate: string): string => {
    const toCaller = linesToCaller(coordinate);
    const purposes = named(toCaller);
    if (toCaller.length > 0 && (purposes.length === 0 || purposes.some(isOwn))) return purposeIn(purposes);
    const others = linesFor(coordinate).filter((grant) => !toCaller.includes(grant));
    const lackPurpose = (lines: readonly Grant[]): readonly string[] =>
      lines.length === 0 ? [] : [purposeIn(named(lines))];
    const told = [
      ...lackPurpose(toCaller.filter(({ rows }) => rows !== 'self')),
      ...new Set(others.map((grant) => addresseeIn(grant, language))),
    ].slice(0, MOST_LINES);
    // What gives them their own row alone is told where nothing gives more.
    const all = told.length === 0 ? lackPurpose(toCaller) : told;
    return all.length === 0 ? says.never : says.account(all);
  };

  /** Whether it is for its arguments that a field is refused, which may be read without them. */
  const isOfFilter = ({ coordinate, rule }: Refused): boolean => {
    const [type = '', field = ''] = coordinate.split('.');
    return rule === policy.vetoes.get('filters') && scope.field(type, field).kind !== 'deny';
  };

  const missing = (refused: Refused, steward: Steward | undefined): string => {
    const { coordinate, reason } = refused;
    const label = labels.fields.get(coordinate);
    if (reason !== 'AGREEMENT_EXPIRED' && reason !== 'VOLUME' && isOfFilter(refused)) return says.filter;
    switch (reason) {
      case 'NO_LABEL':
        return says.label;
      case 'CLEARANCE':
        return says.clearance(label?.secrecy ?? '');
      case 'ZONE':
        return says.network;
      case 'SCOPE':
      case 'SENSITIVE':
        return rules.directives.dryRun || scope.admits(coordinate) ? accountFor(coordinate) : says.directives;
      case 'PURPOSE':
        return purposeIn(purposesFor(coordinate));
      case 'NO_AGREEMENT':
        return says.agreement(steward?.name[language] ?? '', caller.organisation.id, coordinate);
      case 'AGREEMENT_EXPIRED': {
        const type = coordinate.split('.')[0] ?? '';
        const ended = caller.lapsed.find(({ coordinates: had }) => had.has(coordinate) || had.has(type));
        // A filter is refused for a field that it reads, of which its own field's coordinate says nothing.
        if (ended === undefined) return says.filter;
        const isOver = ended.validTo <= dayOf(caller.now);
        return isOver ? says.renewal(ended.id, ended.validTo) : says.revoked(ended.id);
      }
      case 'INTERNAL':
        return says.never;
      case 'VOLUME':
        return says.bulk;
      case 'END_USER':
        return says.endUser;
      default:
        return reason satisfies never;
    }
  };

  return ({ coordinate, reason, rule }) => {
    if (!rules.labelled) return { coordinate, reason, rule, steward: null, missing: says.directives, howToAsk: null };
    const field = fieldOf(coordinate);
    const code = labels.fields.get(field)?.steward;
    const steward = code === undefined ? undefined : rules.policy.stewards.get(code);
    return {
      coordinate,
      reason,
      rule,
      steward:
        code === undefined || steward === undefined
          ? null
          : { code, name: steward.name[language], focalPoint: steward.focalPoint },
      missing: missing({ coordinate, reason, rule }, steward),
      howToAsk: { command: `npx --no agency-graph ask ${field}`, link: `/rules#${rule}` },
    };
  };
}
