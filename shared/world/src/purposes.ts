import type { PurposeRecord } from './records.js';

/** Purposes for which data may be asked; domain.md § 2.2. DPV parents are the nearest terms of its taxonomy. */
export const PURPOSES: readonly PurposeRecord[] = [
  {
    code: 'TASK_MONITORING',
    label: 'Theo dõi nhiệm vụ',
    dpvParent: 'dpv:FulfilmentOfObligation',
    legalBasis: 'Quy chế 08-QC/TW',
  },
  {
    code: 'MEMBER_ADMIN',
    label: 'Quản lý đảng viên',
    dpvParent: 'dpv:PersonnelManagement',
    legalBasis: 'Quy định 384-QĐ/TW',
  },
  {
    code: 'MEMBER_VERIFICATION',
    label: 'Xác minh tư cách đảng viên',
    dpvParent: 'dpv:Verification',
    legalBasis: 'Thỏa thuận chia sẻ dữ liệu',
  },
  {
    code: 'INSPECTION',
    label: 'Kiểm tra, giám sát',
    dpvParent: 'dpv:LegalCompliance',
    legalBasis: 'Quy định 296-QĐ/TW',
  },
  {
    code: 'DOC_PROCESSING',
    label: 'Xử lý văn bản',
    dpvParent: 'dpv:RecordManagement',
    legalBasis: 'Quy định 399-QĐ/TW',
  },
  {
    code: 'STATISTICS',
    label: 'Thống kê',
    dpvParent: 'dpv:OfficialStatistics',
    legalBasis: 'Quy định 384-QĐ/TW',
  },
  {
    code: 'FEEDBACK_HANDLING',
    label: 'Xử lý phản ánh, kiến nghị',
    dpvParent: 'dpv:CommunicationManagement',
    legalBasis: 'Quy chế 08-QC/TW',
  },
  {
    code: 'SELF_SERVICE',
    label: 'Đảng viên tự tra cứu',
    dpvParent: 'dpv:RightsFulfilment',
    legalBasis: 'Quy định 339-QĐ/TW',
  },
  {
    code: 'DATA_QUALITY',
    label: 'Làm sạch dữ liệu',
    dpvParent: 'dpv:MaintainDataQuality',
    legalBasis: 'Quy định 384-QĐ/TW',
  },
  {
    code: 'AUDIT',
    label: 'Kiểm toán truy cập',
    dpvParent: 'dpv:LegalCompliance',
    legalBasis: 'Luật Dữ liệu 60/2024/QH15',
  },
];
