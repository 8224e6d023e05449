import {
  addresseeIn,
  covers,
  either,
  type Grant,
  type Language,
  type PolicyInForce,
  type Steward,
} from '@agency-graph/policy';
import type { CallerFacts } from '../identity/caller.js';
import type { AccessRules } from './decide.js';
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
    renewal: (agreement, ended) => `a renewal of the agreement ${agreement}, which ended on ${ended}`,
    never: 'nothing: it is granted to nobody',
    bulk: 'an agreement with a bulk duty, or time',
    endUser: 'the signed end user for whom the application acts',
  },
  fr: {
    label: 'une étiquette sur le champ',
    directives: 'ce que demandent les directives d’accès',
    clearance: (level) => `l’habilitation ${level}`,
    network: 'un réseau au plafond plus élevé',
    account: (whom) => `un compte avec ${whom.join(' ; ou ')}`,
    filter: 'un filtre par des champs lisibles sur chaque ligne et, sous un accord, nommé par lui',
    purpose: (purposes) => `la finalité ${purposes}`,
    anyPurpose: 'une finalité déclarée',
    agreement: (steward, organisation, coordinate) =>
      `un accord en vigueur entre ${steward} et ${organisation} qui nomme ${coordinate}`,
    renewal: (agreement, ended) => `un renouvellement de l’accord ${agreement}, échu le ${ended}`,
    never: 'rien : il n’est accordé à personne',
    bulk: 'un accord avec un devoir de volume, ou du temps',
    endUser: 'l’utilisateur final signé pour qui l’application agit',
  },
  vi: {
    label: 'nhãn của trường',
    directives: 'điều mà các chỉ thị truy cập đòi hỏi',
    clearance: (level) => `quyền tiếp cận mức ${level}`,
    network: 'mạng có trần độ mật cao hơn',
    account: (whom) => `tài khoản có ${whom.join('; hoặc ')}`,
    filter: 'bộ lọc theo trường mà bạn được đọc trên mọi dòng và, theo thỏa thuận, được thỏa thuận nêu tên',
    purpose: (purposes) => `mục đích ${purposes}`,
    anyPurpose: 'một mục đích được khai',
    agreement: (steward, organisation, coordinate) =>
      `thỏa thuận còn hiệu lực giữa ${steward} và ${organisation} có nêu ${coordinate}`,
    renewal: (agreement, ended) => `gia hạn thỏa thuận ${agreement} đã hết hiệu lực ngày ${ended}`,
    never: 'không có cách nào: trường này không được cấp cho ai',
    bulk: 'thỏa thuận kèm nghĩa vụ về khối lượng, hoặc thời gian',
    endUser: 'người dùng cuối có chữ ký mà ứng dụng thay mặt',
  },
};

/** Lines of the scope table told at most of one refusal. */
const MOST_LINES = 3;

/** Rows are their key's steward's: it goes with whatever is read of them. */
const fieldOf = (coordinate: string): string => (coordinate.includes('.') ? coordinate : `${coordinate}.id`);

/** Puts the refusals of one caller in words. */
export function refusalWords(
  rules: AccessRules,
  policy: PolicyInForce,
  caller: CallerFacts,
  language: Language,
): (refused: Refused) => RefusalWords {
  const says = PHRASES[language];
  const { labels, returns } = rules;

  /** The lines that would grant a field to somebody. */
  const linesFor = (coordinate: string): readonly Grant[] => {
    const [type = '', field = ''] = coordinate.split('.');
    const isRoute = rules.policy.routes.has(type);
    const reached = isRoute ? (returns.get(coordinate) ?? type) : type;
    const label = labels.fields.get(coordinate);
    const grants = policy.grants.get(rules.policy.parts.get(reached) ?? reached) ?? [];
    return label === undefined || isRoute ? grants : grants.filter((grant) => covers(grant, label, type, field, true));
  };

  const purposesFor = (coordinate: string): readonly string[] => {
    const type = coordinate.split('.')[0] ?? '';
    const lines = linesFor(coordinate).filter((grant) => addressedTo(grant, caller));
    const agreed = caller.agreements.filter(({ coordinates: has }) => has.has(coordinate) || has.has(type));
    const of = [...lines.map(({ purposes }) => purposes), ...agreed.map(({ purposes }) => [...purposes])];
    const all = [...new Set(of.flatMap((purposes) => (purposes === 'any' ? [] : purposes)))];
    const own = all.filter((purpose) => caller.purposes.includes(purpose));
    return own.length === 0 ? all : own;
  };

  const missing = ({ coordinate, reason, rule }: Refused, steward: Steward | undefined): string => {
    const label = labels.fields.get(coordinate);
    const isFilter = rule === policy.vetoes.get('filters') && reason !== 'AGREEMENT_EXPIRED' && reason !== 'VOLUME';
    if (isFilter) return says.filter;
    switch (reason) {
      case 'NO_LABEL':
        return says.label;
      case 'CLEARANCE':
        return says.clearance(label?.secrecy ?? '');
      case 'ZONE':
        return says.network;
      case 'SCOPE':
      case 'SENSITIVE': {
        const lines = linesFor(coordinate).filter((grant) => !addressedTo(grant, caller));
        const told = [...new Set(lines.map((grant) => addresseeIn(grant, language)))].slice(0, MOST_LINES);
        return told.length === 0 ? says.never : says.account(told);
      }
      case 'PURPOSE': {
        const purposes = purposesFor(coordinate);
        return purposes.length === 0 ? says.anyPurpose : says.purpose(either(purposes, language));
      }
      case 'NO_AGREEMENT':
        return says.agreement(steward?.name[language] ?? '', caller.organisation.id, coordinate);
      case 'AGREEMENT_EXPIRED': {
        const type = coordinate.split('.')[0] ?? '';
        const ended = caller.lapsed.find(({ coordinates: had }) => had.has(coordinate) || had.has(type));
        return says.renewal(ended?.id ?? '', ended?.validTo ?? '');
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
