import type { Said } from '@agency-graph/policy';
import { REFUSALS, type RefusalCode } from '../refusals.js';

/** What a code says: to clients in English, to readers of `/errors` in every language. */
export const saidOf = (code: RefusalCode): Said => ({ en: REFUSALS[code].says, ...TRANSLATED[code] });

const TRANSLATED: Readonly<Record<RefusalCode, Omit<Said, 'en'>>> = {
  BAD_REQUEST: {
    fr: 'La requête n’est pas une requête GraphQL en JSON.',
    vi: 'Yêu cầu không phải là yêu cầu GraphQL dạng JSON.',
  },
  GRAPHQL_PARSE_FAILED: {
    fr: 'La requête ne peut pas être analysée.',
    vi: 'Không phân tích được cú pháp của truy vấn.',
  },
  GRAPHQL_VALIDATION_FAILED: {
    fr: 'La requête ne correspond pas au schéma.',
    vi: 'Truy vấn không phù hợp với lược đồ.',
  },
  LIMIT_EXCEEDED: {
    fr: 'L’opération est plus grande que ce que cette passerelle accepte.',
    vi: 'Thao tác lớn hơn mức cổng này chấp nhận.',
  },
  OPERATION_NOT_PLANNED: {
    fr: 'Aucun moyen de répondre à cette opération n’a été trouvé\u202f: là où un nom de réponse désigne des choses différentes, donnez à chacune un alias.',
    vi: 'Không tìm được cách trả lời thao tác này: nơi một tên trong câu trả lời chỉ những thứ khác nhau, hãy đặt bí danh riêng cho từng thứ.',
  },
  AUTH_ERROR: {
    fr: 'Un jeton valable est nécessaire\u202f: envoyez `Authorization: Bearer <jeton>`.',
    vi: 'Cần mã truy cập hợp lệ: hãy gửi `Authorization: Bearer <mã>`.',
  },
  ACCOUNT_NOT_IN_FORCE: {
    fr: 'Le compte n’est pas actif, ou l’organisation à laquelle il est lié ne l’est pas.',
    vi: 'Tài khoản, hoặc tổ chức gắn với tài khoản, không hoạt động.',
  },
  PURPOSE_REFUSED: {
    fr: 'La finalité n’est pas de celles du compte\u202f: envoyez-en une dans `Access-Purpose`.',
    vi: 'Mục đích không thuộc các mục đích của tài khoản: hãy gửi một mục đích trong `Access-Purpose`.',
  },
  OPERATION_NOT_ALLOWED: {
    fr: 'Cette opération ne peut pas être exécutée ici.',
    vi: 'Không được chạy thao tác này ở đây.',
  },
  CASE_NEEDED: {
    fr: 'Une question sur une personne demande un dossier\u202f: envoyez sa référence dans `Access-Case`.',
    vi: 'Hỏi về một người thì phải nêu vụ việc: hãy gửi số hiệu vụ việc trong `Access-Case`.',
  },
  APPROVAL_NEEDED: {
    fr: 'Un autre auditeur doit approuver que l’on interroge sur autant de personnes.',
    vi: 'Cần một kiểm toán viên khác phê duyệt việc hỏi về nhiều người như vậy.',
  },
  NOT_FOUND: { fr: 'Il n’y a rien à cette adresse.', vi: 'Không có gì ở địa chỉ này.' },
  METHOD_NOT_ALLOWED: {
    fr: 'Cette méthode n’est pas servie ici\u202f; les requêtes par GET ou POST, les mutations par POST.',
    vi: 'Phương thức này không được phục vụ ở đây; truy vấn bằng GET hoặc POST, thao tác ghi (mutation) bằng POST.',
  },
  NOT_ACCEPTABLE: {
    fr: 'Acceptez `application/graphql-response+json` ou `application/json`.',
    vi: 'Hãy chấp nhận `application/graphql-response+json` hoặc `application/json`.',
  },
  REQUEST_TIMEOUT: { fr: 'La requête a mis trop de temps à arriver.', vi: 'Yêu cầu đến quá chậm.' },
  PAYLOAD_TOO_LARGE: {
    fr: 'Le corps de la requête est plus grand que ce que cette passerelle accepte.',
    vi: 'Nội dung yêu cầu lớn hơn mức cổng này chấp nhận.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    fr: 'Envoyez `Content-Type: application/json`, sans compression, en UTF-8.',
    vi: 'Hãy gửi `Content-Type: application/json`, không nén, bằng UTF-8.',
  },
  HEADERS_TOO_LARGE: {
    fr: 'La requête a plus d’en-têtes, ou de plus longs, que cette passerelle n’en accepte.',
    vi: 'Yêu cầu có nhiều tiêu đề hơn, hoặc tiêu đề dài hơn, mức cổng này chấp nhận.',
  },
  TOO_MANY_REQUESTS: { fr: 'Trop de requêtes\u202f: réessayez plus tard.', vi: 'Quá nhiều yêu cầu: hãy thử lại sau.' },
  AUDIT_UNAVAILABLE: {
    fr: 'L’accès ne peut pas être enregistré dans le journal pour le moment, donc aucune réponse n’est donnée.',
    vi: 'Hiện không ghi được việc truy cập vào nhật ký nên không trả lời gì.',
  },
  DIRECTORY_UNAVAILABLE: {
    fr: 'L’annuaire des comptes et des décomptes, ou l’émetteur du jeton, ne répond pas pour le moment\u202f: réessayez plus tard.',
    vi: 'Danh bạ tài khoản và số đếm, hoặc nơi cấp mã truy cập, hiện không trả lời: hãy thử lại sau.',
  },
  OVERLOADED: {
    fr: 'La passerelle a trop à faire pour le moment\u202f: réessayez plus tard.',
    vi: 'Cổng hiện có quá nhiều việc: hãy thử lại sau.',
  },
  CLIENT_GONE: {
    fr: 'Le client a fermé la connexion avant que quiconque ait été interrogé.',
    vi: 'Máy khách đã đóng kết nối trước khi có cơ quan nào được hỏi.',
  },
  INTERNAL_ERROR: {
    fr: 'Une erreur s’est produite de notre côté\u202f; l’identifiant de trace permet de le retrouver.',
    vi: 'Có lỗi ở phía chúng tôi; mã vết giúp tìm ra nguyên nhân.',
  },
  CHANGE_UNKNOWN: {
    fr: 'Le changement a été demandé et a peut-être été fait\u202f; on ignore ce qu’il en est. Vérifiez avant de redemander.',
    vi: 'Thay đổi đã được yêu cầu và có thể đã được thực hiện; không rõ kết quả ra sao. Hãy kiểm tra trước khi yêu cầu lại.',
  },
  PERSISTED_QUERY_NOT_FOUND: {
    fr: 'L’empreinte ne désigne aucune opération connue\u202f: envoyez le texte avec elle.',
    vi: 'Mã băm không chỉ thao tác nào đã biết: hãy gửi kèm văn bản truy vấn.',
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    fr: 'Les opérations ne s’enregistrent pas par leur empreinte ici.',
    vi: 'Ở đây không đăng ký thao tác bằng mã băm.',
  },
  UNAUTHORIZED_FIELD_OR_TYPE: { fr: 'Champ ou type non autorisé.', vi: 'Trường hoặc loại dữ liệu không được phép.' },
  SUBGRAPH_UNAVAILABLE: { fr: 'Un organisme n’a pas répondu.', vi: 'Một cơ quan không trả lời.' },
  BAD_USER_INPUT: {
    fr: 'Un argument a une valeur qui n’est pas acceptée.',
    vi: 'Một đối số có giá trị không được chấp nhận.',
  },
};
