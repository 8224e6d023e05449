import { isLoopback } from '@agency-graph/contract';

/** Names under which clouds serve machine credentials. */
const METADATA_NAMES = ['metadata', 'metadata.google.internal', 'instance-data', 'instance-data.ec2.internal'];

/** Address ranges that no agency has, as leading octets: unspecified, link-local, multicast and above, clouds' metadata. */
const REFUSED_IPV4: readonly (readonly number[])[] = [
  [0],
  [169, 254],
  [100, 100, 100, 200],
  [168, 63, 129, 16],
  [192, 0, 0, 192],
];
const FIRST_MULTICAST_OCTET = 224;
/** The unspecified address, and Amazon's metadata address, as URL prints them. */
const REFUSED_IPV6 = ['::', 'fd00:ec2::254'];

/**
 * Why a URL may not be called, or undefined. Only http and https, no credentials, no link-local or metadata address; an
 * address in decimal, octal or mapped form is judged by what it means. A name is judged again where it is resolved.
 */
export const refuseUrl = (text: string): string | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) return 'it is not a URL';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol} is not http: or https:`;
  if (url.username !== '' || url.password !== '') return 'it carries a user name or password, which would end in logs';
  if (url.hash !== '') return 'it has a fragment, which is never sent';
  return refuseHost(url.hostname);
};

/** Why keys may not be fetched from a URL, or undefined: by https, or by http on the same machine. */
export const refuseKeyUrl = (text: string): string | undefined => {
  const refused = refuseUrl(text);
  if (refused !== undefined) return refused;
  const { protocol, hostname } = new URL(text);
  const isPlainRemote = protocol === 'http:' && !isLoopback(hostname);
  return isPlainRemote ? 'keys fetched by http can be replaced on the way' : undefined;
};

/** Why an address that a name was resolved to may not be called, or undefined. */
export const refuseAddress = (address: string): string | undefined =>
  refuseHost(address.includes(':') ? new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname : address);

const refuseHost = (hostname: string): string | undefined => {
  const host = hostname.replace(/\.$/, '').toLowerCase();
  if (METADATA_NAMES.includes(host)) return `${host} is a metadata service`;
  const refused = host.startsWith('[') ? refusesIpv6(host.slice(1, -1)) : refusesIpv4(host);
  return refused ? `${host} is a link-local, metadata or unspecified address` : undefined;
};

/** URL has already written decimal, octal and hexadecimal forms as four octets. */
const refusesIpv4 = (host: string): boolean => {
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(host)) return false;
  const octets = host.split('.').map(Number);
  return (
    (octets[0] ?? 0) >= FIRST_MULTICAST_OCTET ||
    REFUSED_IPV4.some((start) => start.every((octet, i) => octet === octets[i]))
  );
};

const refusesIpv6 = (host: string): boolean => {
  // An IPv4 address in mapped or translated form is judged as what it reaches.
  const [, high, low] = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host) ?? [];
  if (high !== undefined && low !== undefined) {
    const [h, l] = [parseInt(high, 16), parseInt(low, 16)];
    return refusesIpv4([h >> 8, h & 255, l >> 8, l & 255].join('.'));
  }
  return REFUSED_IPV6.includes(host) || /^fe[89ab]/.test(host) || host.startsWith('ff');
};
