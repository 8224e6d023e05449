import type { Said } from './language.ts';

/** The networks a request may come over; only the development issuer lets a caller choose one. */
export const ZONES = ['PARTY_WAN', 'STATE_NETWORK', 'INTERNET'] as const;
export type Zone = (typeof ZONES)[number];

export const ZONE_NAMES: Readonly<Record<Zone, Said>> = {
  PARTY_WAN: { en: 'Party network', fr: 'Réseau du Parti', vi: 'Mạng diện rộng của Đảng' },
  STATE_NETWORK: { en: 'State network', fr: 'Réseau de l’État', vi: 'Mạng truyền số liệu nhà nước' },
  INTERNET: { en: 'Internet', fr: 'Internet', vi: 'Internet' },
};

/** The highest level of secrecy that a network carries. */
export const ZONE_CEILINGS: Readonly<Record<Zone, Said>> = {
  PARTY_WAN: {
    en: 'up to CONFIDENTIAL, SECRET with a hardware key',
    fr: 'jusqu’à CONFIDENTIAL, SECRET avec une clé matérielle',
    vi: 'đến CONFIDENTIAL (Mật), SECRET (Tối mật) khi có khóa phần cứng',
  },
  STATE_NETWORK: {
    en: 'UNCLASSIFIED only',
    fr: 'UNCLASSIFIED seulement',
    vi: 'chỉ UNCLASSIFIED (không mật)',
  },
  INTERNET: { en: 'UNCLASSIFIED only', fr: 'UNCLASSIFIED seulement', vi: 'chỉ UNCLASSIFIED (không mật)' },
};
