import type { Language } from '@agency-graph/policy';
import type { BreakerState } from '../execute/agency/breaker.js';
import type { Step } from './metrics.js';

/** What the status page says, in one language. */
export interface StatusWords {
  readonly title: string;
  readonly state: {
    readonly ready: string;
    readonly older: string;
    readonly notReady: (why: string) => string;
  };
  readonly parts: Readonly<Record<string, string>>;
  readonly missing: Readonly<Record<string, string>>;
  readonly served: {
    readonly heading: string;
    readonly supergraph: string;
    readonly policy: string;
    readonly since: string;
    readonly changes: string;
    readonly taken: (taken: number, refused: number) => string;
    /** What is refused on disk, since when. */
    readonly refused: (part: string, since: string) => string;
    readonly unfit: (part: string) => string;
  };
  readonly requests: {
    readonly heading: string;
    readonly underWay: string;
    readonly lastMinute: string;
    readonly sinceStart: string;
    readonly end: string;
    readonly answered: string;
  };
  readonly agencies: {
    readonly heading: string;
    readonly agency: string;
    readonly state: string;
    readonly underWay: string;
    readonly waiting: string;
    readonly answered: string;
    readonly withErrors: string;
    readonly misformed: string;
    readonly failed: string;
    readonly breaker: Readonly<Record<BreakerState, string>>;
  };
  readonly half: string;
  readonly slowest: string;
  readonly rooms: { readonly heading: string; readonly step: string; readonly steps: Readonly<Record<Step, string>> };
  readonly rules: {
    readonly heading: string;
    readonly rule: string;
    readonly permitted: string;
    readonly refused: string;
  };
  readonly caches: {
    readonly heading: string;
    readonly cache: string;
    readonly asked: string;
    readonly found: string;
    readonly names: Readonly<Record<string, string>>;
  };
  readonly audit: {
    readonly heading: string;
    readonly records: string;
    readonly published: string;
    readonly state: string;
    readonly writes: string;
    readonly low: string;
    readonly broken: string;
  };
  readonly process: {
    readonly heading: string;
    readonly started: string;
    readonly memory: string;
    readonly refresh: string;
  };
  readonly none: string;
}

const en: StatusWords = {
  title: 'Status',
  state: {
    ready: 'Ready',
    older: 'Ready, but not everything is as it should be',
    notReady: (why) => `Not ready: ${why}`,
  },
  parts: {
    graph: 'Graph',
    policy: 'Policy',
    cedar: 'Cedar policies',
    operations: 'Persisted operations',
    'sharing agreements': 'Sharing agreements',
    'audit witnesses': 'Witnesses of the audit log',
    'audit index': 'Index of the audit log',
    'auditors’ log': 'Log of what auditors did',
    'issuer keys': 'Issuers’ keys',
    'organisations register': 'Register of organisations',
  },
  missing: {
    'audit log': 'the audit log cannot be written, so nothing is answered',
    'audit disk': 'the disk of the audit log is nearly full, so no agency is asked',
    'organisations register': 'the register of organisations has not been read yet',
    'account directory': 'the directory of accounts does not answer',
    'issuer keys': 'the keys of an issuer of tokens have not been read yet',
    clock: 'the clock of its machine was set back, so that tokens end too early: restart the gateway',
    stopping: 'the gateway is stopping',
  },
  served: {
    heading: 'What is served',
    supergraph: 'Supergraph',
    policy: 'Policy',
    since: 'Since',
    changes: 'Changes on disk',
    taken: (taken, refused) => `${taken} taken, ${refused} refused`,
    refused: (part, since) => `${part}: what lies on disk is refused since ${since}, and the last good one is served.`,
    unfit: (part) => `${part}: not as it should be. The log says what.`,
  },
  requests: {
    heading: 'Requests',
    underWay: 'Under way',
    lastMinute: 'Last minute',
    sinceStart: 'Since the start',
    end: 'What became of them',
    answered: 'Answered',
  },
  agencies: {
    heading: 'Agencies, in the last minute',
    agency: 'Agency',
    state: 'State',
    underWay: 'Under way',
    waiting: 'Waiting',
    answered: 'Answered',
    withErrors: 'Of them with errors',
    misformed: 'Misformed',
    failed: 'Failed',
    breaker: { closed: 'Asked', open: 'Left alone', probing: 'Being tried' },
  },
  half: 'Half within',
  slowest: '99% within',
  rooms: {
    heading: 'Where the time goes, in the last minute',
    step: 'Step',
    steps: {
      read: 'Reading the request',
      identity: 'Who asks',
      turn: 'Waited for a turn',
      operation: 'What is asked',
      access: 'What is permitted',
      plan: 'Whom to ask',
      intent: 'Recording the intent',
      execute: 'Asking the agencies',
      check: 'Judging the rows',
      outcome: 'Recording the outcome',
      write: 'Writing the answer',
    },
  },
  rules: {
    heading: 'Fields by rule, since the start',
    rule: 'Rule',
    permitted: 'Permitted',
    refused: 'Refused',
  },
  caches: {
    heading: 'Caches, since the start',
    cache: 'Cache',
    asked: 'Asked',
    found: 'Found',
    names: { documents: 'Documents', permissions: 'Permissions', plans: 'Plans' },
  },
  audit: {
    heading: 'Audit log',
    records: 'Records',
    published: 'Of them published',
    state: 'State',
    writes: 'It can be written',
    low: 'The disk is nearly full: no agency is asked',
    broken: 'It cannot be written: nothing is answered',
  },
  process: { heading: 'This process', started: 'Started', memory: 'Memory', refresh: 'Show as it is now' },
  none: 'None yet.',
};

