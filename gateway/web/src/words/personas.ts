import type { Said } from './language.ts';

/** A persona of the synthetic world, and what they are for. */
interface PersonaWords {
  readonly name: Said;
  readonly says: Said;
  /** A program that acts for people, not a person. */
  readonly application?: true;
}

/** The personas by their codes; one the page does not know is shown in the gateway's own words. */
export const PERSONAS: Readonly<Record<string, PersonaWords>> = {
  P1: {
    name: { en: 'Central monitor', fr: 'Suivi central', vi: 'Theo dõi trung ương' },
    says: {
      en: 'Central Office: follows every task to its end and prepares documents, up to SECRET.',
      fr: 'Bureau central\u202f: suit chaque tâche jusqu’au bout et prépare les documents, jusqu’à SECRET.',
      vi: 'Văn phòng Trung ương: theo dõi mọi nhiệm vụ đến khi hoàn thành và xử lý văn bản, đến mức Tối mật.',
    },
  },
  P2: {
    name: { en: 'Central personnel officer', fr: 'Agent central du personnel', vi: 'Cán bộ tổ chức trung ương' },
    says: {
      en: 'Central Organisation Commission: answers for all member files and the statistics over them.',
      fr: 'Commission centrale d’organisation\u202f: répond de toutes les fiches des membres et de leurs statistiques.',
      vi: 'Ban Tổ chức Trung ương: phụ trách toàn bộ hồ sơ đảng viên và thống kê.',
    },
  },
  P3: {
    name: { en: 'Province officer', fr: 'Agent provincial', vi: 'Cán bộ cấp tỉnh' },
    says: {
      en: 'Province G07: administers the members of the province, never of another.',
      fr: 'Province G07\u202f: gère les membres de la province, jamais ceux d’une autre.',
      vi: 'Tỉnh G07: quản lý đảng viên trong tỉnh, không bao giờ của tỉnh khác.',
    },
  },
  P4: {
    name: { en: 'Commune officer', fr: 'Agent communal', vi: 'Cán bộ cấp xã' },
    says: {
      en: 'Commune G07.C012: administers the members of the commune; sees no secret and no full ID number.',
      fr: 'Commune G07.C012\u202f: gère les membres de la commune\u202f; ne voit ni secret ni numéro d’identité complet.',
      vi: 'Xã G07.C012: quản lý đảng viên trong xã; không xem tin mật và số định danh đầy đủ.',
    },
  },
  'P4-OLD': {
    name: { en: 'Officer of a dissolved district', fr: 'Agent d’un district dissous', vi: 'Cán bộ huyện đã giải thể' },
    says: {
      en: 'An account left over from a district that no longer exists: it reads nothing until it is bound anew.',
      fr: 'Un compte resté d’un district qui n’existe plus\u202f: il ne lit rien tant qu’il n’est pas rattaché.',
      vi: 'Tài khoản còn lại của một huyện đã giải thể: không đọc được gì cho đến khi được gắn lại.',
    },
  },
  P5: {
    name: { en: 'Cell secretary', fr: 'Secrétaire de cellule', vi: 'Bí thư chi bộ' },
    says: {
      en: 'Cell G07.C012.K03.B02: name, position, status and phone of the cell’s own members.',
      fr: 'Cellule G07.C012.K03.B02\u202f: nom, fonction, statut et téléphone des membres de la cellule.',
      vi: 'Chi bộ G07.C012.K03.B02: họ tên, chức vụ, trạng thái và điện thoại của đảng viên trong chi bộ.',
    },
  },
  P6: {
    name: { en: 'Member', fr: 'Membre', vi: 'Đảng viên' },
    says: {
      en: 'A member of that cell: reads one’s own record, and who has read it.',
      fr: 'Un membre de cette cellule\u202f: lit sa propre fiche, et qui l’a lue.',
      vi: 'Một đảng viên của chi bộ đó: xem hồ sơ của chính mình và ai đã xem.',
    },
  },
  P7: {
    name: { en: 'Inspector', fr: 'Inspecteur', vi: 'Cán bộ kiểm tra' },
    says: {
      en: 'Central Inspection Commission: discipline and the performance of tasks, up to SECRET.',
      fr: 'Commission centrale d’inspection\u202f: discipline et exécution des tâches, jusqu’à SECRET.',
      vi: 'Ủy ban Kiểm tra Trung ương: kỷ luật và việc thực hiện nhiệm vụ, đến mức Tối mật.',
    },
  },
  P8: {
    application: true,
    name: { en: 'Government Office', fr: 'Bureau du gouvernement', vi: 'Văn phòng Chính phủ' },
    says: {
      en: 'An application outside the Party block: follows tasks under agreement AGR-01.',
      fr: 'Une application hors du bloc du Parti\u202f: suit les tâches selon l’accord AGR-01.',
      vi: 'Ứng dụng ngoài khối Đảng: theo dõi nhiệm vụ theo thỏa thuận AGR-01.',
    },
  },
  P9: {
    application: true,
    name: { en: 'Ministry', fr: 'Ministère', vi: 'Bộ' },
    says: {
      en: 'An application that asks yes or no about a membership under agreement AGR-02, and leads some tasks.',
      fr: 'Une application qui vérifie par oui ou non une appartenance selon l’accord AGR-02, et pilote des tâches.',
      vi: 'Ứng dụng xác minh đảng viên (có hay không) theo thỏa thuận AGR-02 và chủ trì một số nhiệm vụ.',
    },
  },
  P10: {
    application: true,
    name: { en: 'Public portal', fr: 'Portail public', vi: 'Cổng thông tin công cộng' },
    says: {
      en: 'An application on the Internet: open data only.',
      fr: 'Une application sur Internet\u202f: données ouvertes seulement.',
      vi: 'Ứng dụng trên Internet: chỉ dữ liệu mở.',
    },
  },
  P11: {
    name: { en: 'Data-quality officer', fr: 'Agent de la qualité des données', vi: 'Cán bộ chất lượng dữ liệu' },
    says: {
      en: 'Central Organisation Commission: scores and quality notes of member data, not the data.',
      fr: 'Commission centrale d’organisation\u202f: notes de qualité des données de membres, non les données.',
      vi: 'Ban Tổ chức Trung ương: điểm và ghi chú chất lượng dữ liệu đảng viên, không phải dữ liệu.',
    },
  },
  P12: {
    name: { en: 'Auditor', fr: 'Auditeur', vi: 'Kiểm toán viên' },
    says: {
      en: 'Asks the audit log who saw what, and why; reads no agency data.',
      fr: 'Demande au journal d’audit qui a vu quoi, et pourquoi\u202f; ne lit aucune donnée d’un organisme.',
      vi: 'Tra nhật ký kiểm toán ai đã xem gì và vì sao; không đọc dữ liệu của cơ quan nào.',
    },
  },
  P13: {
    application: true,
    name: { en: 'National Assembly Office', fr: 'Bureau de l’Assemblée', vi: 'Văn phòng Quốc hội' },
    says: {
      en: 'An application outside the Party block: unclassified documents under agreement AGR-03.',
      fr: 'Une application hors du bloc du Parti\u202f: documents non classifiés selon l’accord AGR-03.',
      vi: 'Ứng dụng ngoài khối Đảng: văn bản không mật theo thỏa thuận AGR-03.',
    },
  },
  P14: {
    application: true,
    name: { en: 'President’s Office', fr: 'Bureau du président', vi: 'Văn phòng Chủ tịch nước' },
    says: {
      en: 'An application outside the Party block: follows tasks under agreement AGR-04, without their progress.',
      fr: 'Une application hors du bloc du Parti\u202f: suit les tâches selon l’accord AGR-04, sans leur avancement.',
      vi: 'Ứng dụng ngoài khối Đảng: theo dõi nhiệm vụ theo thỏa thuận AGR-04, không có tiến độ.',
    },
  },
  P15: {
    name: { en: 'Province auditor', fr: 'Auditeur provincial', vi: 'Kiểm toán viên cấp tỉnh' },
    says: {
      en: 'Inspection office of G07: asks the audit log about its own line only.',
      fr: 'Bureau d’inspection de G07\u202f: interroge le journal d’audit sur sa propre ligne hiérarchique seulement.',
      vi: 'Cơ quan kiểm tra của G07: tra nhật ký kiểm toán chỉ trong tuyến của mình.',
    },
  },
};
