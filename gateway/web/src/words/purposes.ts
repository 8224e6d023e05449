import type { Said } from './language.ts';

/** What each declared purpose is for; codes are the gateway's closed vocabulary, an unknown one is shown by its code. */
export const PURPOSES: Readonly<Record<string, Said>> = {
  TASK_MONITORING: { en: 'Task monitoring', fr: 'Suivi des tâches', vi: 'Theo dõi nhiệm vụ' },
  MEMBER_ADMIN: { en: 'Member administration', fr: 'Gestion des membres', vi: 'Quản lý đảng viên' },
  MEMBER_VERIFICATION: { en: 'Member verification', fr: 'Vérification d’un membre', vi: 'Xác minh đảng viên' },
  INSPECTION: { en: 'Inspection', fr: 'Inspection', vi: 'Kiểm tra' },
  DOC_PROCESSING: { en: 'Document processing', fr: 'Traitement des documents', vi: 'Xử lý văn bản' },
  STATISTICS: { en: 'Statistics', fr: 'Statistiques', vi: 'Thống kê' },
  FEEDBACK_HANDLING: { en: 'Handling of opinions', fr: 'Traitement des avis', vi: 'Xử lý ý kiến' },
  SELF_SERVICE: { en: 'One’s own record', fr: 'Sa propre fiche', vi: 'Hồ sơ của chính mình' },
  DATA_QUALITY: { en: 'Data quality', fr: 'Qualité des données', vi: 'Chất lượng dữ liệu' },
  AUDIT: { en: 'Audit', fr: 'Audit', vi: 'Kiểm toán' },
};
