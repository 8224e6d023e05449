import { enumOf } from '@agency-graph/kit';

export const DocType = enumOf('DocType', 'Types of official documents (Reg. 399-QĐ/TW).', {
  CHIEN_LUOC: 'Chiến lược: strategy.',
  NGHI_QUYET: 'Nghị quyết: resolution.',
  QUYET_DINH: 'Quyết định: decision.',
  CHI_THI: 'Chỉ thị: directive.',
  KET_LUAN: 'Kết luận: conclusion.',
  QUY_CHE: 'Quy chế: working rules.',
  QUY_DINH: 'Quy định: regulation.',
  THONG_TRI: 'Thông tri: circular.',
  HUONG_DAN: 'Hướng dẫn: guidance.',
  THONG_BAO: 'Thông báo: notice.',
  THONG_CAO: 'Thông cáo: communiqué.',
  BAO_CAO: 'Báo cáo: report.',
  KE_HOACH: 'Kế hoạch: plan.',
  QUY_HOACH: 'Quy hoạch: planning.',
  CHUONG_TRINH: 'Chương trình: programme.',
  DE_AN: 'Đề án: scheme.',
  TO_TRINH: 'Tờ trình: submission.',
  CONG_VAN: 'Công văn: official letter.',
  BIEN_BAN: 'Biên bản: minutes.',
});

export const Urgency = enumOf('Urgency', 'How soon a document must reach its recipients.', {
  THUONG: 'Ordinary.',
  KHAN: 'Khẩn: urgent.',
  THUONG_KHAN: 'Thượng khẩn: very urgent.',
  HOA_TOC: 'Hỏa tốc: at once, at the hour written on it where there is one.',
});

export const DocStatus = enumOf('DocStatus', 'Whether a document is in force.', {
  DRAFT: 'Not yet issued.',
  IN_FORCE: 'In force.',
  AMENDED: 'In force, changed in part by a later document.',
  REPLACED: 'Replaced by a later document.',
  REPEALED: 'No longer in force.',
});

export const Circulation = enumOf('Circulation', 'Who a document may reach, as its signatory decided.', {
  PUBLIC: 'Anyone.',
  PARTY_INTERNAL: 'Inside the Party.',
  RECIPIENTS_ONLY: 'Its recipients alone.',
  RETURN_AFTER_MEETING: 'Those at the meeting, who give it back.',
});