const fr: StatusWords = {
  title: 'État',
  state: {
    ready: 'Prête',
    older: 'Prête, mais tout n’est pas en ordre',
    notReady: (why) => `Pas prête\u202f: ${why}`,
  },
  parts: {
    graph: 'Graphe',
    policy: 'Politique',
    cedar: 'Politiques Cedar',
    operations: 'Opérations enregistrées',
    'sharing agreements': 'Accords de partage',
    'audit witnesses': 'Témoins du journal d’audit',
    'audit index': 'Index du journal d’audit',
    'auditors’ log': 'Journal de ce que font les auditeurs',
    'issuer keys': 'Clés des émetteurs',
    'organisations register': 'Registre des organisations',
  },
  missing: {
    'audit log': 'le journal d’audit ne peut pas être écrit, donc aucune réponse n’est donnée',
    'audit disk': 'le disque du journal d’audit est presque plein, donc aucun organisme n’est interrogé',
    'organisations register': 'le registre des organisations n’a pas encore été lu',
    'account directory': 'l’annuaire des comptes ne répond pas',
    'issuer keys': 'les clés d’un émetteur de jetons n’ont pas encore été lues',
    clock: 'l’horloge de sa machine a été reculée, et les jetons expirent trop tôt\u202f: redémarrez la passerelle',
    stopping: 'la passerelle s’arrête',
  },
  served: {
    heading: 'Ce qui est servi',
    supergraph: 'Supergraphe',
    policy: 'Politique',
    since: 'Depuis',
    changes: 'Changements sur le disque',
    taken: (taken, refused) => `${taken} pris en compte, ${refused} refusé${refused > 1 ? 's' : ''}`,
    refused: (part, since) =>
      `${part}\u202f: ce qui est sur le disque est refusé depuis ${since}, et la dernière bonne version est servie.`,
    unfit: (part) => `${part}\u202f: tout n’est pas en ordre. Le journal du processus dit quoi.`,
  },
  requests: {
    heading: 'Requêtes',
    underWay: 'En cours',
    lastMinute: 'Dernière minute',
    sinceStart: 'Depuis le démarrage',
    end: 'Ce qu’elles sont devenues',
    answered: 'Avec réponse',
  },
  agencies: {
    heading: 'Organismes, dans la dernière minute',
    agency: 'Organisme',
    state: 'État',
    underWay: 'En cours',
    waiting: 'En attente',
    answered: 'Avec réponse',
    withErrors: 'Dont avec erreurs',
    misformed: 'Mal formées',
    failed: 'Échouées',
    breaker: { closed: 'Interrogé', open: 'Mis au repos', probing: 'À l’essai' },
  },
  half: 'La moitié en',
  slowest: '99\u202f% en',
  rooms: {
    heading: 'Où passe le temps, dans la dernière minute',
    step: 'Étape',
    steps: {
      read: 'Lecture de la requête',
      identity: 'Qui demande',
      turn: 'Attente de son tour',
      operation: 'Ce qui est demandé',
      access: 'Ce qui est permis',
      plan: 'À qui demander',
      intent: 'Enregistrement de l’intention',
      execute: 'Demandes aux organismes',
      check: 'Contrôle des lignes',
      outcome: 'Enregistrement du résultat',
      write: 'Écriture de la réponse',
    },
  },
  rules: {
    heading: 'Champs par règle, depuis le démarrage',
    rule: 'Règle',
    permitted: 'Permis',
    refused: 'Refusés',
  },
  caches: {
    heading: 'Caches, depuis le démarrage',
    cache: 'Cache',
    asked: 'Consultés',
    found: 'Trouvés',
    names: { documents: 'Documents', permissions: 'Permissions', plans: 'Plans' },
  },
  audit: {
    heading: 'Journal d’audit',
    records: 'Enregistrements',
    published: 'Dont publiés',
    state: 'État',
    writes: 'Il peut être écrit',
    low: 'Le disque est presque plein\u202f: aucun organisme n’est interrogé',
    broken: 'Il ne peut pas être écrit\u202f: aucune réponse n’est donnée',
  },
  process: { heading: 'Ce processus', started: 'Démarré', memory: 'Mémoire', refresh: 'Afficher l’état actuel' },
  none: 'Aucun pour l’instant.',
};

