import { mergedLabels, OWN_SOURCE } from '@agency-graph/composition';
import { compose } from '@agency-graph/composition/compose';
import { readWorkingTree } from '@agency-graph/composition/working-tree';
import { either, type Language, type Policy } from '@agency-graph/policy';
import type { Label } from '@agency-graph/contract';
import type { Command } from 'commander';
import { ROOT } from '../checkout.js';
import { CommandFailure, wrongUsage } from '../exit.js';
import { clockOption, dayOf } from '../policy-clock.js';
import { languageOption, policyIn, policyOption } from './rules.js';

interface Options {
  readonly lang: Language;
  readonly purpose?: string;
  readonly clock: string;
  readonly policy: string;
}

const LETTER = {
  en: {
    subject: 'Request for access to',
    colon: ':',
    to: 'To',
    from: 'From: (organisation, office, name)',
    label: 'Label',
    rule: 'Rule',
    purpose: 'Purpose',
    choose: '(one of: %s)',
    basis: 'Legal basis: (instrument, article)',
    how: 'Asked for: (a function of an account, or a sharing agreement that names the field, from day to day, rows a query)',
    internal: 'Asked for: (a function of an account; what is INTERNAL is shared by no agreement)',
  },
  fr: {
    subject: 'Demande d’accès à',
    colon: '\u202f:',
    to: 'À',
    from: 'De\u202f: (organisation, service, nom)',
    label: 'Étiquette',
    rule: 'Règle',
    purpose: 'Finalité',
    choose: '(l’une de\u202f: %s)',
    basis: 'Base juridique\u202f: (instrument, article)',
    how: 'Demandé\u202f: (une fonction d’un compte, ou un accord de partage qui nomme le champ, d’un jour à un autre, nombre de lignes par requête)',
    internal: 'Demandé\u202f: (une fonction d’un compte\u202f; ce qui est INTERNAL n’est partagé par aucun accord)',
  },
  vi: {
    subject: 'Đề nghị truy cập',
    colon: ':',
    to: 'Kính gửi',
    from: 'Nơi gửi: (tổ chức, bộ phận, họ tên)',
    label: 'Nhãn',
    rule: 'Quy tắc',
    purpose: 'Mục đích',
    choose: '(một trong: %s)',
    basis: 'Căn cứ pháp lý: (văn bản, điều)',
    how: 'Đề nghị: (chức năng của tài khoản, hoặc thỏa thuận chia sẻ có nêu trường, từ ngày đến ngày, số dòng mỗi truy vấn)',
    internal: 'Đề nghị: (chức năng của tài khoản; dữ liệu INTERNAL không được chia sẻ bằng thỏa thuận)',
  },
} as const;

/** `agency-graph ask`: the letter to the steward of a field, ready to be filled in. */
export const ask = (program: Command): void => {
  program
    .command('ask')
    .argument('<field>', 'e.g. Member.nationalId')
    .description('The letter with which one asks a field’s steward for access, to fill in and send.')
    .addOption(languageOption())
    .option('--purpose <code>', 'what it is for')
    .addOption(clockOption())
    .addOption(policyOption())
    .action(async (field: string, { lang, purpose, clock, policy: folder }: Options) => {
      const policy = policyIn(folder);
      if (purpose !== undefined && !policy.purposes.has(purpose))
        throw wrongUsage(`No purpose "${purpose}". There are: ${[...policy.purposes.keys()].join(', ')}.`);
      const label = (await labels()).get(field);
      if (label === undefined)
        throw wrongUsage(`No field "${field}" in the schemas here. Say Type.field, e.g. Member.nationalId.`);
      process.stdout.write(letter(field, label, policy, dayOf(clock), purpose, lang));
    });
};

async function labels(): Promise<ReadonlyMap<string, Label>> {
  const tree = await readWorkingTree({ dir: ROOT, supergraphYaml: 'supergraph.yaml' });
  const composed =
    tree.kind === 'problems' ? tree : compose({ subgraphs: [...tree.subgraphs, OWN_SOURCE], labels: 'required' });
  if (composed.kind === 'problems')
    throw new CommandFailure('The schemas here do not compose: "agency-graph check" says why.');
  return mergedLabels(composed.supergraphSdl).fields;
}

function letter(
  field: string,
  label: Label,
  policy: Policy,
  day: string,
  purpose: string | undefined,
  language: Language,
): string {
  const says = LETTER[language];
  const steward = policy.stewards.get(label.steward);
  const [type = ''] = field.split('.');
  const inForce = policy.at(day);
  const rule = inForce.rules.get(inForce.governing(field, policy.parts.get(type) ?? type));
  const { secrecy, sharing, personal } = label;
  const named = (code: string): string => `${code} ${policy.purposes.get(code)?.[language] ?? ''}`.trim();
  const choice = says.choose.replace('%s', either([...policy.purposes.keys()], language));
  return [
    `${says.subject} ${field}`,
    '',
    `${says.to}${says.colon} ${steward?.name[language] ?? label.steward} (${label.steward}), ${steward?.focalPoint ?? ''}`,
    says.from,
    '',
    `${says.label}${says.colon} ${secrecy}, ${sharing}, ${personal}`,
    ...(rule === undefined
      ? []
      : [`${says.rule}${says.colon} ${rule.id} ${rule.title[language]}. ${rule.says[language]}`]),
    `${says.purpose}${says.colon} ${purpose === undefined ? choice : named(purpose)}`,
    says.basis,
    sharing === 'INTERNAL' ? says.internal : says.how,
    '',
  ].join('\n');
}
