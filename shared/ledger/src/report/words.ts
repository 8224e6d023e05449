import { sentTo, type LogRecord } from '../records/index.js';
import type { UncheckedCode, VerdictName } from '../verify/verdict.js';

export const REPORT_LANGUAGES = ['en', 'fr', 'vi'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

/** What became of fields that were asked for. */
type Effect = 'allow' | 'deny' | 'mask' | 'not_found' | 'error';

/** Parts of one sentence on an access; all but who, when and what may be missing. */
export interface AccessWords {
  readonly at: string;
  readonly account: string | null;
  readonly organisation: string | null;
  readonly endUser: string | null;
  readonly purpose: string | null;
  readonly effect: Effect;
  readonly fields: string;
  /** Records that are named, and objects, whether or not they are: a record may stand in many of them. */
  readonly records: readonly string[];
  readonly n: number;
  readonly type: string;
  readonly agency: string;
  readonly rule: string;
  readonly agreement: string | null;
  readonly reason: string | null;
}

/** Who asked, and when. */
export type AskerWords = Pick<AccessWords, 'at' | 'account' | 'organisation' | 'endUser' | 'purpose'>;

/** Of what an argument of a request named. */
export interface NamedWords extends AskerWords {
  /** The argument, where its operation is known. */
  readonly by: string | null;
  /** Under their tokens; null for the subject that the page is about. */
  readonly whom: readonly string[] | null;
}

/** Of a change that was asked for: what came of it, and by which field it was asked. */
export interface ChangeWords extends AskerWords {
  readonly effect: 'done' | 'refused' | 'failed' | 'unknown';
  readonly field: string;
  readonly agency: string;
  /** Their type, where the record says it. */
  readonly of?: string;
  /** Those that it is told of; what was refused or is not known tells of none. */
  readonly records: readonly string[];
}

/** Of requests that were turned away as a whole. */
export interface TurnedAwayWords {
  readonly at: string;
  readonly code: string;
  /** Null of strangers. */
  readonly who: AskerWords | null;
  /** Of strangers who are counted: how many they were, or null where the count begins. */
  readonly count: number | null | undefined;
}

/** Everything that the page says, in one language. */
export interface Words {
  readonly title: string;
  readonly verdicts: Readonly<Record<VerdictName, string>>;
  readonly because: string;
  readonly question: string;
  readonly questionNote: string;
  readonly noQuestion: string;
  readonly period: string;
  between(after: string | null, before: string, by: string): string;
  readonly notWitnessed: string;
  clock(first: string, last: string): string;
  readonly accesses: string;
  readonly noAccess: string;
  access(words: AccessWords): string;
  /** Of a request an argument of which named somebody or something, whatever came of it. */
  named(words: NamedWords): string;
  changed(words: ChangeWords): string;
  turnedAway(words: TurnedAwayWords): string;
  shredded(record: LogRecord<'shred'>): string;
  held(record: LogRecord<'legal_hold'>): string;
  /** Of what two persons must agree on. */
  step(record: LogRecord<'four_eyes'>): string;
  /** Before what a person gave as the ground. */
  readonly ground: string;
  /** Before the records of a sentence, by their ids or tokens. */
  records(count: number): string;
  /** Of an outcome whose accesses stand in the parts before it. */
  answered(at: string): string;
  other(at: string, type: string): string;
  unknown(index: number): string;
  readonly leaf: string;
  readonly redacted: string;
  readonly nothingRedacted: string;
  withheld(count: number, list: string): string;
  sealed(count: number): string;
  brokenOff(index: number, found: number, published: number): string;
  /** Before the path and value of a field that was opened. */
  disclosed(isProven: boolean): string;
  readonly proven: string;
  readonly provenList: readonly string[];
  /** What stands in its place where no signature was checked: the state in the file may be of no log. */
  readonly unsignedList: readonly string[];
  complete(count: number, months: string, from: number, to: number): string;
  readonly notProven: string;
  readonly notProvenList: readonly string[];
  readonly unchecked: Readonly<Record<UncheckedCode, string>>;
  readonly keys: string;
  readonly keysNote: string;
  readonly noKeys: string;
  readonly log: string;
}

/** Of what was withheld nobody may know how much there is. */
const isUncounted = (effect: Effect, n: number): boolean => n === 0 && effect !== 'allow' && effect !== 'mask';

type Step = LogRecord<'four_eyes'>;

/** What a step is about, in brackets. */
function detailsOf(
  { about, of, n, incident, minutes, opens }: Pick<Step, 'about' | 'of' | 'n' | 'incident' | 'minutes' | 'opens'>,
  say: { minutes(minutes: number): string; opens(record: NonNullable<Step['opens']>): string },
): string {
  const all = [
    about,
    of === undefined || n === undefined ? of : `${of} × ${n}`,
    incident,
    minutes === undefined ? undefined : say.minutes(minutes),
    opens === undefined ? undefined : say.opens(opens),
  ].filter((one) => one !== undefined);
  return all.length === 0 ? '' : ` (${all.join(', ')})`;
}

const counted = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;

const askerInEnglish = ({ at, account, organisation, endUser, purpose }: AskerWords): string =>
  [
    `At ${at}, account ${account ?? '(not shown)'} of organisation ${organisation ?? '(not shown)'}`,
    endUser === null ? '' : `, for end user ${endUser}`,
    purpose === null ? '' : `, for the purpose ${purpose}`,
  ].join('');

const EN: Words = {
  title: 'What an audit log proves',
  verdicts: {
    VERIFIED: 'Verified: everything on this page is what the log holds, and trusted witnesses saw it.',
    'REDACTED-OK': 'Verified, with parts withheld: what is shown is what the log holds, and trusted witnesses saw it.',
    'VERIFIED-UNWITNESSED':
      'Verified, but not witnessed: the log’s key signed it; too few trusted witnesses saw all of it.',
    'NOT-CHECKED':
      'Not checked: nothing wrong was found, but not everything was checked. What was not is listed as not proven.',
    FAILED:
      'Failed: this evidence is not what it says it is. Nothing of it is shown, and nothing of it may be believed.',
  },
  because: 'Why',
  question: 'The question',
  questionNote: 'In the words of whoever made the evidence; nothing proves them.',
  noQuestion: 'None was given.',
  period: 'When',
  between: (after, before, by) =>
    after === null
      ? `Recorded before ${before}, according to ${by}.`
      : `Recorded between ${after} and ${before}, according to ${by}: shown the log without these records at the first time, and with them at the second.`,
  notWitnessed: 'No trusted witness says when these records came to be.',
  clock: (first, last) => `By the log’s own clock: from ${first} to ${last}.`,
  accesses: 'Accesses',
  noAccess: 'No access is shown.',
  access: ({
    at,
    account,
    organisation,
    endUser,
    purpose,
    effect,
    fields,
    records,
    n,
    type,
    agency,
    rule,
    agreement,
    reason,
  }) => {
    const of =
      records.length > 0
        ? counted(records.length, 'record')
        : isUncounted(effect, n)
          ? 'objects'
          : counted(n, 'object');
    const what = `${fields} of ${of} of type ${type} of agency ${agency}`;
    const to = sentTo({ effect, reason });
    const done = {
      allow: `was shown ${what}`,
      mask: `was shown, in masked form only, ${what}`,
      deny: `asked for ${what}, and was refused`,
      not_found: `asked for ${what}, which was not found`,
      error: `asked for ${what}, and got an error instead`,
    }[effect];
    return [
      askerInEnglish({ at, account, organisation, endUser, purpose }),
      `, ${to === null ? done : `asked for what agency ${to} computes from ${what}, which was sent to it and not shown to who asked`}, by rule ${rule}`,
      agreement === null ? '' : ` under agreement ${agreement}`,
      reason === null || to !== null ? '.' : ` (reason: ${reason}).`,
    ].join('');
  },
  named: ({ by, whom, ...who }) =>
    `${askerInEnglish(who)}, asked for ${whom?.join(', ') ?? 'this subject'} by ${by ?? 'an identifier'}.`,
  changed: ({ effect, field, agency, of: type, records, ...who }) => {
    const typed = type === undefined ? '' : ` of type ${type}`;
    const of = records.length === 0 ? 'data' : `${counted(records.length, 'record')}${typed}`;
    const what = `${of} of agency ${agency} by ${field}`;
    const done = {
      done: `changed ${what}.`,
      refused: `asked to change ${what}, and was refused.`,
      failed: `asked to change ${what}, and got an error instead.`,
      unknown: `asked to change ${what}; whether it was done is not known.`,
    }[effect];
    return `${askerInEnglish(who)}, ${done}`;
  },
  turnedAway: ({ at, code, who, count }) => {
    if (who !== null) return `${askerInEnglish(who)}, was turned away as a whole (reason: ${code}).`;
    if (count === undefined) return `At ${at}, a request of nobody known was turned away (reason: ${code}).`;
    if (count === null)
      return `From ${at} on, requests of nobody known were turned away and counted (reason: ${code}).`;
    return `Until ${at}, ${counted(count, 'request')} of nobody known had been counted and turned away (reason: ${code}).`;
  },
  shredded: ({ at, requestedBy, approvedBy, keys, refused }) =>
    `At ${at}, account ${requestedBy} had ${counted(keys, 'key')} of subjects destroyed, approved by account ${approvedBy}.${refused === 0 ? '' : ` Subjects not erased: ${refused}.`}`,
  held: ({ at, requestedBy, approvedBy, hold, change, keys }) => {
    const whose = `the keys of ${counted(keys, 'subject')}`;
    const done = change === 'set' ? `put legal hold ${hold} on ${whose}` : `lifted legal hold ${hold} from ${whose}`;
    return `At ${at}, account ${requestedBy} ${done}, approved by account ${approvedBy}.`;
  },
  step: ({ at, by, action, step, ...details }) => {
    const did = { requested: 'asked for', approved: 'approved', refused: 'was refused', ended: 'ended' }[step];
    const more = detailsOf(details, {
      minutes: (minutes) => counted(minutes, 'minute'),
      opens: ({ origin, index }) => `record ${index} of log ${origin}`,
    });
    return `At ${at}, account ${by} ${did} ${action}${more}.`;
  },
  ground: 'Ground:',
  records: (count) => (count === 1 ? 'Record:' : 'Records:'),
  answered: (at) => `At ${at}, the answer that the lines before belong to was recorded.`,
  other: (at, type) => `At ${at}, a record of type ${type}.`,
  unknown: (index) => `Leaf ${index} has content of an unknown form, which is not put in words.`,
  leaf: 'leaf',
  redacted: 'What is redacted',
  nothingRedacted: 'Nothing.',
  withheld: (count, list) =>
    count === 1
      ? `1 record is withheld; only its hash is shown (leaf ${list}).`
      : `${count} records are withheld; only their hashes are shown (leaves ${list}).`,
  sealed: (count) => (count === 1 ? '1 sealed field is not disclosed.' : `${count} sealed fields are not disclosed.`),
  brokenOff: (index, found, published) =>
    `Record ${index} says that the log was broken off: records ${found} to ${published - 1} stand as they were published; what was sealed for them is lost.`,
  disclosed: (isProven) => (isProven ? 'disclosed and proven:' : 'disclosed:'),
  proven: 'What is proven',
  provenList: [
    'Each record on this page is in the log at the place that is named, byte for byte.',
    'The log only grew: each of its signed states contains the one before.',
    'Each disclosed value is the one that was sealed when the record was made.',
  ],
  unsignedList: [
    'Each record on this page fits, byte for byte, the unsigned state that stands in the file.',
    'Each disclosed value is the one that is sealed in its record.',
  ],
  complete: (count, months, from, to) =>
    `These ${count} records and no others of ${months} between leaf ${from} and leaf ${to} name the subject by the tokens that were given.`,
  notProven: 'What is not proven',
  notProvenList: [
    'Reads inside an agency’s own system.',
    'Records under other tokens of a subject: who was recorded again after their keys were destroyed has others.',
    'Records that name a subject by its own id: what was recorded while its type was not one of persons.',
    'Rows that an agency filtered out of a list: the condition and the number returned are recorded, not each row.',
    'What a person does with an answer.',
    'That an agency does not lie about its own rows.',
  ],
  unchecked: {
    SIGNATURES: 'The log’s signatures: no key of a log was given to trust.',
    WITNESSES: 'That others saw the log: too few trusted witnesses co-signed it.',
    WITHHELD: 'The content of withheld records.',
    SEALED: 'The content of sealed fields that are not disclosed.',
    UNFINISHED: 'Bytes after the last whole record, as a crash leaves them.',
    UNPUBLISHED: 'Records after the last signed state of the log.',
    TIMES:
      'How precise the times of witnesses are: among what they saw there are lines that are no state of the log, or their times contradict each other.',
    COMPLETENESS:
      'That there are no other records: records in between or contexts or field sets that they refer to are not shown, or no token is of their month.',
  },
  keys: 'Trusted keys',
  keysNote: 'Given by the reader, not by the evidence. Compare their SHA-256 fingerprints with those of their owners.',
  noKeys: 'None.',
  log: 'Log:',
};

/** In French, none is singular. */
const countedInFrench = (n: number, noun: string): string => `${n} ${noun}${n > 1 ? 's' : ''}`;

const askerInFrench = ({ at, account, organisation, endUser, purpose }: AskerWords): string =>
  [
    `Le ${at}, le compte ${account ?? '(non montré)'} de l’organisation ${organisation ?? '(non montrée)'}`,
    endUser === null ? '' : `, pour l’utilisateur final ${endUser}`,
    purpose === null ? '' : `, pour la finalité ${purpose}`,
  ].join('');

const FR: Words = {
  title: 'Ce que prouve un journal d’audit',
  verdicts: {
    VERIFIED:
      'Vérifié\u202f: tout ce que montre cette page est ce que contient le journal, vu par des témoins de confiance.',
    'REDACTED-OK':
      'Vérifié, avec des parties occultées\u202f: ce qui est montré est ce que contient le journal, vu par des témoins de confiance.',
    'VERIFIED-UNWITNESSED':
      'Vérifié, mais sans témoin suffisant\u202f: la clé du journal l’a signé\u202f; trop peu de témoins de confiance l’ont vu en entier.',
    'NOT-CHECKED':
      'Non contrôlé\u202f: rien d’anormal n’a été trouvé, mais tout n’a pas été contrôlé. Ce qui ne l’a pas été figure parmi ce qui n’est pas prouvé.',
    FAILED:
      'Échec\u202f: cette preuve n’est pas ce qu’elle prétend être. Rien n’en est montré, et rien ne doit en être cru.',
  },
  because: 'Pourquoi',
  question: 'La question',
  questionNote: 'Selon les termes de qui a établi la preuve\u202f; rien ne les prouve.',
  noQuestion: 'Aucune n’a été donnée.',
  period: 'Quand',
  between: (after, before, by) =>
    after === null
      ? `Enregistré avant le ${before}, selon ${by}.`
      : `Enregistré entre le ${after} et le ${before}, selon ${by}\u202f: le journal leur fut montré sans ces enregistrements à la première heure, et avec eux à la seconde.`,
  notWitnessed: 'Aucun témoin de confiance ne dit quand ces enregistrements ont été faits.',
  clock: (first, last) => `Selon l’horloge du journal lui-même\u202f: du ${first} au ${last}.`,
  accesses: 'Accès',
  noAccess: 'Aucun accès n’est montré.',
  access: ({
    at,
    account,
    organisation,
    endUser,
    purpose,
    effect,
    fields,
    records,
    n,
    type,
    agency,
    rule,
    agreement,
    reason,
  }) => {
    const of =
      records.length > 0
        ? `de ${countedInFrench(records.length, 'fiche')}`
        : isUncounted(effect, n)
          ? 'd’objets'
          : `de ${countedInFrench(n, 'objet')}`;
    const what = `${fields} ${of} de type ${type} de l’organisme ${agency}`;
    const to = sentTo({ effect, reason });
    const done = {
      allow: `a obtenu ${what}`,
      mask: `a obtenu, sous forme masquée seulement, ${what}`,
      deny: `a demandé ${what} et se l’est vu refuser`,
      not_found: `a demandé ${what}, sans résultat`,
      error: `a demandé ${what} et a reçu une erreur`,
    }[effect];
    return [
      askerInFrench({ at, account, organisation, endUser, purpose }),
      `, ${to === null ? done : `a demandé ce que l’organisme ${to} calcule à partir de ${what}, qui lui a été transmis sans être montré à qui a demandé`}, selon la règle ${rule}`,
      agreement === null ? '' : ` et l’accord ${agreement}`,
      reason === null || to !== null ? '.' : ` (motif\u202f: ${reason}).`,
    ].join('');
  },
  named: ({ by, whom, ...who }) =>
    `${askerInFrench(who)}, a cherché ${whom?.join(', ') ?? 'cette personne'} par ${by ?? 'un identifiant'}.`,
  changed: ({ effect, field, agency, of: type, records, ...who }) => {
    const typed = type === undefined ? '' : ` de type ${type}`;
    const of = records.length === 0 ? 'des données' : `${countedInFrench(records.length, 'fiche')}${typed}`;
    const what = `${of} de l’organisme ${agency} par ${field}`;
    const done = {
      done: `a modifié ${what}.`,
      refused: `a demandé de modifier ${what} et se l’est vu refuser.`,
      failed: `a demandé de modifier ${what} et a reçu une erreur.`,
      unknown: `a demandé de modifier ${what}\u202f; on ignore si cela a été fait.`,
    }[effect];
    return `${askerInFrench(who)}, ${done}`;
  },
  turnedAway: ({ at, code, who, count }) => {
    if (who !== null) return `${askerInFrench(who)}, a vu toute sa requête rejetée (motif\u202f: ${code}).`;
    if (count === undefined) return `Le ${at}, une requête d’un inconnu a été rejetée (motif\u202f: ${code}).`;
    if (count === null)
      return `À partir du ${at}, des requêtes d’inconnus ont été rejetées et comptées (motif\u202f: ${code}).`;
    return `Jusqu’au ${at}, ${countedInFrench(count, 'requête')} d’inconnus avaient été comptées et rejetées (motif\u202f: ${code}).`;
  },
  shredded: ({ at, requestedBy, approvedBy, keys, refused }) =>
    `Le ${at}, le compte ${requestedBy} a fait détruire ${countedInFrench(keys, 'clé')} de personnes, avec l’approbation du compte ${approvedBy}.${refused === 0 ? '' : ` Personnes non effacées\u202f: ${refused}.`}`,
  held: ({ at, requestedBy, approvedBy, hold, change, keys }) => {
    const whose = countedInFrench(keys, 'personne');
    const done =
      change === 'set'
        ? `a placé les clés de ${whose} sous la conservation légale ${hold}`
        : `a levé la conservation légale ${hold} des clés de ${whose}`;
    return `Le ${at}, le compte ${requestedBy} ${done}, avec l’approbation du compte ${approvedBy}.`;
  },
  step: ({ at, by, action, step, ...details }) => {
    const did = {
      requested: 'a demandé',
      approved: 'a approuvé',
      refused: 's’est vu refuser',
      ended: 'a mis fin à',
    }[step];
    const more = detailsOf(details, {
      minutes: (minutes) => countedInFrench(minutes, 'minute'),
      opens: ({ origin, index }) => `enregistrement ${index} du journal ${origin}`,
    });
    return `Le ${at}, le compte ${by} ${did} ${action}${more}.`;
  },
  ground: 'Motif\u202f:',
  records: (count) => (count === 1 ? 'Fiche\u202f:' : 'Fiches\u202f:'),
  answered: (at) => `Le ${at}, la réponse à laquelle appartiennent les lignes précédentes a été enregistrée.`,
  other: (at, type) => `Le ${at}, un enregistrement de type ${type}.`,
  unknown: (index) => `La feuille ${index} a un contenu de forme inconnue, qui n’est pas mis en phrase.`,
  leaf: 'feuille',
  redacted: 'Ce qui est occulté',
  nothingRedacted: 'Rien.',
  withheld: (count, list) =>
    count === 1
      ? `1 enregistrement est retenu\u202f; seule son empreinte est montrée (feuille ${list}).`
      : `${count} enregistrements sont retenus\u202f; seules leurs empreintes sont montrées (feuilles ${list}).`,
  sealed: (count) =>
    count === 1 ? '1 champ scellé n’est pas divulgué.' : `${count} champs scellés ne sont pas divulgués.`,
  brokenOff: (index, found, published) =>
    `L’enregistrement ${index} dit que le journal fut interrompu\u202f: les enregistrements ${found} à ${published - 1} sont tels que publiés\u202f; ce qui était scellé pour eux est perdu.`,
  disclosed: (isProven) => (isProven ? 'divulgué et prouvé\u202f:' : 'divulgué\u202f:'),
  proven: 'Ce qui est prouvé',
  provenList: [
    'Chaque enregistrement de cette page est dans le journal à la place indiquée, octet pour octet.',
    'Le journal n’a fait que croître\u202f: chacun de ses états signés contient le précédent.',
    'Chaque valeur divulguée est celle qui fut scellée quand l’enregistrement fut fait.',
  ],
  unsignedList: [
    'Chaque enregistrement de cette page concorde, octet pour octet, avec l’état non signé qui figure dans le fichier.',
    'Chaque valeur divulguée est celle qui est scellée dans son enregistrement.',
  ],
  complete: (count, months, from, to) =>
    `Ces ${count} enregistrements, et aucun autre de ${months} entre la feuille ${from} et la feuille ${to}, nomment la personne par les jetons donnés.`,
  notProven: 'Ce qui n’est pas prouvé',
  notProvenList: [
    'Les lectures dans le système propre d’un organisme.',
    'Les enregistrements sous d’autres jetons d’une personne\u202f: qui fut enregistré à nouveau après la destruction de ses clés en a d’autres.',
    'Les enregistrements qui nomment une personne par son propre identifiant\u202f: ceux du temps où son type n’était pas un type de personnes.',
    'Les lignes qu’un organisme a écartées d’une liste\u202f: la condition et le nombre rendu sont enregistrés, non chaque ligne.',
    'Ce qu’une personne fait d’une réponse.',
    'Qu’un organisme ne mente pas sur ses propres lignes.',
  ],
  unchecked: {
    SIGNATURES: 'Les signatures du journal\u202f: aucune clé d’un journal n’a été donnée comme digne de confiance.',
    WITNESSES: 'Que d’autres ont vu le journal\u202f: trop peu de témoins de confiance l’ont cosigné.',
    WITHHELD: 'Le contenu des enregistrements retenus.',
    SEALED: 'Le contenu des champs scellés non divulgués.',
    UNFINISHED: 'Des octets après le dernier enregistrement entier, comme en laisse un arrêt brutal.',
    UNPUBLISHED: 'Les enregistrements postérieurs au dernier état signé du journal.',
    TIMES:
      'La précision des moments attestés par les témoins\u202f: parmi ce qu’ils ont vu, des lignes ne sont pas un état du journal, ou ces moments se contredisent.',
    COMPLETENESS:
      'Qu’il n’y a pas d’autre enregistrement\u202f: des enregistrements de l’intervalle ou des contextes ou ensembles de champs auxquels ils renvoient ne sont pas montrés, ou aucun jeton n’est de leur mois.',
  },
  keys: 'Clés de confiance',
  keysNote: 'Données par le lecteur, non par la preuve. Comparez leurs empreintes SHA-256 avec leurs titulaires.',
  noKeys: 'Aucune.',
  log: 'Journal\u202f:',
};

const askerInVietnamese = ({ at, account, organisation, endUser, purpose }: AskerWords): string =>
  [
    `Lúc ${at}, tài khoản ${account ?? '(không hiển thị)'} của tổ chức ${organisation ?? '(không hiển thị)'}`,
    endUser === null ? '' : `, thay cho người dùng cuối ${endUser}`,
    purpose === null ? '' : `, với mục đích ${purpose}`,
  ].join('');

const VI: Words = {
  title: 'Những gì nhật ký kiểm toán chứng minh',
  verdicts: {
    VERIFIED: 'Đã xác minh: mọi điều trên trang này đúng là nội dung nhật ký và đã được nhân chứng tin cậy nhìn thấy.',
    'REDACTED-OK':
      'Đã xác minh, có phần được che: phần hiển thị đúng là nội dung nhật ký và đã được nhân chứng tin cậy nhìn thấy.',
    'VERIFIED-UNWITNESSED':
      'Đã xác minh nhưng chưa đủ nhân chứng: khóa của nhật ký đã ký; quá ít nhân chứng tin cậy đã thấy toàn bộ.',
    'NOT-CHECKED':
      'Chưa kiểm tra: không thấy điều gì sai, nhưng chưa kiểm tra hết. Những gì chưa kiểm tra được liệt kê là không được chứng minh.',
    FAILED: 'Không đạt: bằng chứng này không đúng như nó tự nhận. Không có gì được hiển thị và không được tin điều gì.',
  },
  because: 'Lý do',
  question: 'Câu hỏi',
  questionNote: 'Theo lời của người lập bằng chứng; không có gì chứng minh những lời này.',
  noQuestion: 'Không được nêu.',
  period: 'Thời gian',
  between: (after, before, by) =>
    after === null
      ? `Được ghi trước ${before}, theo ${by}.`
      : `Được ghi trong khoảng từ ${after} đến ${before}, theo ${by}: lúc đầu họ được cho xem nhật ký chưa có các bản ghi này, lúc sau đã có.`,
  notWitnessed: 'Không nhân chứng tin cậy nào cho biết các bản ghi này được lập khi nào.',
  clock: (first, last) => `Theo đồng hồ của chính nhật ký: từ ${first} đến ${last}.`,
  accesses: 'Các lần truy cập',
  noAccess: 'Không có lần truy cập nào được hiển thị.',
  access: ({
    at,
    account,
    organisation,
    endUser,
    purpose,
    effect,
    fields,
    records,
    n,
    type,
    agency,
    rule,
    agreement,
    reason,
  }) => {
    const of = records.length > 0 ? `${records.length} hồ sơ` : isUncounted(effect, n) ? 'đối tượng' : `${n} đối tượng`;
    const what = `${fields} của ${of} loại ${type} thuộc cơ quan ${agency}`;
    const to = sentTo({ effect, reason });
    const done = {
      allow: `đã được xem ${what}`,
      mask: `chỉ được xem ở dạng che bớt ${what}`,
      deny: `đã yêu cầu ${what} và bị từ chối`,
      not_found: `đã yêu cầu ${what} nhưng không tìm thấy`,
      error: `đã yêu cầu ${what} và nhận được lỗi`,
    }[effect];
    return [
      askerInVietnamese({ at, account, organisation, endUser, purpose }),
      `, ${to === null ? done : `đã yêu cầu kết quả mà cơ quan ${to} tính từ ${what}; dữ liệu này được gửi cho cơ quan đó và không hiển thị cho người yêu cầu`}, theo quy tắc ${rule}`,
      agreement === null ? '' : ` và thỏa thuận ${agreement}`,
      reason === null || to !== null ? '.' : ` (lý do: ${reason}).`,
    ].join('');
  },
  named: ({ by, whom, ...who }) =>
    `${askerInVietnamese(who)}, đã yêu cầu ${whom?.join(', ') ?? 'chủ thể này'} bằng ${by ?? 'mã định danh'}.`,
  changed: ({ effect, field, agency, of: type, records, ...who }) => {
    const typed = type === undefined ? '' : ` loại ${type}`;
    const of = records.length === 0 ? 'dữ liệu' : `${records.length} hồ sơ${typed}`;
    const what = `${of} thuộc cơ quan ${agency} qua ${field}`;
    const done = {
      done: `đã thay đổi ${what}.`,
      refused: `đã yêu cầu thay đổi ${what} và bị từ chối.`,
      failed: `đã yêu cầu thay đổi ${what} và nhận được lỗi.`,
      unknown: `đã yêu cầu thay đổi ${what}; không rõ việc đó đã được thực hiện hay chưa.`,
    }[effect];
    return `${askerInVietnamese(who)}, ${done}`;
  },
  turnedAway: ({ at, code, who, count }) => {
    if (who !== null) return `${askerInVietnamese(who)}, đã bị từ chối toàn bộ yêu cầu (lý do: ${code}).`;
    if (count === undefined) return `Lúc ${at}, một yêu cầu của người không xác định đã bị từ chối (lý do: ${code}).`;
    if (count === null)
      return `Từ ${at}, các yêu cầu của người không xác định bị từ chối và được đếm (lý do: ${code}).`;
    return `Đến ${at}, ${count} yêu cầu của người không xác định đã được đếm và bị từ chối (lý do: ${code}).`;
  },
  shredded: ({ at, requestedBy, approvedBy, keys, refused }) =>
    `Lúc ${at}, tài khoản ${requestedBy} đã cho hủy ${keys} khóa của các chủ thể, được tài khoản ${approvedBy} phê duyệt.${refused === 0 ? '' : ` Số chủ thể không bị xóa: ${refused}.`}`,
  held: ({ at, requestedBy, approvedBy, hold, change, keys }) => {
    const done = change === 'set' ? 'đã đặt' : 'đã gỡ';
    return `Lúc ${at}, tài khoản ${requestedBy} ${done} lệnh lưu giữ pháp lý ${hold} đối với khóa của ${keys} chủ thể, được tài khoản ${approvedBy} phê duyệt.`;
  },
  step: ({ at, by, action, step, ...details }) => {
    const did = {
      requested: 'đã yêu cầu',
      approved: 'đã phê duyệt',
      refused: 'đã bị từ chối',
      ended: 'đã kết thúc',
    }[step];
    const more = detailsOf(details, {
      minutes: (minutes) => `${minutes} phút`,
      opens: ({ origin, index }) => `bản ghi ${index} của nhật ký ${origin}`,
    });
    return `Lúc ${at}, tài khoản ${by} ${did} ${action}${more}.`;
  },
  ground: 'Lý do:',
  records: () => 'Hồ sơ:',
  answered: (at) => `Lúc ${at}, câu trả lời gồm các dòng trên đã được ghi lại.`,
  other: (at, type) => `Lúc ${at}, một bản ghi loại ${type}.`,
  unknown: (index) => `Lá ${index} có nội dung theo dạng chưa biết, không diễn đạt bằng lời.`,
  leaf: 'lá',
  redacted: 'Những gì được che',
  nothingRedacted: 'Không có.',
  withheld: (count, list) => `${count} bản ghi được giữ lại; chỉ hiển thị mã băm của chúng (các lá ${list}).`,
  sealed: (count) => `${count} trường niêm phong không được tiết lộ.`,
  brokenOff: (index, found, published) =>
    `Bản ghi ${index} cho biết nhật ký đã bị gián đoạn: các bản ghi từ ${found} đến ${published - 1} đúng như đã công bố; những gì được niêm phong cho chúng đã mất.`,
  disclosed: (isProven) => (isProven ? 'đã tiết lộ và chứng minh:' : 'đã tiết lộ:'),
  proven: 'Những gì được chứng minh',
  provenList: [
    'Mỗi bản ghi trên trang này nằm trong nhật ký đúng vị trí đã nêu, chính xác từng byte.',
    'Nhật ký chỉ dài thêm: mỗi trạng thái đã ký đều chứa trạng thái trước đó.',
    'Mỗi giá trị được tiết lộ đúng là giá trị đã niêm phong khi bản ghi được lập.',
  ],
  unsignedList: [
    'Mỗi bản ghi trên trang này khớp chính xác từng byte với trạng thái chưa ký nằm trong tệp.',
    'Mỗi giá trị được tiết lộ đúng là giá trị được niêm phong trong bản ghi của nó.',
  ],
  complete: (count, months, from, to) =>
    `Chỉ ${count} bản ghi này, không có bản ghi nào khác của ${months} từ lá ${from} đến lá ${to}, nêu chủ thể theo các mã đã cho.`,
  notProven: 'Những gì không được chứng minh',
  notProvenList: [
    'Việc đọc bên trong hệ thống riêng của một cơ quan.',
    'Các bản ghi dưới mã khác của một chủ thể: người được ghi lại sau khi khóa của họ bị hủy thì có mã khác.',
    'Các bản ghi nêu chủ thể bằng chính định danh của họ: những gì được ghi khi loại dữ liệu đó chưa được coi là dữ liệu về con người.',
    'Những dòng mà cơ quan đã lọc khỏi danh sách: điều kiện và số dòng trả về được ghi, không ghi từng dòng.',
    'Việc một người làm gì với câu trả lời.',
    'Việc một cơ quan không nói sai về dữ liệu của chính mình.',
  ],
  unchecked: {
    SIGNATURES: 'Chữ ký của nhật ký: không có khóa nào của nhật ký được cho là tin cậy.',
    WITNESSES: 'Việc người khác đã thấy nhật ký: quá ít nhân chứng tin cậy đồng ký.',
    WITHHELD: 'Nội dung của các bản ghi được giữ lại.',
    SEALED: 'Nội dung của các trường niêm phong không được tiết lộ.',
    UNFINISHED: 'Các byte sau bản ghi hoàn chỉnh cuối cùng, như khi máy dừng đột ngột.',
    UNPUBLISHED: 'Các bản ghi sau trạng thái đã ký cuối cùng của nhật ký.',
    TIMES:
      'Độ chính xác của thời điểm do nhân chứng xác nhận: trong những gì họ đã thấy có dòng không phải là trạng thái của nhật ký, hoặc các thời điểm ấy mâu thuẫn với nhau.',
    COMPLETENESS:
      'Việc không có bản ghi nào khác: có bản ghi ở giữa hoặc ngữ cảnh, tập trường mà chúng dẫn tới không được hiển thị, hoặc không có mã nào thuộc tháng của chúng.',
  },
  keys: 'Các khóa được tin cậy',
  keysNote: 'Do người đọc cung cấp, không phải do bằng chứng. Hãy đối chiếu dấu vân tay SHA-256 với chủ khóa.',
  noKeys: 'Không có.',
  log: 'Nhật ký:',
};

export const WORDS: Readonly<Record<ReportLanguage, Words>> = { en: EN, fr: FR, vi: VI };