const vi: StatusWords = {
  title: 'Trạng thái',
  state: {
    ready: 'Sẵn sàng',
    older: 'Sẵn sàng, nhưng có phần không bình thường',
    notReady: (why) => `Chưa sẵn sàng: ${why}`,
  },
  parts: {
    graph: 'Đồ thị',
    policy: 'Chính sách',
    cedar: 'Chính sách Cedar',
    operations: 'Thao tác đã đăng ký',
    'sharing agreements': 'Thỏa thuận chia sẻ',
    'audit witnesses': 'Nhân chứng của nhật ký kiểm toán',
    'audit index': 'Chỉ mục của nhật ký kiểm toán',
    'auditors’ log': 'Nhật ký việc làm của kiểm toán viên',
    'issuer keys': 'Khóa của nơi cấp mã truy cập',
    'organisations register': 'Sổ đăng ký tổ chức',
  },
  missing: {
    'audit log': 'không ghi được nhật ký kiểm toán nên không trả lời gì',
    'audit disk': 'đĩa của nhật ký kiểm toán gần đầy nên không hỏi cơ quan nào',
    'organisations register': 'chưa đọc được sổ đăng ký tổ chức',
    'account directory': 'danh bạ tài khoản không trả lời',
    'issuer keys': 'chưa đọc được khóa của một nơi cấp mã truy cập',
    clock: 'đồng hồ của máy đã bị chỉnh lùi nên mã truy cập hết hạn quá sớm: hãy khởi động lại cổng',
    stopping: 'cổng đang dừng',
  },
  served: {
    heading: 'Đang phục vụ',
    supergraph: 'Siêu đồ thị',
    policy: 'Chính sách',
    since: 'Từ lúc',
    changes: 'Thay đổi trên đĩa',
    taken: (taken, refused) => `${taken} được nhận, ${refused} bị từ chối`,
    refused: (part, since) => `${part}: bản trên đĩa bị từ chối từ ${since}; bản tốt gần nhất đang được phục vụ.`,
    unfit: (part) => `${part}: không bình thường. Nhật ký tiến trình cho biết cụ thể.`,
  },
  requests: {
    heading: 'Yêu cầu',
    underWay: 'Đang xử lý',
    lastMinute: 'Phút vừa qua',
    sinceStart: 'Từ khi khởi động',
    end: 'Kết quả',
    answered: 'Đã trả lời',
  },
  agencies: {
    heading: 'Các cơ quan, trong phút vừa qua',
    agency: 'Cơ quan',
    state: 'Trạng thái',
    underWay: 'Đang xử lý',
    waiting: 'Đang chờ',
    answered: 'Đã trả lời',
    withErrors: 'Trong đó có lỗi',
    misformed: 'Sai dạng',
    failed: 'Thất bại',
    breaker: { closed: 'Đang được hỏi', open: 'Tạm ngừng hỏi', probing: 'Đang thử lại' },
  },
  half: '50% trong vòng',
  slowest: '99% trong vòng',
  rooms: {
    heading: 'Thời gian dành cho từng bước, trong phút vừa qua',
    step: 'Bước',
    steps: {
      read: 'Đọc yêu cầu',
      identity: 'Ai hỏi',
      turn: 'Chờ đến lượt',
      operation: 'Hỏi gì',
      access: 'Được phép gì',
      plan: 'Hỏi cơ quan nào',
      intent: 'Ghi ý định',
      execute: 'Hỏi các cơ quan',
      check: 'Xét từng dòng dữ liệu',
      outcome: 'Ghi kết quả',
      write: 'Viết câu trả lời',
    },
  },
  rules: {
    heading: 'Trường theo quy tắc, từ khi khởi động',
    rule: 'Quy tắc',
    permitted: 'Cho phép',
    refused: 'Từ chối',
  },
  caches: {
    heading: 'Bộ nhớ đệm, từ khi khởi động',
    cache: 'Bộ nhớ đệm',
    asked: 'Số lần tra',
    found: 'Tìm thấy',
    names: { documents: 'Văn bản truy vấn', permissions: 'Quyền', plans: 'Kế hoạch' },
  },
  audit: {
    heading: 'Nhật ký kiểm toán',
    records: 'Số bản ghi',
    published: 'Trong đó đã công bố',
    state: 'Trạng thái',
    writes: 'Ghi được',
    low: 'Đĩa gần đầy: không hỏi cơ quan nào',
    broken: 'Không ghi được: không trả lời gì',
  },
  process: {
    heading: 'Tiến trình này',
    started: 'Khởi động lúc',
    memory: 'Bộ nhớ',
    refresh: 'Xem trạng thái hiện tại',
  },
  none: 'Chưa có.',
};

export const STATUS_WORDS: Readonly<Record<Language, StatusWords>> = { en, fr, vi };
