import type { Said } from './language.ts';

/** Why a field was refused, in a sentence; codes are the gateway's closed list, an unknown one is shown by its code. */
export const REASONS: Readonly<Record<string, Said>> = {
  NO_LABEL: {
    en: 'The field carries no label, so nobody may read it.',
    fr: 'Le champ n’a pas d’étiquette\u202f: personne ne peut le lire.',
    vi: 'Trường chưa được gắn nhãn nên không ai được đọc.',
  },
  CLEARANCE: {
    en: 'Its level of secrecy is above your clearance.',
    fr: 'Son niveau de secret dépasse votre habilitation.',
    vi: 'Độ mật cao hơn mức bạn được phép tiếp cận.',
  },
  ZONE: {
    en: 'It may not be carried over this network.',
    fr: 'Il ne peut pas passer par ce réseau.',
    vi: 'Không được truyền qua mạng này.',
  },
  SCOPE: {
    en: 'No function of your account covers it.',
    fr: 'Aucune fonction de votre compte ne le couvre.',
    vi: 'Không chức năng nào của tài khoản bạn bao gồm trường này.',
  },
  SENSITIVE: {
    en: 'It is sensitive personal data, for named duties only.',
    fr: 'C’est une donnée personnelle sensible, réservée à des fonctions nommées.',
    vi: 'Là dữ liệu cá nhân nhạy cảm, chỉ dành cho nhiệm vụ được nêu tên.',
  },
  PURPOSE: {
    en: 'The declared purpose does not allow it.',
    fr: 'La finalité déclarée ne le permet pas.',
    vi: 'Mục đích đã khai báo không cho phép.',
  },
  NO_AGREEMENT: {
    en: 'No sharing agreement names it for your organisation.',
    fr: 'Aucun accord de partage ne le nomme pour votre organisation.',
    vi: 'Không có thỏa thuận chia sẻ nào nêu trường này cho tổ chức của bạn.',
  },
  AGREEMENT_EXPIRED: {
    en: 'The sharing agreement that named it is no longer in force.',
    fr: 'L’accord de partage qui le nommait n’est plus en vigueur.',
    vi: 'Thỏa thuận chia sẻ trường này đã hết hiệu lực.',
  },
  INTERNAL: {
    en: 'It never leaves its steward’s block, under any agreement.',
    fr: 'Il ne sort jamais du bloc de son responsable, quel que soit l’accord.',
    vi: 'Không bao giờ ra ngoài khối của cơ quan chủ quản, dù có thỏa thuận.',
  },
  VOLUME: {
    en: 'The volume that may be read without a further agreement is used up.',
    fr: 'Le volume lisible sans accord supplémentaire est épuisé.',
    vi: 'Đã hết khối lượng được đọc khi chưa có thỏa thuận thêm.',
  },
  END_USER: {
    en: 'The application did not say which person it acts for.',
    fr: 'L’application n’a pas dit pour quelle personne elle agit.',
    vi: 'Ứng dụng chưa nêu người mà nó thay mặt.',
  },
};
