import type { Policy, PolicyInForce } from './policy.js';
import type { Language } from './said.js';
import { addresseeIn, fieldsIn, purposesIn, rowsIn } from './words.js';

/** The words around the policy's own. */
const WORDS = {
  en: {
    title: 'Rules of access',
    colon: ':',
    version: 'Policy version',
    at: 'in force on',
    source: 'Source',
    from: 'In force from',
    to: 'to',
    scope: 'Scope table',
    rule: 'Rule',
    rows: 'Rows',
    whom: 'To whom',
    fields: 'Fields',
    purposes: 'Purposes',
    purposeList: 'Purposes',
    stewards: 'Stewards',
    ceilings: 'Highest level by network',
    withKey: 'with a hardware key',
    signed: 'Read and approved',
    signature: 'Name, office, date, signature',
    nothing: 'No rule is in force: nothing is granted.',
  },
  fr: {
    title: 'Règles d’accès',
    colon: '\u202f:',
    version: 'Version de la politique',
    at: 'en vigueur le',
    source: 'Source',
    from: 'En vigueur à partir du',
    to: 'jusqu’au',
    scope: 'Table des portées',
    rule: 'Règle',
    rows: 'Lignes',
    whom: 'À qui',
    fields: 'Champs',
    purposes: 'Finalités',
    purposeList: 'Finalités',
    stewards: 'Responsables des données',
    ceilings: 'Niveau le plus élevé par réseau',
    withKey: 'avec une clé matérielle',
    signed: 'Lu et approuvé',
    signature: 'Nom, fonction, date, signature',
    nothing: 'Aucune règle n’est en vigueur\u202f: rien n’est accordé.',
  },
  vi: {
    title: 'Quy tắc truy cập',
    colon: ':',
    version: 'Phiên bản chính sách',
    at: 'có hiệu lực ngày',
    source: 'Căn cứ',
    from: 'Hiệu lực từ',
    to: 'đến',
    scope: 'Bảng phạm vi',
    rule: 'Quy tắc',
    rows: 'Dòng dữ liệu',
    whom: 'Đối tượng',
    fields: 'Trường',
    purposes: 'Mục đích',
    purposeList: 'Mục đích',
    stewards: 'Cơ quan chủ quản dữ liệu',
    ceilings: 'Độ mật cao nhất theo mạng',
    withKey: 'có khóa phần cứng',
    signed: 'Đã đọc và phê duyệt',
    signature: 'Họ tên, chức vụ, ngày, chữ ký',
    nothing: 'Không có quy tắc nào có hiệu lực: không cấp quyền gì.',
  },
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>;

/** The page that a lawyer reads and signs: the rules of a day and the whole scope table, in Markdown. */
export function rulesPage(policy: Policy, day: string, language: Language): string {
  const says = WORDS[language];
  const inForce = policy.at(day);
  const head = [`# ${says.title}`, `${says.version} ${policy.version}, ${says.at} ${day}`];
  if (inForce.rules.size === 0) return `${[...head, says.nothing].join('\n\n')}\n`;
  const rules = [...inForce.rules.values()].map((rule) => {
    const until = rule.to === null ? '' : ` ${says.to} ${rule.to}`;
    return [
      `## ${rule.id} ${rule.title[language]}`,
      rule.says[language],
      `${says.source}${says.colon} ${rule.source}. ${says.from} ${rule.from}${until}.`,
    ].join('\n\n');
  });
  const stewards = [...policy.stewards].map(
    ([code, { name, focalPoint }]) => `- ${code}${says.colon} ${name[language]}, ${focalPoint}`,
  );
  const purposes = [...policy.purposes].map(([code, name]) => `- ${code}${says.colon} ${name[language]}`);
  return `${[
    ...head,
    ...rules,
    `## ${says.ceilings}`,
    ceilings(inForce, says),
    `## ${says.scope}`,
    scopeTable(policy, inForce, language),
    `## ${says.purposeList}`,
    purposes.join('\n'),
    `## ${says.stewards}`,
    stewards.join('\n'),
    `## ${says.signed}`,
    `${says.signature}${says.colon} ______________________________`,
  ].join('\n\n')}\n`;
}

const ceilings = (
  { ceilings: byZone, hardwareKeyCeilings }: PolicyInForce,
  { colon, withKey }: (typeof WORDS)[Language],
): string =>
  [...byZone]
    .map(([zone, level]) => {
      const keyed = hardwareKeyCeilings.get(zone);
      return `- ${zone}${colon} ${level}${keyed === undefined ? '' : `, ${withKey}${colon} ${keyed}`}`;
    })
    .join('\n');

function scopeTable(policy: Policy, inForce: PolicyInForce, language: Language): string {
  const says = WORDS[language];
  const rows = [...inForce.grants].flatMap(([type, grants]) =>
    grants.map((grant) => [
      type,
      grant.rule,
      addresseeIn(grant, language),
      rowsIn(grant, language),
      fieldsIn(grant, language),
      purposesIn(grant, policy, language),
    ]),
  );
  const head = ['Type', says.rule, says.whom, says.rows, says.fields, says.purposes];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** The rules of a day as data, in every language. */
export const rulesData = (policy: Policy, day: string) => ({
  version: policy.version,
  at: day,
  rules: [...policy.at(day).rules.values()],
  scope: [...policy.at(day).grants.values()].flat(),
});
